/// Buffers that go round: lent, given back, and lent again once no device uses them any more.
///
/// For a camera's queue or a codec's, and, with the order ``Order/newestContents``, for images that
/// are drawn into and shown in turn: a swapchain. A buffer is lent again only when the fence that it
/// was given back with has signalled and every fence in its dma-bufs. Lending and giving back
/// allocate nothing and make one system call for each fence and dma-buf that is asked.
public final class BufferPool: Sendable {
  /// Which of the free buffers is lent.
  public enum Order: Hashable, Sendable {
    /// The one that was given back first.
    case oldest
    /// The one with the newest contents, so that the least has to be drawn again.
    case newestContents
  }

  private let core: PoolCore

  /// Makes the pool of buffers that are there: those of a settlement keep their indices.
  public init(_ buffers: [Buffer], lending order: Order = .oldest) {
    core = PoolCore(buffers, limit: buffers.count, order: order) {
      _ throws(AllocationError) in
      throw AllocationError(.outOfMemory, "the pool does not grow", step: .acquire)
    }
  }

  /// Makes a pool of buffers that one allocator makes.
  public init(
    _ plan: BufferPlan, from allocator: any Allocator, size: PoolSize = .asAgreed,
    lending order: Order = .oldest
  ) throws(AllocationError) {
    core = try PoolCore(plan, from: allocator, size: size, order: order)
  }

  /// Lends a buffer, when one is free: in the order in which callers came.
  ///
  /// Throws `cancelled` when the task is cancelled while it waits.
  public func acquire() async throws(AllocationError) -> Lease {
    Lease(core, try await core.acquire())
  }

  /// Blocks until a buffer is free and lends it; throws `timedOut` when it takes longer than `limit`.
  ///
  /// For threads that may block: no other is started for them. They are served in the order in which they
  /// came, after those who wait with `acquire()`.
  public func waitToAcquire(within limit: Duration? = nil) throws(AllocationError) -> Lease {
    guard let loan = try core.acquire(until: Deadline.after(limit)) else {
      let time = limit.map { " for \($0)" } ?? ""
      throw AllocationError(
        .timedOut, "a free buffer was waited for\(time), and all are lent or in use",
        step: .acquire)
    }
    return Lease(core, loan)
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
    /// How many frames ago its contents were the newest: 1 for the last frame that was presented;
    /// 0 when they are nothing to build on.
    public let age: Int
    private let core: PoolCore
    private var fence: Fence?

    fileprivate init(_ core: PoolCore, _ loan: PoolCore.Loan) {
      buffer = loan.buffer
      index = loan.index
      age = loan.age
      self.core = core
    }

    /// Counts what was drawn as the newest frame; a buffer that is given back without it has the
    /// age 0 the next time.
    public func present() { core.present(index) }

    /// Gives the buffer back, to be lent again once `fence` has signalled: when a display shows
    /// another, and when whoever draws or reads is done.
    public consuming func release(after fence: Fence? = nil) { self.fence = fence }

    deinit { core.giveBack(index, after: fence) }
  }
}
