public import SystemPackage
internal import TesseraKernel

/// Some whole pages of a memory file that somebody else may hold as well.
public struct MemoryFileRange: Hashable, Sendable {
  /// The memory file, borrowed; it may be closed once the buffer is made.
  public var file: FileDescriptor
  /// Where the range begins.
  public var offset: Bytes
  /// How long it is.
  public var size: Bytes

  /// Takes a file and a place in it.
  public init(_ file: FileDescriptor, offset: Bytes = .zero, size: Bytes) {
    self.file = file
    self.offset = offset
    self.size = size
  }
}

extension UdmabufAllocator {
  /// Makes a buffer of memory that is there already: ranges of sealed memory files, one behind the
  /// other.
  ///
  /// Such are the pools of `wl_shm` clients and the memory of virtual machines; what is written
  /// through either face is seen through the other.
  ///
  /// - Parameters:
  ///   - ranges: whole pages, within files that can no longer shrink.
  ///   - plan: what the ranges hold, with all planes in one dma-buf.
  public func share(
    _ ranges: [MemoryFileRange], as plan: BufferPlan
  ) throws(AllocationError) -> Buffer {
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    guard sizes.count == 1, let needed = sizes.first else {
      throw AllocationError(
        .unsupportedLayout, "ranges make one dma-buf and the plan has \(sizes.count)", step: .plan)
    }
    let total = try checked(ranges)
    guard total >= needed else {
      throw AllocationError(
        .unsupportedLayout, "the ranges have \(total) and \(needed) are needed", step: .plan)
    }
    let descriptor: OwnedFileDescriptor
    do {
      descriptor = try node.create(
        ranges.map {
          UdmabufNode.MemoryRange(
            memoryFile: $0.file.rawValue, offset: $0.offset.value, count: $0.size.value)
        })
    } catch {
      throw explained(error, total, ranges: ranges.count)
    }
    let memory = try DMABuffer(
      descriptor, needed: needed, name: plan.name, kernel: node.file.kernelReference)
    return Buffer(plan, planes: planes, memory: [memory], allocator: production.name, owner: nil)
  }

  /// All that the driver demands and answers with `EINVAL`; the bytes of all ranges together.
  private func checked(_ ranges: [MemoryFileRange]) throws(AllocationError) -> Bytes {
    let kernel = node.file.kernel
    if let limit = UdmabufNode.listLimit(kernel: kernel), UInt64(ranges.count) > limit {
      throw tooMany(ranges.count, limit)
    }
    let page = Bytes(UInt64(MemoryFile.pageSize))
    var total = Bytes.zero
    for (index, range) in ranges.enumerated() {
      func refused(_ problem: String, _ cause: SystemCallError? = nil) -> AllocationError {
        AllocationError(
          .unsupportedLayout, "range \(index) \(problem)", step: .plan, cause: cause)
      }
      guard range.size > .zero, range.size.isMultiple(of: page), range.offset.isMultiple(of: page)
      else { throw refused("is not of whole pages of \(page)") }
      let seals: MemorySeals
      let size: UInt64
      do {
        seals = try MemoryFile.seals(of: range.file.rawValue, kernel: kernel)
        size = try MemoryFile.size(of: range.file.rawValue, kernel: kernel)
      } catch {
        throw refused("is not of a memory file", error)
      }
      guard seals.contains(.shrink) else { throw refused("is of a memory file that can shrink") }
      guard seals.isDisjoint(with: [.write, .futureWrite]) else {
        throw refused("is of a memory file that is sealed against writing")
      }
      guard let end = range.offset.adding(range.size), end <= Bytes(size) else {
        throw refused("ends behind its memory file")
      }
      guard let sum = total.adding(range.size) else { throw refused("makes the sum too large") }
      total = sum
    }
    if let limit = Self.limit(kernel: kernel), total > limit.size { throw tooLarge(total) }
    guard total > .zero else {
      throw AllocationError(.unsupportedLayout, "no range was given", step: .plan)
    }
    return total
  }
}
