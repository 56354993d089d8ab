internal import SystemPackage
internal import TesseraKernel

/// Makes linear buffers of ordinary, sealed memory through `/dev/udmabuf`.
public struct UdmabufAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  private let node: UdmabufNode

  /// Opens `/dev/udmabuf`.
  public init(path: String = "/dev/udmabuf") throws(DeviceError) {
    try self.init(path: path, kernel: LinuxKernel())
  }

  package init(path: String, kernel: any Kernel) throws(DeviceError) {
    do {
      node = try UdmabufNode(opening: path, kernel: kernel)
    } catch {
      throw DeviceError(.udmabuf, error)
    }
    let limit = UdmabufNode.sizeLimit(kernel: kernel).map { Bytes($0) }
    production = Production(
      "udmabuf", isContiguous: false, largestBuffer: limit, rank: 2,
      evidence: Evidence(
        limit == nil ? .specification : .driverQuery,
        limit == nil ? "pages of a memory file" : UdmabufNode.sizeLimitPath))
  }

  /// Makes one buffer as planned.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let (planes, sizes) = try plan.plannedBuffers(for: production.name)
    var memory: [DMABuffer] = []
    for size in sizes { memory.append(try make(size, plan)) }
    return Buffer(plan, planes: planes, memory: memory, allocator: production.name, owner: nil)
  }

  private func make(_ size: Bytes, _ plan: BufferPlan) throws(AllocationError) -> DMABuffer {
    if let limit = production.largestBuffer, size > limit {
      throw AllocationError(
        .tooLarge,
        "udmabuf makes buffers up to \(limit) and \(size) is needed; "
          + "the limit is in \(UdmabufNode.sizeLimitPath)")
    }
    let page = Bytes(UInt64(MemoryFile.pageSize))
    guard let whole = size.roundedUp(toMultipleOf: page), let count = Int(exactly: whole.value)
    else { throw AllocationError(.tooLarge, "\(size) does not fit the address space") }
    let descriptor: OwnedFileDescriptor
    do {
      let file = try MemoryFile.make(
        name: DMABufferCalls.shortened(plan.name), count: count, kernel: node.file.kernel)
      descriptor = try node.create(memoryFile: file.rawValue, count: whole.value)
    } catch {
      throw AllocationError.allocating(size, by: production.name, error)
    }
    return try DMABuffer(descriptor, needed: size, name: plan.name, kernel: node.file.kernel)
  }
}
