internal import SystemPackage
internal import TesseraKernel

/// Makes linear buffers in the memory of a V4L2 queue (`V4L2_MEMORY_MMAP` on `/dev/video*`).
///
/// The queue is set to the agreed format, so that what it makes is what its own device can fill or
/// read. Its use is bound by one rule of the kernel's: **a queue works in its own memory or in
/// other buffers, for one open file at a time.** Tessera keeps to it in one of two ways.
///
/// - Every buffer is cut loose from the queue as soon as it is made (the kernel calls it orphaned):
///   its memory lives as long as the buffer, and the queue is free again at once. Its own device can
///   then import the buffer like any other. This is what happens unless something else is asked for.
/// - Buffers keep their slots: the queue holds on to its memory, and takes nothing else, until the
///   last of them is gone. This is what happens where the kernel cannot do the other (before 5.0).
///
/// While somebody else works with the queue nothing can be made: ``AllocationError/Code/busy``.
public struct VideoAllocator: Allocator {
  /// Which of a node's queues.
  public enum Side: Hashable, Sendable {
    /// The one that delivers images: a camera's, or the results of a converter or decoder.
    case capture
    /// The one that takes images: a screen's or encoder's, or what a converter is to work on.
    case output
  }

  /// What this allocator can produce, for images of one size.
  public private(set) var production: Production
  /// Whether buffers keep their slots in the queue for as long as they live.
  public let keepsSlots: Bool
  /// Whether the device sees what the CPU writes, and the other way round, without synchronisation.
  public let isCoherent: Bool

  let slots: VideoSlots
  private let formats: [CameraFormat]
  private let extent: Extent
  private let tableRole: BufferRole?

  /// Opens a node and asks its queue what it makes of images of one size.
  ///
  /// - Parameters:
  ///   - path: the node.
  ///   - side: the queue.
  ///   - extent: the size that the images will have.
  ///   - topology: how many dma-bufs an image has. Drivers have different formats for one and for
  ///     several; what is promised can be made in every way that is named here.
  ///   - keepingSlots: whether buffers are to keep their slots in the queue.
  ///   - coherent: whether coherent memory is asked for; other memory is faster for the CPU to read
  ///     where the hardware is not coherent. A driver without a choice makes what it always makes.
  public init(
    path: String, _ side: Side = .capture, extent: Extent, topology: Topology = .oneBuffer,
    keepingSlots: Bool = false, coherent: Bool = true
  ) throws(DeviceError) {
    try self.init(
      path: path, side, extent: extent, topology: topology, keepingSlots: keepingSlots,
      coherent: coherent, kernel: LinuxKernel())
  }

  package init(
    path: String, _ side: Side = .capture, extent: Extent, topology: Topology = .oneBuffer,
    keepingSlots: Bool = false, coherent: Bool = true, kernel: any Kernel
  ) throws(DeviceError) {
    let source = try VideoSource(path: path, side, kernel: kernel)
    let capabilities = source.capabilities
    let flags: VideoMemoryFlags =
      !coherent && capabilities.contains(.cacheHints) ? .nonCoherent : []
    isCoherent = !flags.contains(.nonCoherent)
    keepsSlots = keepingSlots || !capabilities.contains(.orphanedBuffers)
    slots = VideoSlots(
      source.images, flags, growsSingly: source.growsSingly,
      shrinksSingly: capabilities.contains(.removeBuffers), leftover: source.leftover)
    self.extent = extent
    formats = source.formats
    tableRole = source.tableRole
    production = try source.production(for: extent, topology, isCoherent: isCoherent)
  }

  /// The same, with what a table knows of the memory beyond what was found out.
  func known(to quirks: QuirkTable, of model: DeviceModel) -> Self {
    var result = self
    if let tableRole {
      result.production = quirks.applied(to: production, of: model, as: tableRole)
    }
    return result
  }

