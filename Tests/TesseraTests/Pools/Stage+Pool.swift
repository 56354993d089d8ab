import TesseraKernel
import TesseraTestSupport

@testable import Tessera

extension Stage {
  /// A pool of one buffer, whose waits are made on the scripted kernel.
  func poolOfOne() throws -> PoolCore {
    let allocator = try heapAllocator()
    let plan = BufferPlan(try agreement(.xrgb8888, from: allocator.production), name: "pool")
    return PoolCore(
      [try allocator.allocate(plan)], limit: 1, order: .oldest, reactor: Reactor(kernel: kernel)
    ) { _ throws(AllocationError) in throw AllocationError(.outOfMemory, "it does not grow") }
  }
}
