internal import Synchronization

/// One of the allocators that a process has had: plans know by it whom they were looked at for.
struct AllocatorIdentity: Equatable, Sendable {
  private let number: UInt64

  init() { number = Self.last.wrappingAdd(1, ordering: .relaxed).newValue }

  private static let last = Atomic<UInt64>(0)
}

/// What an allocator asks its driver for to make a buffer as planned: found once for all buffers of a plan.
class PlanOrder: @unchecked Sendable {
  // Not checked because it has subclasses: all of it is written once, before anybody has it.
  let allocator: AllocatorIdentity
  let planes: [AgreedPlane]
  let sizes: [Bytes]

  init(_ allocator: AllocatorIdentity, planes: [AgreedPlane], sizes: [Bytes]) {
    self.allocator = allocator
    self.planes = planes
    self.sizes = sizes
  }
}

extension BufferPlan {
  /// What `make` makes of this plan, for an allocator whose orders are all of that class.
  func order<Order: PlanOrder>(
    for allocator: AllocatorIdentity, _ make: () throws(AllocationError) -> Order
  ) throws(AllocationError) -> Order {
    if let known = unsafe shared.order.unretained(PlanOrder.self) {
      let order = unsafe known.takeUnretainedValue()
      if order.allocator == allocator { return unsafe unsafeDowncast(order, to: Order.self) }
      return try make()
    }
    let order = try make()
    _ = shared.order.fill(order as PlanOrder)
    return order
  }

  /// One buffer, for an allocator that is told where planes lie and makes the memory of each dma-buf
  /// by itself.
  func buffer(
    by allocator: AllocatorIdentity, called name: Name<Production>,
    of planned: () throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]),
    making: (Bytes) throws(AllocationError) -> DMABuffer
  ) throws(AllocationError) -> Buffer {
    let order = try order(for: allocator) { () throws(AllocationError) in
      let (planes, sizes) = try planned()
      return PlanOrder(allocator, planes: planes, sizes: sizes)
    }
    let memory = try order.sizes.map { size throws(AllocationError) in try making(size) }
    return Buffer(self, planes: order.planes, memory: memory, allocator: name, owner: nil)
  }
}
