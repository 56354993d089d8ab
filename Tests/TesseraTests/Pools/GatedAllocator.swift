import Foundation
import Synchronization

@testable import Tessera

/// Has no memory, and says so only when it may.
final class GatedAllocator: Allocator {
  let production: Production
  private let state = Mutex((begun: 0, isOpen: false))

  init(production: Production) { self.production = production }

  var begun: Int { state.withLock { $0.begun } }
  func open() { state.withLock { $0.isOpen = true } }

  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    state.withLock { $0.begun += 1 }
    while !state.withLock({ $0.isOpen }) { usleep(500) }
    throw AllocationError(.outOfMemory, "there is none")
  }
}

/// Runs `body` on a thread of its own, which may block.
func onThread<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread { continuation.resume(returning: body()) }
  }
}
