import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Nobody who waits is forgotten, whatever happens between two looks.
@Suite struct PoolWaitingTests {
  private let stage = Stage()

  @Test func `A thread does not sleep beside a buffer that has just become free`() throws {
    let core = try stage.poolOfOne()
    // Both looks find the buffer in use; what it is used for has ended when a wait begins.
    stage.kernel.fail(.poll, times: 2, with: 0)
    #expect(try core.acquire(until: Deadline.after(.seconds(60)))?.index == 0)
    #expect(stage.kernel.heal())
    #expect(core.statistics.waited == 1)
  }

  @Test(
    "Who waits behind one whose wait failed is served",
    arguments: [KernelCall.createEventCounter, .startThread, .poll])
  func failures(call: KernelCall) async throws {
    let core = try stage.poolOfOne()
    let lent = try #require(try core.tryAcquire()?.index)
    let first = Task { () throws(AllocationError) in try await core.acquire().index }
    while core.statistics.waiting < 1 { await Task.yield() }
    let second = Task { () throws(AllocationError) in try await core.acquire().index }
    while core.statistics.waiting < 2 { await Task.yield() }
    let fake = FakeFence()
    stage.kernel.fail(call, with: EMFILE)
    core.giveBack(lent, after: try Fence(verifying: fake.descriptor(), kernel: stage.kernel))
    let error = await #expect(throws: AllocationError.self) { _ = try await first.value }
    #expect(error?.cause?.errno == .tooManyOpenFiles)
    // Else nobody would ever wake it.
    try #require(core.reactor.waits == 1)
    fake.signal()
    #expect(try await second.value == 0)
    core.giveBack(lent, after: nil)
    #expect(try core.tryAcquire()?.index == 0)
  }

  @Test func `A thread that waits behind a task is served when that has failed`() async throws {
    let core = try stage.poolOfOne()
    let lent = try #require(try core.tryAcquire()?.index)
    let task = Task { () throws(AllocationError) in try await core.acquire().index }
    while core.statistics.waiting < 1 { await Task.yield() }
    let thread = Task {
      await onThread { try? core.acquire(until: Deadline.after(.seconds(600)))?.index }
    }
    while core.statistics.waiting < 2 { await Task.yield() }
    stage.kernel.fail(.poll, with: ENOMEM)
    core.giveBack(lent, after: nil)
    await #expect(throws: AllocationError.self) { _ = try await task.value }
    #expect(await thread.value == 0)
  }
}
