#if GBM
internal import SystemPackage
internal import TesseraKernel

extension GBMAllocator {
  /// What libgbm is asked for; of a layout of the driver's no planes and no sizes are known.
  final class Order: PlanOrder, @unchecked Sendable {
    let wanted: GBMOrder

    fileprivate init(
      _ plan: BufferPlan, _ planes: [AgreedPlane], sizes: [Bytes], _ wanted: GBMOrder,
      by allocator: GBMAllocator
    ) {
      self.wanted = wanted
      super.init(
        plan, planes, sizes: sizes, by: allocator.production.name, allocator.identity)
    }
  }

  func order(for plan: BufferPlan) throws(AllocationError) -> Order {
    try plan.order(for: identity) { () throws(AllocationError) in try newOrder(for: plan) }
  }

  private func newOrder(for plan: BufferPlan) throws(AllocationError) -> Order {
    let agreement = plan.agreement
    guard production.formats.contains(agreement.pair) else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) does not make \(agreement.pair)", step: .plan)
    }
    let (width, height, planes, sizes) =
      switch agreement.layout {
      case .planned(let planes, let sizes): try rows(of: planes, sizes, agreement)
      case .byDriver: try whole(agreement)
      }
    let modifier = agreement.pair.modifier
    var request = GBMRequest(
      width: width, height: height, format: agreement.format.rawValue,
      modifiers: modifier.explicitModifier.map { [$0.rawValue] } ?? [])
    var usage = usage
    if modifier == .linear, saysLinearByUsage {
      request.modifiers = []
      usage.insert(.linear)
    }
    let places = try planes.map { plane throws(AllocationError) in try place(of: plane) }
    let wanted = GBMOrder(
      request, for: usage, planes: GBMPlanes(count: places.count) { places[$0] })
    return Order(plan, planes, sizes: sizes, wanted, by: self)
  }

  /// A plane in GBM's numbers.
  private func place(of plane: AgreedPlane) throws(AllocationError) -> GBMPlane {
    guard let stride = UInt32(exactly: plane.stride.value),
      let offset = UInt32(exactly: plane.offset.value)
    else {
      throw AllocationError(
        .tooLarge, "\(production.name) has no numbers for a plane at \(plane.offset)", step: .plan)
    }
    return GBMPlane(handle: 0, stride: stride, offset: offset)
  }

  private typealias Wanted = (
    width: UInt32, height: UInt32, planes: [AgreedPlane], sizes: [Bytes]
  )

  /// GBM is asked for a width, never for a stride: for the one whose rows are as long.
  private func rows(
    of planes: [AgreedPlane], _ sizes: [Bytes], _ agreement: Agreement
  ) throws(AllocationError) -> Wanted {
    guard agreement.pair.modifier == .linear, let info = agreement.format.info,
      let first = planes.first, planes.count == info.planeCount, let size = sizes.first,
      sizes.count == 1, first.offset == .zero, first.stride > .zero
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) plans no planes of \(agreement.pair)", step: .plan)
    }
    let pixel = info.plane(0).bytesPerBlock
    // Of one plane, all that is asked for beyond its rows are more rows.
    let (rows, rest) = size.value.quotientAndRemainder(dividingBy: first.stride.value)
    guard first.stride.isMultiple(of: pixel),
      let width = UInt32(exactly: first.stride.value / pixel.value),
      let height = UInt32(
        exactly: planes.count > 1 ? first.rows.value : rest == 0 ? rows : rows + 1)
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) cannot be asked for a stride of \(first.stride)",
        step: .plan)
    }
    return (width, height, planes, sizes)
  }

  private func whole(_ agreement: Agreement) throws(AllocationError) -> Wanted {
    let extent = agreement.extent
    guard let width = UInt32(exactly: extent.width.value),
      let height = UInt32(exactly: extent.height.value)
    else {
      throw AllocationError(
        .tooLarge, "\(production.name) makes no images of \(extent)", step: .plan)
    }
    return (width, height, [], [])
  }
}
#endif