  /// Asks the driver what it would make, which changes nothing: the queue may be at work meanwhile.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let wanted = try wanted(by: plan)
    let given: VideoFormat
    do {
      given = try slots.images.node.tryFormat(wanted.format, of: slots.images.type)
    } catch {
      throw explained(.call(error), wanted.format, .plan)
    }
    guard given.keeps(wanted.format) else {
      throw explained(.given(given), wanted.format, .plan)
    }
    return BufferPreview(
      planes: wanted.planes,
      sizes: zip(wanted.sizes, given.planes).map { max($0, Bytes(UInt64($1.size))) },
      production: production)
  }

  /// Makes one buffer as planned.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let (planes, sizes, format) = try wanted(by: plan)
    return try slots.inTurn { () throws(AllocationError) in
      let slot = try take(format, outOf: plan.agreement.bufferCount)
      let memory = try export(slot, sizes, name: plan.name)
      // Without an owner the slot goes here, and the memory stays with its dma-bufs.
      return Buffer(
        plan, planes: planes, memory: memory, allocator: production.name,
        owner: keepsSlots ? slot : nil)
    }
  }

  /// What the queue is to be set to for a plan.
  private func wanted(
    by plan: BufferPlan
  ) throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes], format: VideoFormat) {
    let (planes, sizes) = try plan.plannedBuffers(for: production.name)
    let agreement = plan.agreement
    guard agreement.extent == extent,
      let code = formats.first(where: { $0.stands(for: agreement) })?.code
    else {
      throw AllocationError(
        .unsupportedLayout,
        "\(production.name) makes images of \(extent) and was asked for \(agreement.extent) "
          + "\(agreement.pair), \(agreement.topology)", step: .plan)
    }
    guard ImageQueue.finds(planes, of: agreement) else {
      throw AllocationError(
        .unsupportedLayout,
        "\(production.name) keeps the planes of one buffer one behind the other, their strides in "
          + "proportion, and the agreement does not", step: .plan)
    }
    guard let size = sizes.first(where: { $0.value > UInt64(UInt32.max) }) else {
      return (planes, sizes, ImageQueue.format(code, for: agreement, planes, sizes))
    }
    throw AllocationError(
      .tooLarge, "\(production.name) makes buffers of less than 4 GiB and \(size) is needed",
      step: .plan)
  }

  private func take(
    _ format: VideoFormat, outOf count: Int
  ) throws(AllocationError) -> VideoSlot {
    do {
      return try slots.take(format, outOf: count)
    } catch {
      throw explained(error, format, .allocate)
    }
  }

  private func explained(
    _ failure: VideoSlots.Failure, _ format: VideoFormat, _ step: AllocationError.Step
  ) -> AllocationError {
    AllocationError(
      failure, making: format, by: production, on: slots.images.node.file, step: step)
  }

  /// The dma-bufs of a slot, whose sizes the driver chose.
  private func export(
    _ slot: VideoSlot, _ sizes: [Bytes], name: String
  ) throws(AllocationError) -> [DMABuffer] {
    let (node, type) = (slots.images.node, slots.images.type)
    let given: [Bytes]
    do {
      given = try node.state(ofSlot: slot.index, type).sizes.map { Bytes(UInt64($0)) }
    } catch {
      throw DMABuffer.unknown(error)
    }
    guard given.count == sizes.count, zip(given, sizes).allSatisfy(>=) else {
      let words = { (sizes: [Bytes]) in sizes.map(\.description).joined(separator: " and ") }
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) was asked for \(words(sizes)) and made \(words(given))", step: .check,
        path: node.file.path)
    }
    var memory: [DMABuffer] = []
    for (plane, size) in sizes.enumerated() {
      let descriptor: OwnedFileDescriptor
      do {
        descriptor = try node.exportSlot(slot.index, plane: plane, of: type)
      } catch {
        throw AllocationError(
          .systemCall, "\(production.name) made a buffer that it does not share", step: .export,
          cause: error)
      }
      memory.append(
        try DMABuffer(
          descriptor, needed: size, name: name, kernel: node.file.kernelReference))
    }
    return memory
  }
}
