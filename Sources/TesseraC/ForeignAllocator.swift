internal import CTessera
internal import SystemPackage
internal import Tessera

/// An allocator of the caller's own.
final class ForeignAllocator: Allocator, @unchecked Sendable {
  // Sendable by hand: nothing changes, and that the functions may be called from any thread is what
  // their header demands.
  let production: Production
  private let functions: tessera_allocator_functions
  private let data: UnsafeMutableRawPointer?
  private let allocation:
    @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<CInt>?) -> CInt

  init(
    _ production: Production, _ functions: tessera_allocator_functions,
    _ data: UnsafeMutableRawPointer?
  ) throws(Failure) {
    guard let allocation = functions.allocate else {
      throw .invalid("an allocator has no function that allocates")
    }
    self.production = production
    self.functions = functions
    self.data = data
    self.allocation = allocation
  }

  deinit { functions.destroy?(data) }

  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let count = plan.agreement.layout.sizes?.count ?? 0
    var numbers = [CInt](repeating: -1, count: count)
    let agreement = handedOut(AgreementHandle(plan.agreement))
    defer { end(agreement, AgreementHandle.self) }
    let answer = numbers.withUnsafeMutableBufferPointer {
      allocation(data, agreement, $0.baseAddress)
    }
    guard answer == 0 else {
      throw AllocationError(
        .systemCall, "\(production.name) could not allocate", step: .allocate,
        cause: SystemCallError(
          call: "allocate", errno: Errno(rawValue: CInt(clamping: answer.magnitude))))
    }
    // The buffer duplicates them: these are closed here, whatever comes of it, and each once.
    let owned = Set(numbers.filter { $0 >= 0 })
    defer {
      for number in owned { _ = OwnedFileDescriptor(owning: FileDescriptor(rawValue: number)) }
    }
    guard owned.count == count else {
      let flaw = numbers.contains { $0 < 0 } ? "no descriptor" : "another's descriptor"
      throw AllocationError(
        .unexpectedResult, "\(production.name) gave \(flaw) for one of \(count) dma-bufs",
        step: .check)
    }
    return try Buffer(
      importing: plan.agreement, descriptors: numbers.map { FileDescriptor(rawValue: $0) })
  }
}

extension Production {
  /// What the caller tells of its allocator.
  init(_ name: Name<Production>, _ told: tessera_production) throws(Failure) {
    let reserved = told.reserved
    guard reserved == (0, 0, 0) else { throw .invalid("reserved bytes are not zero") }
    let pairs = try TesseraC.pairs(told.formats, told.format_count, on: nil)
    guard pairs.allSatisfy({ $0.modifier == .linear }) else {
      throw .invalid("an allocator of the caller's own makes linear buffers")
    }
    self.init(
      name, formats: pairs.isEmpty ? .everyFormat(in: .only([.linear])) : FormatTable(pairs),
      strides: StrideDomain(multipleOf: Bytes(max(1, told.stride_multiple))),
      isContiguous: told.is_contiguous != 0,
      largestBuffer: told.max_bytes == 0 ? nil : Bytes(told.max_bytes),
      rank: Int(told.rank), evidence: Evidence(.user, "told through the C interface"))
  }
}
