internal import Synchronization

/// One of the allocators that a process has had: plans know by it whom they were looked at for.
struct AllocatorIdentity: Equatable, Sendable {
  private let number: UInt64

  init() { number = Self.last.wrappingAdd(1, ordering: .relaxed).newValue }

  private static let last = Atomic<UInt64>(0)
}

/// What the buffers that an allocator makes of a plan have in common.
class BufferShape: @unchecked Sendable {
  // Not checked because it has subclasses: all of it is written once, before anybody has it.
  final let agreement: Agreement
  final let planes: [AgreedPlane]
  final let allocator: Name<Production>

  init(_ plan: BufferPlan, _ planes: [AgreedPlane], by allocator: Name<Production>) {
    agreement = plan.agreement
    self.planes = planes
    self.allocator = allocator
  }
}

/// What an allocator asks its driver for to make a buffer as planned: found once for all buffers of a plan.
class PlanOrder: BufferShape, @unchecked Sendable {
  final let identity: AllocatorIdentity
  final let sizes: [Bytes]

  init(
    _ plan: BufferPlan, _ planes: [AgreedPlane], sizes: [Bytes], by allocator: Name<Production>,
    _ identity: AllocatorIdentity
  ) {
    self.identity = identity
    self.sizes = sizes
    super.init(plan, planes, by: allocator)
  }
}

extension BufferPlan {
  /// What `make` makes of this plan, for an allocator whose orders are all of that class.
  func order<Order: PlanOrder>(
    for allocator: AllocatorIdentity, _ make: () throws(AllocationError) -> Order
  ) throws(AllocationError) -> Order {
    if let known = unsafe shared.order.unretained(PlanOrder.self) {
      let order = unsafe known.takeUnretainedValue()
      if order.identity == allocator { return unsafe unsafeDowncast(order, to: Order.self) }
      return try make()
    }
    let order = try make()
    _ = shared.order.fill(order as PlanOrder)
    return order
  }

  /// One buffer, for an allocator that is told where planes lie and makes the memory of each dma-buf
  /// by itself.
  func buffer(
    by allocator: AllocatorIdentity, called name: @autoclosure () -> Name<Production>,
    of planned: () throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]),
    making: (Bytes) throws(AllocationError) -> DMABuffer
  ) throws(AllocationError) -> Buffer {
    let order = try order(for: allocator) { () throws(AllocationError) in
      let (planes, sizes) = try planned()
      return PlanOrder(self, planes, sizes: sizes, by: name(), allocator)
    }
    if order.sizes.count == 1 { return Buffer(order, memory: try making(order.sizes[0])) }
    let memory = try order.sizes.map { size throws(AllocationError) in try making(size) }
    return Buffer(order, memory: memory)
  }
}
