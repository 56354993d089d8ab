#if Vulkan
internal import TesseraKernel

extension VulkanAllocator {
  /// What Vulkan is asked for; of a layout of the driver's no planes and no sizes are known.
  final class Order: PlanOrder, @unchecked Sendable {
    let request: VulkanRequest
    /// How many planes the image has in memory.
    let planeCount: Int

    fileprivate init(
      _ plan: BufferPlan, _ planes: [AgreedPlane], sizes: [Bytes], _ request: VulkanRequest,
      planeCount: Int, by allocator: Name<Production>, _ identity: AllocatorIdentity
    ) {
      self.request = request
      self.planeCount = planeCount
      super.init(plan, planes, sizes: sizes, by: allocator, identity)
    }
  }

  func order(for plan: BufferPlan) throws(AllocationError) -> Order {
    try plan.order(for: identity) { () throws(AllocationError) in try newOrder(for: plan) }
  }

  private func newOrder(for plan: BufferPlan) throws(AllocationError) -> Order {
    let agreement = plan.agreement
    guard production.formats.contains(agreement.pair),
      let number = VulkanFormat.number(of: agreement.format), let info = agreement.format.info,
      let modifier = agreement.pair.modifier.explicitModifier?.rawValue
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) does not make \(agreement.pair)", step: .plan)
    }
    guard let width = UInt32(exactly: agreement.extent.width.value),
      let height = UInt32(exactly: agreement.extent.height.value)
    else {
      throw AllocationError(
        .tooLarge, "\(production.name) makes no images of \(agreement.extent)", step: .plan)
    }
    var request = VulkanRequest(
      format: number, width: width, height: height,
      usage: usage.possible(for: info).rawValue, modifier: modifier)
    guard agreement.layout.planes != nil else {
      return Order(
        plan, [], sizes: [], request, planeCount: Int(planeCounts[agreement.pair] ?? 1),
        by: production.name, identity)
    }
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    request.height = try rows(of: planes, sizes, atLeast: height)
    request.planes = planes.map { VulkanPlane(offset: $0.offset.value, stride: $0.stride.value) }
    return Order(
      plan, planes, sizes: sizes, request, planeCount: planes.count, by: production.name, identity)
  }

  /// The memory of an image is as large as its rows: what is wanted beyond them are more rows.
  private func rows(
    of planes: [AgreedPlane], _ sizes: [Bytes], atLeast height: UInt32
  ) throws(AllocationError) -> UInt32 {
    guard sizes.count == 1, let first = planes.first, first.stride > .zero else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) puts all planes into one dma-buf", step: .plan)
    }
    guard planes.count == 1 else { return height }
    let (whole, rest) = sizes[0].value.quotientAndRemainder(dividingBy: first.stride.value)
    guard let rows = UInt32(exactly: rest == 0 ? whole : whole + 1) else {
      throw AllocationError(
        .tooLarge, "\(production.name) makes no images of \(sizes[0])", step: .plan)
    }
    return max(height, rows)
  }
}
#endif
