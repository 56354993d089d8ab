import CAllocationCount
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What lending and giving back cost the heap.
@Suite struct PoolAllocationTests {
  private final class Box: Sendable {}

  /// Buffers of memory files on the real kernel: a scripted one writes down every call.
  private func buffers(_ count: Int) throws -> [Buffer] {
    let stage = Stage()
    let allocator = try stage.heapAllocator()
    let agreement = try agreement(.xrgb8888, from: allocator.production)
    let kernel = LinuxKernel()
    return try (0..<count).map { _ in
      let file = try MemoryFile.make(name: "pool", count: 2 << 20, kernel: kernel)
      return Buffer(
        BufferPlan(agreement), planes: agreement.layout.planes ?? [],
        memory: [try DMABuffer(file, needed: 1, name: "pool", kernel: KernelReference(kernel))],
        allocator: "test", owner: nil)
    }
  }

  /// How often the heap was asked while `body` ran again and again, once it had warmed up.
  private func allocations(_ body: () throws -> Void) rethrows -> UInt {
    for _ in 0..<10 { try body() }
    let before = allocation_count()
    for _ in 0..<1000 { try body() }
    return allocation_count() - before
  }

  @Test(.enabled(if: countsAllocations, "the thread sanitizer allocates in its own way"))
  func `What counts allocations counts them`() {
    #expect(allocations { withExtendedLifetime(Box()) {} } == 1000)
    #expect(allocations { withExtendedLifetime(1) {} } == 0)
  }

  @Test func `A pool lends and takes back without the heap`() throws {
    let pool = BufferPool(try buffers(3))
    let fake = FakeFence()
    fake.signal()
    let fence = Fence(owning: fake.descriptor(), kernel: KernelReference(LinuxKernel()))
    let count = try allocations {
      guard let lease = try pool.tryAcquire() else { return }
      lease.release(after: fence)
    }
    #expect(count == 0)
    #expect(pool.statistics.acquired == 1010)
  }

  @Test func `A swapchain lends and takes back without the heap`() throws {
    let chain = BufferPool(try buffers(3), lending: .newestContents)
    let count = try allocations {
      guard let image = try chain.tryAcquire() else { return }
      image.present()
      image.release()
    }
    #expect(count == 0)
    #expect(chain.statistics.acquired == 1010)
  }
}

/// Whether allocations are counted in this build.
private let countsAllocations: Bool = {
  let before = allocation_count()
  withExtendedLifetime([UInt8](repeating: 1, count: 100)) {}
  return allocation_count() != before
}()
