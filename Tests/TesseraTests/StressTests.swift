import CLinux
import Foundation
import Synchronization
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Who holds which buffer of a pool.
private final class Owners: Sendable {
  private let counts: Mutex<[Int]>
  init(_ count: Int) { counts = Mutex(Array(repeating: 0, count: count)) }

  func use(_ lease: consuming BufferPool.Lease, until fence: Fence?) {
    let index = lease.index
    let owners = counts.withLock { counts in
      counts[index] += 1
      return counts[index]
    }
    #expect(owners == 1)
    counts.withLock { $0[index] -= 1 }
    lease.release(after: fence)
  }
}

/// Eight threads at once.
@Suite struct StressTests {
  private let stage = Stage()
  private static let threads = 8
  private static let rounds = 150

  private func buffers(_ count: Int) throws -> [Buffer] {
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(
      try agreement(.yuv420, from: allocator.production, .bufferPerPlane))
    return try (0..<count).map { _ in try allocator.allocate(plan) }
  }

  /// Runs `body` on threads of their own at the same time, each told its number.
  private func together(_ body: @escaping @Sendable (Int) throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<Self.threads {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
              continuation.resume(with: Result { try body(number) })
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func `Every start of an access has its end, and a reader never goes without`() async throws
  {
    let buffers = try buffers(2)
    let kernel = stage.kernel
    try await together { number in
      var generator = SystemRandomNumberGenerator()
      for _ in 0..<Self.rounds {
        let buffer = buffers[Int.random(in: 0...1, using: &generator)]
        switch Int.random(in: 0...3, using: &generator) {
        case 0: try buffer.withBytes(ofPlane: number % 3) { _ in }
        case 1:
          try buffer.withMutableBytes(ofPlane: number % 3) { bytes in
            bytes.storeBytes(of: UInt8(number), toByteOffset: number, as: UInt8.self)
            try buffer.withBytes(ofPlane: number % 3) { bytes in
              #expect(
                unsafe bytes.unsafeLoad(fromByteOffset: number, as: UInt8.self) == UInt8(number))
            }
          }
        case 2: try buffer.withBytes { _ in try buffer.withMutableBytes { _ in } }
        default: try buffer.withMutableBytes(within: .seconds(60)) { _ in }
        }
      }
    }
    for flags in [1, 3] as [UInt64] {
      let starts = kernel.accessFlags.count { $0 == flags }
      #expect(starts > 0)
      #expect(kernel.accessFlags.count { $0 == flags | 4 } == starts)
    }
  }

  @Test func `A lent buffer is nobody else's`() async throws {
    let pool = BufferPool(try buffers(3))
    let owners = Owners(3)
    let kernel = stage.kernel
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<Self.threads {
        group.addTask {
          for round in 0..<Self.rounds {
            let fake = FakeFence()
            let fence = try Fence(verifying: fake.descriptor(), kernel: kernel)
            if round % 3 == 0, let lease = try pool.tryAcquire() {
              owners.use(lease, until: nil)
            } else {
              owners.use(try await pool.acquire(), until: fence)
            }
            if round % 5 == number % 5 {
              // Who is cancelled leaves everybody else their turn.
              let task = Task { owners.use(try await pool.acquire(), until: nil) }
              task.cancel()
              fake.signal()
              _ = await task.result
            }
            fake.signal()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(pool.statistics.lent == 0)
    #expect(pool.statistics.waiting == 0)
    #expect(pool.statistics.mostLent <= 3)
  }

  @Test func `Fences are merged, awaited and signalled from everywhere`() async throws {
    let kernel = stage.kernel
    let buffer = try buffers(1)[0]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.threads {
        group.addTask {
          for round in 0..<Self.rounds / 3 {
            let fakes = [FakeFence(), FakeFence()]
            let fences = try fakes.map { try Fence(verifying: $0.descriptor(), kernel: kernel) }
            let merged = try fences[0].merged(with: fences[1])
            if round % 4 == 0 { try buffer.attach(merged, as: .read) }
            async let awaited: Void = merged.signalled(within: .seconds(60))
            let given = Task { try await merged.signalled() }
            if round % 2 == 0 { given.cancel() }
            for fake in fakes { fake.signal() }
            try await awaited
            _ = await given.result
            #expect(try merged.status() == .signalled)
          }
        }
      }
      try await group.waitForAll()
    }
    try buffer.waitUntilFree(for: .write, within: .zero)
  }
}
