import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Nobody who waits is forgotten, whatever happens between two looks.
@Suite struct PoolWaitingTests {
  private let stage = Stage()

  /// A pool of one buffer, whose waits are made on the scripted kernel.
  private func core() throws -> PoolCore {
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(try agreement(.xrgb8888, from: allocator.production), name: "pool")
    return PoolCore(
      [try allocator.allocate(plan)], limit: 1, order: .oldest,
      reactor: Reactor(kernel: stage.kernel)
    ) { _ throws(AllocationError) in throw AllocationError(.outOfMemory, "it does not grow") }
  }

  @Test func `A thread does not sleep beside a buffer that has just become free`() throws {
    let core = try core()
    // Both looks find the buffer in use; what it is used for has ended when a wait begins.
    stage.kernel.fail(.poll, times: 2, with: 0)
    #expect(try core.acquire(until: Deadline.after(.seconds(3)))?.index == 0)
    #expect(stage.kernel.heal())
    #expect(core.statistics.waited == 1)
  }
}
