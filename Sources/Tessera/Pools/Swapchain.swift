/// Buffers that are drawn into and shown in turn.
///
/// Each is lent with the age of its contents, so that only what has changed since has to be drawn
/// again; of the free ones that with the newest contents. Like those of a `BufferPool`, they are
/// lent again only when no device uses them any more.
public final class Swapchain: Sendable {
  private let core: PoolCore

  /// Makes the chain of buffers that are there: those of a settlement keep their indices.
  public init(_ buffers: [Buffer]) {
    core = PoolCore(buffers, limit: buffers.count, order: .newestContents) {
      _ throws(AllocationError) in
      throw AllocationError(.outOfMemory, "the chain does not grow")
    }
  }

  /// Makes a chain of buffers that one allocator makes.
  public init(
    _ plan: BufferPlan, from allocator: any Allocator, size: PoolSize = .asAgreed
  ) throws(AllocationError) {
    core = try PoolCore(plan, from: allocator, size: size, order: .newestContents)
  }

  /// Lends an image to draw into, when one is free: in the order in which callers came.
  ///
  /// Throws `cancelled` when the task is cancelled while it waits.
  public func acquire() async throws(AllocationError) -> Image {
    Image(core, try await core.acquire())
  }

  /// Lends an image if one is free and nobody waits for it.
  public func tryAcquire() throws(AllocationError) -> Image? {
    guard let loan = try core.tryAcquire() else { return nil }
    return Image(core, loan)
  }

  /// How it fares.
  public var statistics: PoolStatistics { core.statistics }

  /// An image that is lent; it goes back when it is let go.
  public struct Image: ~Copyable, Sendable {
    /// The buffer.
    public let buffer: Buffer
    /// Which of the chain's buffers it is: the same number for as long as the chain lives.
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

    /// Counts what was drawn as the newest frame; an image that is given back without it has the
    /// age 0 the next time.
    public func present() { core.present(index) }

    /// Gives the image back, to be lent again once `fence` has signalled: when the display shows
    /// another, and when whoever draws or reads is done.
    public consuming func release(after fence: Fence? = nil) { self.fence = fence }

    deinit { core.giveBack(index, after: fence) }
  }
}
