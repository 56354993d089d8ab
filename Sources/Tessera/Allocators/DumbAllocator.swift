internal import TesseraKernel

/// Makes linear buffers of a display device (`DRM_IOCTL_MODE_CREATE_DUMB` on `/dev/dri/card*`).
public final class DumbAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  private let node: DRMNode
  private let identity = AllocatorIdentity()
  // A few numbers: an array is searched faster than a set.
  private let depths: [UInt32]

  /// What is asked of the driver: which depths it makes, and how it rounds strides.
  init?(_ device: DRMDevice, quirks: QuirkTable) {
    node = device.node
    var depths: [UInt32] = []
    var granule: UInt32 = 1
    // By attempt: the capability is missing on drivers that do make dumb buffers, such as vgem.
    for bits in [8, 16, 24, 32] as [UInt32] {
      guard let trial = try? node.createDumb(width: 1, height: 1, bitsPerPixel: bits) else {
        continue
      }
      depths.append(bits)
      // One pixel's stride is the driver's granule, or just the pixel.
      if trial.stride > bits / 8 { granule = max(granule, trial.stride) }
      node.release(trial.handle)
    }
    guard !depths.isEmpty else { return nil }
    self.depths = depths
    // Strides are asked for as a width in pixels: where bytes are no pixels, whole pixels only.
    var multiple = Bytes(UInt64(granule))
    for bits in depths where !depths.contains(8) {
      multiple = multiple.leastCommonMultiple(with: Bytes(UInt64(bits / 8))) ?? multiple
    }
    let formats = PixelFormat.allKnown.filter { format in
      guard let info = format.info, info.isLinearRepresentable else { return false }
      return Self.depth(for: info, depths: depths) != nil
    }
    let told = Production(
      Name("dumb:\(device.name)"), device: device.identity,
      formats: FormatTable(formats.map { FormatModifier($0, .linear) }),
      strides: StrideDomain(multipleOf: multiple), topology: .oneBuffer,
      isContiguous: false,
      // What most display drivers map dumb buffers as; none says.
      cacheModes: .writeCombined, rank: 3,
      evidence: Evidence(.probe, "DRM_IOCTL_MODE_CREATE_DUMB"))
    production = quirks.applied(to: told, of: device.model, as: .scanOut)
  }

  /// The depth to ask for: the pixel's own, or bytes for images of several planes.
  private static func depth(for info: PixelFormatInfo, depths: [UInt32]) -> UInt32? {
    if info.planeCount == 1, let bits = info.bitsPerPixel, depths.contains(UInt32(bits)) {
      return UInt32(bits)
    }
    return depths.contains(8) ? 8 : nil
  }

  /// Tells what one buffer as planned would be: the driver may round its size up.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let order = try order(for: plan)
    return BufferPreview(planes: order.planes, sizes: order.sizes, production: production)
  }

  /// What the driver is asked for: an image whose rows have the planned stride and whose bytes hold
  /// all planes.
  private final class Order: PlanOrder, @unchecked Sendable {
    let wanted: DumbRequest

    init(
      _ plan: BufferPlan, _ planes: [AgreedPlane], _ wanted: DumbRequest,
      by allocator: Name<Production>, _ identity: AllocatorIdentity
    ) {
      self.wanted = wanted
      super.init(plan, planes, sizes: [Bytes(wanted.size)], by: allocator, identity)
    }
  }

  private func order(for plan: BufferPlan) throws(AllocationError) -> Order {
    try plan.order(for: identity) { () throws(AllocationError) in try newOrder(for: plan) }
  }

  private func newOrder(for plan: BufferPlan) throws(AllocationError) -> Order {
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    guard let info = plan.agreement.format.info, let size = sizes.first, sizes.count == 1,
      let stride = planes.first?.stride, stride > .zero,
      var bits = Self.depth(for: info, depths: depths)
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) does not make \(plan.agreement.pair)", step: .plan)
    }
    if stride.value % UInt64(bits / 8) != 0, depths.contains(8) { bits = 8 }
    let (quotient, remainder) = size.value.quotientAndRemainder(dividingBy: stride.value)
    guard stride.value % UInt64(bits / 8) == 0,
      let width = UInt32(exactly: stride.value / UInt64(bits / 8)),
      let height = UInt32(exactly: remainder == 0 ? quotient : quotient + 1)
    else {
      throw AllocationError(
        .unsupportedLayout,
        "\(production.name) cannot be asked for a stride of \(stride) at \(bits) bits per pixel",
        step: .plan)
    }
    let wanted = DumbRequest(
      width: width, height: height, bitsPerPixel: bits, stride: stride.value, size: size.value)
    return Order(plan, planes, wanted, by: production.name, identity)
  }

  /// Makes one buffer as planned.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let order = try order(for: plan)
    let made: NewMemory
    do {
      made = try node.makeShared(order.wanted, naming: plan.name)
    } catch {
      throw explained(error, order.wanted)
    }
    let memory = try DMABuffer(
      made, needed: Bytes(order.wanted.size), kernel: node.file.kernelReference)
    return Buffer(order, memory: memory, owner: node)
  }

  private func explained(_ failure: DumbFailure, _ wanted: DumbRequest) -> AllocationError {
    switch failure {
    case .unmade(let cause):
      .allocating(
        Bytes(wanted.size), by: production.name, cause, isContiguous: production.isContiguous,
        kernel: node.file.kernel)
    case .different(let made):
      AllocationError(
        .unexpectedResult,
        "\(production.name) was asked for a stride of \(wanted.stride) B and \(wanted.size) B, "
          + "and made \(made.stride) B and \(made.size) B", step: .check)
    case .unshared(let cause):
      AllocationError(
        .systemCall, "\(production.name) made a buffer that it does not share", step: .export,
        cause: cause)
    case .unknown(let cause): DMABuffer.unknown(cause)
    }
  }
}
