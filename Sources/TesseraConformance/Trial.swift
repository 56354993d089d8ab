internal import SystemPackage
internal import Tessera
internal import TesseraKernel

/// One scenario on one agreement.
struct Trial: Sendable {
  let make: @Sendable () throws -> any Allocator
  let agreement: Agreement
  let cycles: Int
  let importer: String?
  /// Whether the CPU is promised to reach the memory.
  let isReachable: Bool

  /// What went otherwise.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  func expect(_ isSo: Bool, _ problem: @autoclosure () -> String) throws(Failure) {
    guard isSo else { throw Failure(description: problem()) }
  }

  /// A buffer whose allocator is gone already.
  func buffer() throws -> Buffer { try make().allocate(BufferPlan(agreement, name: "conformance")) }

  /// What allocating answers that must not crash: a buffer, or an error with a sentence.
  func attempt(_ agreement: Agreement, from allocator: any Allocator) throws -> Buffer? {
    do throws(AllocationError) {
      return try allocator.allocate(BufferPlan(agreement, name: "conformance"))
    } catch {
      try expect(!error.message.isEmpty, "an error without a sentence: \(error.code)")
      return nil
    }
  }

  /// Fills every plane with bytes that tell it from the others.
  func fill(_ buffer: Buffer, _ seed: UInt8) throws {
    for plane in buffer.planes.indices {
      let pattern = Pattern(plane, seed)
      try buffer.withMutableBytes(ofPlane: plane) { span in
        for offset in pattern.wordOffsets(in: span.byteCount) {
          span.storeBytes(of: pattern.word(offset), toByteOffset: offset, as: UInt64.self)
        }
        for offset in pattern.restOffsets(in: span.byteCount) {
          span.storeBytes(of: pattern.byte(offset), toByteOffset: offset, as: UInt8.self)
        }
      }
    }
  }

  /// Whether every plane holds what `fill` wrote.
  func check(_ buffer: Buffer, _ seed: UInt8, _ where: String) throws {
    for plane in buffer.planes.indices {
      let pattern = Pattern(plane, seed)
      let wrong = try buffer.withBytes(ofPlane: plane) { span -> Int? in
        func isWrong(_ offset: Int) -> Bool {
          unsafe span.unsafeLoad(fromByteOffset: offset, as: UInt8.self) != pattern.byte(offset)
        }
        let word = pattern.wordOffsets(in: span.byteCount).first { offset in
          unsafe span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            != pattern.word(offset)
        }
        if let word { return (word..<word + 8).first(where: isWrong) ?? word }
        return pattern.restOffsets(in: span.byteCount).first(where: isWrong)
      }
      try expect(wrong == nil, "byte \(wrong ?? 0) of plane \(plane) is wrong \(`where`)")
    }
  }

  /// The same memory under a description of its own, with mappings of its own.
  func twin(of buffer: Buffer) throws -> Buffer {
    try withDescriptors(of: buffer) { descriptors in
      try Buffer(importing: buffer.settledAgreement, descriptors: descriptors)
    }
  }

  private func withDescriptors<R>(
    of buffer: Buffer, _ known: [FileDescriptor] = [], _ body: ([FileDescriptor]) throws -> R
  ) throws -> R {
    guard known.count < buffer.dmaBufferCount else { return try body(known) }
    return try buffer.withDescriptor(ofDMABuffer: known.count) { descriptor in
      try withDescriptors(of: buffer, known + [FileDescriptor(rawValue: descriptor)], body)
    }
  }

  /// What a device was given, handed out by it again.
  func buffer(
    _ agreement: Agreement, of handles: [UInt32], on node: DRMNode, _ known: [FileDescriptor] = []
  ) throws -> Buffer {
    guard known.count < handles.count else {
      return try Buffer(importing: agreement, descriptors: known)
    }
    let file = try node.export(handles[known.count])
    defer { withExtendedLifetime(file) {} }
    return try buffer(
      agreement, of: handles, on: node, known + [FileDescriptor(rawValue: file.borrowed.rawValue)])
  }
}
