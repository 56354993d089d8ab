import CLinux
import Synchronization
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct PoolTests {
  private let stage = Stage()

  private func plan(count: Int = 3) throws -> (BufferPlan, HeapAllocator) {
    let allocator = try stage.heapAllocator()
    var agreement = try agreement(.xrgb8888, from: allocator.production)
    agreement.bufferCount = count
    return (BufferPlan(agreement, name: "pool"), allocator)
  }

  private func pool(_ size: PoolSize = .asAgreed, count: Int = 3) throws -> BufferPool {
    let (plan, allocator) = try plan(count: count)
    return try BufferPool(plan, from: allocator, size: size)
  }

  private func fence(_ fake: FakeFence) throws -> Fence {
    try Fence(verifying: fake.descriptor(), kernel: stage.kernel)
  }

  @Test func `A pool has as many buffers as were agreed, and lends each once`() throws {
    let pool = try pool()
    #expect(stage.kernel.bufferNames == ["pool#0", "pool#1", "pool#2"])
    let one = try pool.lend()
    let two = try pool.lend()
    let three = try pool.lend()
    #expect([one.index, two.index, three.index] == [0, 1, 2])
    #expect(Set([one.buffer, two.buffer, three.buffer]).count == 3)
    #expect(try !pool.canLend())
    two.release()
    let again = try pool.lend()
    #expect(again.index == 1)
    #expect(pool.statistics.acquired == 4)
    #expect(pool.statistics.mostLent == 3)
    #expect(pool.statistics.grown == 0)
    _ = (one.index, three.index)
  }

  @Test func `A lease that is let go gives its buffer back`() throws {
    let pool = try pool(.fixed(1))
    do {
      let lease = try pool.lend()
      #expect(lease.index == 0)
      #expect(pool.statistics.lent == 1)
    }
    #expect(pool.statistics.lent == 0)
    #expect(try pool.canLend())
  }

  @Test func `A lease outlives its pool`() throws {
    var pool: BufferPool? = try pool(.fixed(1))
    let lease = try #require(pool).lend()
    pool = nil
    try lease.buffer.withBytes(ofPlane: 0) { _ in }
  }

  @Test func `A buffer is lent again only when its fences have signalled`() throws {
    let pool = try pool(.fixed(1))
    let (given, reader) = (FakeFence(), FakeFence())
    let lease = try pool.lend()
    stage.kernel.fences.attach(
      reader, to: lease.buffer.memory[0].rawDescriptor, isWriting: false)
    lease.release(after: try fence(given))
    #expect(try !pool.canLend())
    given.signal()
    #expect(try !pool.canLend())
    reader.signal()
    #expect(try pool.canLend())
    #expect(given.handedOut == 0)
  }

  @Test func `A busy buffer does not keep an idle one from being lent`() throws {
    let pool = try pool()
    let busy = FakeFence()
    let first = try pool.lend()
    first.release(after: try fence(busy))
    for _ in 0..<5 {
      let lease = try pool.lend()
      #expect(lease.index != 0)
    }
    let one = try pool.lend()
    let two = try pool.lend()
    #expect(try !pool.canLend())
    busy.signal()
    #expect(try pool.lend().index == 0)
    _ = (one.index, two.index)
  }

  @Test func `Who waits is served in turn, and before who does not wait`() async throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    let order = Order()
    var tasks: [Task<Void, any Error>] = []
    for number in 0..<5 {
      tasks.append(
        Task {
          let lease = try await pool.acquire()
          order.append(number)
          lease.release()
        })
      while pool.statistics.waiting <= number { await Task.yield() }
    }
    #expect(try !pool.canLend())
    lease.release()
    for task in tasks { try await task.value }
    #expect(order.numbers == [0, 1, 2, 3, 4])
    #expect(pool.statistics.waited == 5)
    #expect(pool.statistics.lent == 0)
  }

  @Test func `Who waits gets a buffer when its fence signals`() async throws {
    let pool = try pool(.fixed(2))
    let fakes = [FakeFence(), FakeFence()]
    for fake in fakes {
      let lease = try pool.lend()
      lease.release(after: try fence(fake))
    }
    let task = Task { try await pool.acquire().index }
    while pool.statistics.waiting == 0 { await Task.yield() }
    fakes[1].signal()
    #expect(try await task.value == 1)
    let one = try pool.lend()
    #expect(one.index == 1)
    fakes[0].signal()
    #expect(try await pool.acquire().index == 0)
  }

  @Test func `A fence that comes while somebody waits is waited for`() async throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    let task = Task { try await pool.acquire().index }
    while pool.statistics.waiting == 0 { await Task.yield() }
    let fake = FakeFence()
    lease.release(after: try fence(fake))
    #expect(pool.statistics.waiting == 1)
    fake.signal()
    #expect(try await task.value == 0)
  }

  @Test func `Who is cancelled leaves the queue, and the next is served`() async throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    let first = Task { try await pool.acquire().index }
    while pool.statistics.waiting < 1 { await Task.yield() }
    let second = Task { try await pool.acquire().index }
    while pool.statistics.waiting < 2 { await Task.yield() }
    first.cancel()
    let error = await #expect(throws: AllocationError.self) { _ = try await first.value }
    #expect(error?.code == .cancelled)
    #expect(error?.step == .acquire)
    lease.release()
    #expect(try await second.value == 0)
    let late = Task { () -> AllocationError.Code? in
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      let held = try pool.lend()
      #expect(held.index == 0)
      do throws(AllocationError) { _ = try await pool.acquire().index } catch { return error.code }
      return nil
    }
    #expect(try await late.value == .cancelled)
  }

  @Test func `A growing pool makes buffers when none is free, up to its limit`() throws {
    let pool = try pool(.growing(upTo: 2))
    #expect(pool.statistics.buffers == 0)
    try pool.lend().release()
    try pool.lend().release()
    #expect(pool.statistics.buffers == 1)
    let one = try pool.lend()
    let two = try pool.lend()
    #expect(try !pool.canLend())
    #expect([one.index, two.index] == [0, 1])
    #expect(pool.statistics.grown == 2)
    #expect(stage.kernel.bufferNames == ["pool#0", "pool#1"])
  }

  @Test func `A pool may grow without a limit`() throws {
    let pool = try pool(.growing(upTo: .max))
    #expect(try pool.lend().index == 0)
  }

  @Test func `A buffer that cannot be made is an error, and is tried again`() throws {
    let pool = try pool(.growing(upTo: 1))
    stage.kernel.fail(.ioctl(clinux_DMA_HEAP_IOCTL_ALLOC), with: ENOMEM)
    let error = #expect(throws: AllocationError.self) { _ = try pool.canLend() }
    #expect(error?.code == .outOfMemory)
    #expect(try pool.canLend())
    let before = DescriptorCensus(of: stage.kernel)
    stage.kernel.fail(.ioctl(clinux_DMA_HEAP_IOCTL_ALLOC), after: 1, with: ENOMEM)
    #expect(throws: AllocationError.self) { _ = try self.pool(.fixed(2)) }
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test func `Who waits for an empty pool is told when its buffer could not be made`() async throws
  {
    let (plan, allocator) = try plan()
    let gated = GatedAllocator(production: allocator.production)
    let pool = try BufferPool(plan, from: gated, size: .growing(upTo: 1))
    let maker = Task { await onThread { (try? pool.canLend()) ?? false } }
    while gated.begun == 0 { await Task.yield() }
    let waiter = Task { try await pool.acquire().index }
    while pool.statistics.waiting == 0 { await Task.yield() }
    gated.open()
    #expect(await !maker.value)
    let error = await #expect(throws: AllocationError.self) { _ = try await waiter.value }
    #expect(error?.code == .outOfMemory)
    #expect(pool.statistics.waiting == 0)
  }

  @Test(
    "A pool of no buffers is refused",
    arguments: [PoolSize.fixed(0), .growing(upTo: 0), .fixed(-1)])
  func empty(size: PoolSize) {
    #expect(throws: AllocationError.self) { _ = try pool(size) }
  }

  @Test func `A device that cannot be asked is an error, and loses no buffer`() async throws {
    let pool = try pool(.fixed(1))
    stage.kernel.fail(.poll, with: ENOMEM)
    let error = #expect(throws: AllocationError.self) { _ = try pool.canLend() }
    #expect(error?.cause?.errno == .noMemory)
    let lease = try pool.lend()
    let task = Task { try await pool.acquire().index }
    while pool.statistics.waiting == 0 { await Task.yield() }
    stage.kernel.fail(.poll, with: ENOMEM)
    lease.release()
    await #expect(throws: AllocationError.self) { _ = try await task.value }
    #expect(try pool.canLend())
  }

  @Test func `A pool of a settlement's buffers keeps their indices`() throws {
    let (plan, allocator) = try plan()
    let buffers = try (0..<3).map { _ in try allocator.allocate(plan) }
    let pool = BufferPool(buffers)
    for index in 0..<3 {
      let lease = try pool.lend()
      #expect(lease.index == index)
      #expect(lease.buffer == buffers[index])
    }
  }

  @Test func `Contents have an age, and the newest are lent first`() throws {
    let (plan, allocator) = try plan()
    let chain = try BufferPool(plan, from: allocator, lending: .newestContents)
    func frame(presenting: Bool = true) throws -> (index: Int, age: Int) {
      let image = try chain.lend()
      if presenting { image.present() }
      return (image.index, image.age)
    }
    #expect(try frame() == (0, 0))
    #expect(try frame() == (0, 1))
    let shown = try chain.lend()
    shown.present()
    #expect((shown.index, shown.age) == (0, 1))
    #expect(try frame() == (1, 0))
    #expect(try frame() == (1, 1))
    shown.release()
    // Frame 3 is in buffer 0, frames 4 and 5 were in buffer 1.
    let newest = try chain.lend()
    #expect((newest.index, newest.age) == (1, 1))
    let older = try chain.lend()
    #expect((older.index, older.age) == (0, 3))
    newest.present()
    newest.release()
    // Drawn into and not presented: nothing to build on.
    older.release()
    #expect(try frame(presenting: false) == (1, 1))
    #expect(try frame() == (2, 0))
    #expect(chain.statistics.buffers == 3)
  }

  @Test func `An image is awaited until the display lets go of one`() async throws {
    let (plan, allocator) = try plan()
    let chain = try BufferPool(
      plan, from: allocator, size: .fixed(1), lending: .newestContents)
    let image = try await chain.acquire()
    image.present()
    let task = Task { try await chain.acquire().age }
    while chain.statistics.waiting == 0 { await Task.yield() }
    image.release()
    #expect(try await task.value == 1)
  }
}

private struct NoneFree: Error {}

extension BufferPool {
  /// A lease of a buffer that must be free.
  func lend() throws -> Lease {
    guard let lease = try tryAcquire() else { throw NoneFree() }
    return lease
  }

  /// Whether a buffer is free; it is given back at once.
  func canLend() throws -> Bool {
    guard let lease = try tryAcquire() else { return false }
    lease.release()
    return true
  }
}

/// Numbers in the order in which they came, from any task.
final class Order: Sendable {
  private let state = Mutex<[Int]>([])
  func append(_ number: Int) { state.withLock { $0.append(number) } }
  var numbers: [Int] { state.withLock { $0 } }
}
