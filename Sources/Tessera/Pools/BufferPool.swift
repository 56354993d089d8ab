/// Buffers that go round: lent, given back, and lent again once no device uses them any more.
///
/// For a camera's queue or a codec's. A buffer is lent again only when the fence that it was given
/// back with has signalled and every fence in its dma-bufs. Lending and giving back allocate
/// nothing and make one system call for each fence and dma-buf that is asked.
public final class BufferPool: Sendable {
  private let core: PoolCore

  /// Makes the pool of buffers that are there: those of a settlement keep their indices.
  public init(_ buffers: [Buffer]) {
    core = PoolCore(buffers, limit: buffers.count, order: .oldest) {
      _ throws(AllocationError) in
      throw AllocationError(.outOfMemory, "the pool does not grow")
    }
  }

  /// Makes a pool of buffers that one allocator makes.
  public init(
    _ plan: BufferPlan, from allocator: any Allocator, size: PoolSize = .asAgreed
  ) throws(AllocationError) {
    core = try PoolCore(plan, from: allocator, size: size, order: .oldest)
  }

  /// Lends a buffer, when one is free: in the order in which callers came.
  ///
  /// Throws `cancelled` when the task is cancelled while it waits.
  public func acquire() async throws(AllocationError) -> Lease {
    Lease(core, try await core.acquire())
  }

  /// Lends a buffer if one is free and nobody waits for it.
  public func tryAcquire() throws(AllocationError) -> Lease? {
    guard let loan = try core.tryAcquire() else { return nil }
    return Lease(core, loan)
  }

  /// How it fares.
  public var statistics: PoolStatistics { core.statistics }

  /// A buffer that is lent; it goes back when the lease ends.
  public struct Lease: ~Copyable, Sendable {
    /// The buffer.
    public let buffer: Buffer
    /// Which of the pool's buffers it is: the same number for as long as the pool lives.
    public let index: Int
    private let core: PoolCore
    private var fence: Fence?

    fileprivate init(_ core: PoolCore, _ loan: PoolCore.Loan) {
      buffer = loan.buffer
      index = loan.index
      self.core = core
    }

    /// Gives the buffer back, to be lent again once `fence` has signalled.
    public consuming func release(after fence: Fence? = nil) { self.fence = fence }

    deinit { core.giveBack(index, after: fence) }
  }
}

extension PoolCore {
  convenience init(
    _ plan: BufferPlan, from allocator: any Allocator, size: PoolSize, order: Order
  ) throws(AllocationError) {
    @Sendable func make(_ index: Int) throws(AllocationError) -> Buffer {
      try allocator.allocate(BufferPlan(plan.agreement, name: "\(plan.name)#\(index)"))
    }
    let (first, limit) =
      switch size {
      case .asAgreed: (plan.agreement.bufferCount, plan.agreement.bufferCount)
      case .fixed(let count): (count, count)
      case .growing(let limit): (0, limit)
      }
    guard limit > 0 else {
      throw AllocationError(.unsupportedLayout, "a pool of \(limit) buffers can lend none")
    }
    var buffers: [Buffer] = []
    for index in 0..<first { buffers.append(try make(index)) }
    self.init(buffers, limit: limit, order: order, allocate: make)
  }
}
