public import SystemPackage
internal import TesseraKernel

extension Buffer {
  /// Takes memory that somebody else made, if it is what it is said to be.
  ///
  /// The descriptors are duplicated and stay the caller's. Nothing that the description says is
  /// believed: planes must lie in memory that is there, descriptors must be dma-bufs or memory files
  /// that cannot shrink, one for each size.
  ///
  /// - Parameters:
  ///   - agreement: what the memory holds; its layout must be told.
  ///   - descriptors: the dma-bufs, in the order of the layout's sizes.
  public convenience init(
    importing agreement: Agreement, descriptors: [FileDescriptor]
  ) throws(AllocationError) {
    try self.init(
      importing: agreement, descriptors: descriptors.map(\.rawValue), kernel: LinuxKernel())
  }

  package convenience init(
    importing agreement: Agreement, descriptors: [CInt], kernel: any Kernel
  ) throws(AllocationError) {
    guard (1...4).contains(descriptors.count) else {
      throw DescriptionCheck.refused("\(descriptors.count) descriptors came")
    }
    var copies = ReceivedDescriptors()
    for descriptor in descriptors {
      do {
        copies.append(try DescriptorFlags.duplicate(descriptor, kernel: kernel))
      } catch {
        throw AllocationError(
          .systemCall, "a descriptor could not be duplicated", step: .import, cause: error)
      }
    }
    try self.init(arrived: agreement, copies, kernel: kernel)
  }

  /// Takes descriptors that are ours to keep or to close.
  convenience init(
    arrived agreement: Agreement, _ descriptors: consuming ReceivedDescriptors,
    kernel: any Kernel
  ) throws(AllocationError) {
    let description = try DescriptionCheck(agreement)
    let memory = try ForeignMemory.take(descriptors, sizes: description.sizes, kernel: kernel)
    self.init(
      BufferPlan(agreement), planes: description.planes, memory: memory,
      allocator: agreement.allocator, owner: nil)
  }

  /// What this buffer is: the agreement with the planes and sizes as they are, also where a driver
  /// laid them out.
  public var settledAgreement: Agreement {
    var agreement = agreement
    agreement.layout = .planned(planes, sizes: memory.map(\.size))
    return agreement
  }
}

extension Agreement {
  /// Describes a buffer that was made without any negotiation, such as one that a client sent.
  public init(
    describing pair: FormatModifier, extent: Extent, planes: [AgreedPlane], sizes: [Bytes],
    isContiguous: Bool = false, cacheModes: CacheModes = .cached,
    from allocator: Name<Production> = "elsewhere"
  ) {
    self.init(
      extent: extent, pair: pair, layout: .planned(planes, sizes: sizes),
      topology: sizes.count > 1 ? .bufferPerPlane : .oneBuffer, isContiguous: isContiguous,
      allocator: allocator, cacheModes: cacheModes, needsSynchronisation: true, colour: [:],
      bufferCount: 1, offers: [:], cost: Cost(traffic: .zero, penalties: []))
  }
}
