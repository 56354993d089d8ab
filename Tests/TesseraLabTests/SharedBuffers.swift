import Foundation
import Tessera
import Testing

/// Buffers of every allocator of the lab.
enum SharedBuffers {
  static let allocators = Lab.allocators

  /// Those whose memory other drivers can reach: not bochs' on the stable kernel, which is the card's own.
  static let reachable = allocators.filter { $0 != unreachable }
  /// The one of bochs on the stable kernel.
  static let unreachable: Name<Production>? =
    if Lab.isPresent, ProcessInfo.processInfo.environment["TESSERA_LAB_KERNEL"] == "stable" {
      (try? DRMDevice(path: Lab.bochs)).map { Name("dumb:\($0.name)") }
    } else {
      nil
    }

  /// A small linear buffer of one allocator, that nobody is busy with: a GPU may still be at work on a new one.
  static func make(
    _ name: Name<Production>, _ format: PixelFormat = .xrgb8888,
    _ topology: Topology = .oneBuffer
  ) throws -> Buffer {
    let allocator = try Lab.allocator(name)
    let agreement = try Lab.agreement(
      format, Extent(width: 128, height: 32), from: allocator.production, topology)
    let buffer = try allocator.allocate(BufferPlan(agreement, name: "tessera-sync"))
    try buffer.waitUntilFree(for: .write, within: .seconds(5))
    return buffer
  }
}

/// Runs `body` on a thread of its own, which may block for as long as it likes.
func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}
