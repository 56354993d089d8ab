import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct FenceTests {
  private let stage = Stage()
  private var kernel: ScriptedKernel { stage.kernel }

  private func fence(_ fake: FakeFence) throws -> Fence {
    try Fence(verifying: fake.descriptor(), kernel: kernel)
  }

  private func buffer(_ topology: Topology = .oneBuffer) throws -> Buffer {
    let allocator = try stage.heapAllocator()
    return try allocator.allocate(
      BufferPlan(try agreement(.yuv420, from: allocator.production, topology)))
  }

  private func attach(_ fake: FakeFence, to buffer: Buffer, _ index: Int = 0, isWriting: Bool) {
    kernel.fences.attach(fake, to: buffer.memory[index].rawDescriptor, isWriting: isWriting)
  }

  @Test func `A fence that has signalled is waited for with one call, and then with none`() throws {
    for limit in [nil, Duration.zero, .seconds(1)] {
      let fake = FakeFence()
      let fence = try fence(fake)
      #expect(try !fence.isSignalled())
      fake.signal()
      let before = kernel.count(of: .poll)
      try fence.wait(within: limit)
      #expect(kernel.count(of: .poll) == before + 1)
      try fence.wait(within: limit)
      #expect(try fence.isSignalled())
      #expect(kernel.count(of: .poll) == before + 1)
    }
  }

  @Test func `A buffer that is its own fence is asked again, for it may be busy again`() throws {
    let buffer = try buffer()
    let fence = Fence(
      [WaitPoint(buffer.memory[0], .read)], kernel: KernelReference(kernel))
    try fence.wait()
    attach(FakeFence(), to: buffer, isWriting: true)
    #expect(try !fence.isSignalled())
    #expect(throws: SyncError.self) { try fence.wait(within: .zero) }
  }

  @Test(
    "A fence that does not signal in time says so", arguments: [Duration.zero, .milliseconds(5)])
  func timeOut(limit: Duration) async throws {
    let fence = try fence(FakeFence())
    let error = #expect(throws: SyncError.self) { try fence.wait(within: limit) }
    #expect(error?.code == .timedOut)
    let awaited = await #expect(throws: SyncError.self) { try await fence.signalled(within: limit) }
    #expect(awaited?.code == .timedOut)
  }

  @Test func `A fence is awaited until it signals`() async throws {
    let fake = FakeFence()
    let fence = try fence(fake)
    let task = Task { try await fence.signalled(within: .seconds(60)) }
    fake.signal()
    try await task.value
    try await fence.signalled()
  }

  @Test func `Awaiting ends when the task is cancelled, before or meanwhile`() async throws {
    let fence = try fence(FakeFence())
    for isEarly in [true, false] {
      let task = Task { () -> SyncError? in
        if isEarly { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
        do throws(SyncError) { try await fence.signalled() } catch { return error }
        return nil
      }
      if !isEarly { task.cancel() }
      #expect(await task.value?.code == .cancelled)
    }
  }

  @Test func `Merged fences signal with the last, and keep its time`() throws {
    let fakes = [FakeFence(), FakeFence(), FakeFence()]
    let merged = try #require(try Fence.merging(fakes.map(fence)))
    for fake in fakes {
      #expect(try merged.status() == .pending)
      #expect(try merged.signalledTime() == nil)
      fake.signal()
    }
    #expect(try merged.status() == .signalled)
    let times = try fakes.map { try #require(try fence($0).signalledTime()) }
    #expect(try merged.signalledTime() == times.max())
    #expect(try Fence.merging([]) == nil)
  }

  @Test func `A fence whose work failed says why`() throws {
    let (good, bad) = (FakeFence(), FakeFence())
    let merged = try fence(good).merged(with: fence(bad))
    good.signal()
    bad.signal(failingWith: ECANCELED)
    try merged.wait()
    #expect(try merged.status() == .failed(SystemCallError(call: "fence", errno: .canceled)))
  }

  @Test func `What is no sync file is no fence, and is closed`() throws {
    let before = DescriptorCensus(of: kernel)
    let file = try MemoryFile.make(name: "m", count: 1, kernel: kernel)
    let error = #expect(throws: SyncError.self) {
      _ = try Fence(verifying: file.duplicated(), kernel: kernel)
    }
    #expect(error?.code == .invalid)
    #expect(DescriptorCensus(of: kernel).descriptors == before.descriptors + 1)
  }

  @Test func `A fence closes its descriptor, and hands out others`() throws {
    let fake = FakeFence()
    do {
      let fence = try fence(fake)
      #expect(fake.handedOut == 1)
      let copy = try fence.duplicatedDescriptor()
      #expect(isCloseOnExec(copy.rawValue))
      #expect(fake.handedOut == 2)
    }
    #expect(fake.handedOut == 0)
  }

  @Test func `A reader waits for writers, a writer for everybody`() throws {
    let buffer = try buffer()
    let (reader, writer) = (FakeFence(), FakeFence())
    #expect(try buffer.fence(for: .read).isSignalled())
    attach(reader, to: buffer, isWriting: false)
    #expect(try buffer.fence(for: .read).isSignalled())
    #expect(try !buffer.fence(for: .write).isSignalled())
    attach(writer, to: buffer, isWriting: true)
    let (read, write) = (try buffer.fence(for: .read), try buffer.fence(for: [.read, .write]))
    #expect(try !read.isSignalled())
    writer.signal()
    #expect(try read.isSignalled())
    #expect(try !write.isSignalled())
    reader.signal()
    #expect(try write.isSignalled())
  }

  @Test func `The fence of a buffer waits for all its dma-bufs and for its own`() throws {
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(
      try agreement(.yuv420, from: allocator.production, .bufferPerPlane))
    let made = try allocator.allocate(plan)
    let initial = FakeFence()
    let buffer = Buffer(
      plan, planes: made.planes, memory: Array(made.memory), allocator: made.allocator, owner: made,
      initialFence: try fence(initial))
    let fakes = [FakeFence(), FakeFence(), FakeFence()]
    for (index, fake) in fakes.enumerated() { attach(fake, to: buffer, index, isWriting: true) }
    let all = try buffer.fence(for: .read)
    for fake in fakes + [initial] {
      #expect(try !all.isSignalled())
      fake.signal()
    }
    #expect(try all.isSignalled())
  }

  @Test func `A fence that is attached is waited for by others`() throws {
    let buffer = try buffer(.bufferPerPlane)
    let fake = FakeFence()
    try buffer.attach(try fence(fake), as: .write)
    for memory in buffer.memory { #expect(try !memory.isFree(for: .read)) }
    let error = #expect(throws: SyncError.self) {
      try buffer.waitUntilFree(for: .read, within: .milliseconds(1))
    }
    #expect(error?.code == .timedOut)
    fake.signal()
    try buffer.waitUntilFree(for: .write, within: .zero)
  }

  @Test
  func `Without sync files of buffers a fence polls the buffer, and the kernel is asked once`()
    async throws
  {
    let buffer = try buffer(.bufferPerPlane)
    kernel.fences.forgetSyncFiles()
    let writer = FakeFence()
    attach(writer, to: buffer, 2, isWriting: true)
    let fence = try buffer.fence(for: .read)
    _ = try buffer.fence(for: .write)
    #expect(kernel.count(of: .ioctl(clinux_DMA_BUF_IOCTL_EXPORT_SYNC_FILE)) == 1)
    #expect(try !fence.isSignalled())
    #expect(throws: SyncError.self) { try fence.wait(within: .milliseconds(1)) }
    writer.signal()
    try fence.wait()
    try await fence.signalled()
    #expect(try fence.status() == .signalled)
    #expect(try fence.signalledTime() == nil)
    for error in [
      #expect(throws: SyncError.self) { _ = try fence.duplicatedDescriptor() },
      #expect(throws: SyncError.self) { try buffer.attach(fence, as: .read) },
      #expect(throws: SyncError.self) { try buffer.attach(self.fence(writer), as: .read) },
    ] { #expect(error?.code == .notSupported) }
    // Asked of nobody: the first answer was for the whole kernel.
    #expect(kernel.count(of: .ioctl(clinux_DMA_BUF_IOCTL_IMPORT_SYNC_FILE)) == 0)
    let merged = try fence.merged(with: self.fence(FakeFence()))
    #expect(try !merged.isSignalled())
  }

  @Test(
    "A call that fails is told with its cause",
    arguments: [
      clinux_DMA_BUF_IOCTL_EXPORT_SYNC_FILE, clinux_DMA_BUF_IOCTL_IMPORT_SYNC_FILE,
      clinux_SYNC_IOC_MERGE, clinux_SYNC_IOC_FILE_INFO,
    ])
  func failures(request: UInt) throws {
    let (one, other) = (FakeFence(), FakeFence())
    let buffer = try buffer()
    let fences = [try fence(one), try fence(other)]
    one.signal()
    kernel.fail(.ioctl(request), with: ENOMEM)
    let error = #expect(throws: SyncError.self) {
      _ = try fences[0].signalledTime()
      _ = try fences[0].merged(with: fences[1])
      try buffer.attach(fences[0], as: .read)
      _ = try buffer.fence(for: .read)
    }
    #expect(error?.code == .systemCall)
    #expect(error?.cause?.errno == .noMemory)
    #expect(kernel.heal())
    #expect(one.handedOut == 1)
  }

  @Test func `A poll that fails is told`() throws {
    let fence = try fence(FakeFence())
    kernel.fail(.poll, times: 2, with: ENOMEM)
    #expect(throws: SyncError.self) { _ = try fence.isSignalled() }
    #expect(throws: SyncError.self) { try fence.wait() }
  }

  @Test func `Durations become instants without wrapping`() {
    #expect(Deadline.after(nil) == nil)
    #expect(Deadline.after(.seconds(-1)) == 0)
    #expect(Deadline.after(.nanoseconds(-1)) == 0)
    #expect(Deadline.after(.seconds(Int64.max)) == .max)
    let second = Deadline.after(.seconds(1)).map { $0 - MonotonicClock.nanoseconds }
    #expect((900_000_000...1_000_000_000).contains(second ?? 0))
  }
}
