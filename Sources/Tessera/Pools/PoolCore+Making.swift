extension PoolCore {
  convenience init(
    _ plan: BufferPlan, from allocator: any Allocator, size: PoolSize, order: BufferPool.Order
  ) throws(AllocationError) {
    @Sendable func make(_ index: Int) throws(AllocationError) -> Buffer {
      var numbered = plan
      numbered.name += "#\(index)"
      return try allocator.allocate(numbered)
    }
    let (first, limit) =
      switch size {
      case .asAgreed: (plan.agreement.bufferCount, plan.agreement.bufferCount)
      case .fixed(let count): (count, count)
      case .growing(let limit): (0, limit)
      }
    guard limit > 0 else {
      throw AllocationError(
        .unsupportedLayout, "a pool of \(limit) buffers can lend none", step: .plan)
    }
    var buffers: [Buffer] = []
    for index in 0..<first { buffers.append(try make(index)) }
    self.init(buffers, limit: limit, order: order, allocate: make)
  }
}
