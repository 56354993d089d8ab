import CLinux
import Foundation
import Synchronization
import SystemPackage
import Testing
@_spi(Access) import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Scopes of several threads of which one waits for a device.
@Suite struct MeetingAccessTests {
  private static let sync = KernelCall.ioctl(clinux_DMA_BUF_IOCTL_SYNC)
  private let stage = Stage()
  private let buffer: Buffer
  private let fence = FakeFence()

  init() throws {
    let allocator = try stage.heapAllocator()
    buffer = try allocator.allocate(
      BufferPlan(try agreement(.yuv420, from: allocator.production)))
  }

  private func use(isWriting: Bool) {
    stage.kernel.fences.attach(
      fence, to: buffer.memory[0].rawDescriptor, isWriting: isWriting)
    // Whoever waits for ever instead is let go in the end, and has failed.
    let fence = fence
    Thread.detachNewThread {
      for _ in 0..<6000 where fence.status == 0 { usleep(10_000) }
      fence.signal()
    }
  }

  private func open(
    _ buffer: Buffer, _ limit: Duration, allPlanes: Bool
  ) -> Result<Void, any Error> {
    Result {
      if allPlanes {
        try buffer.withBytes(within: limit) { _ in }
      } else {
        try buffer.withBytes(ofPlane: 0, within: limit) { _ in }
      }
    }
  }

  @Test(
    "A limit holds while another scope's start waits for a device", arguments: [false, true])
  func limit(allPlanes: Bool) throws {
    use(isWriting: false)
    let (buffer, kernel) = (buffer, stage.kernel)
    let writer = OwnThread { Result { try buffer.withMutableBytes(ofPlane: 0) { _ in } } }
    while kernel.count(of: Self.sync) == 0 { usleep(1000) }
    // No device writes: all that it could wait for is the other scope.
    let error = #expect(throws: AllocationError.self) {
      try open(buffer, .milliseconds(10), allPlanes: allPlanes).get()
    }
    #expect(error?.code == .timedOut)
    #expect(fence.status == 0)
    fence.signal()
    try writer.result().get()
    try open(buffer, .seconds(60), allPlanes: allPlanes).get()
    #expect(kernel.accessFlags == [3, 7, 1, 5])
  }

  @Test func `Who still reads can leave while the last writer waits for a device`() throws {
    let (ledger, kernel) = (AccessLedger(), stage.kernel)
    let memory = buffer.memory[0]
    let bracket = AccessBracket(memory.rawDescriptor, kernel: kernel)
    try ledger.scopes.enter([.read, .write], bracket)
    try ledger.scopes.enter(.read, bracket)
    use(isWriting: true)
    let polls = kernel.count(of: .poll)
    let writer = OwnThread {
      let own = AccessBracket(memory.rawDescriptor, kernel: kernel)
      return Result { try ledger.scopes.leave([.read, .write], own) }
    }
    while kernel.count(of: .poll) == polls, kernel.count(of: Self.sync) < 3 { usleep(1000) }
    try ledger.scopes.leave(.read, bracket)
    #expect(fence.status == 0)
    fence.signal()
    try writer.result().get()
    #expect(kernel.accessFlags == [3, 7])
  }

  @Test("A start that would meet others waits without them", arguments: [false, true])
  func waiting(isWriter: Bool) throws {
    let buffer = buffer
    use(isWriting: false)
    let view = try buffer.memory[0].mapped()
    try view.begin(.read)
    let (kernel, polls) = (stage.kernel, stage.kernel.count(of: .poll))
    let writer = OwnThread { Result { try buffer.withMutableBytes(ofPlane: 0) { _ in } } }
    while kernel.count(of: .poll) == polls, kernel.count(of: Self.sync) < 2 { usleep(1000) }
    // Others still come and leave.
    try open(buffer, .milliseconds(10), allPlanes: isWriter).get()
    try view.end(.read)
    #expect(fence.status == 0)
    fence.signal()
    try writer.result().get()
  }

  @Test("A scope that is not open is not closed", arguments: [AccessDirection.read, .write])
  func unbalanced(direction: AccessDirection) throws {
    func expectRefusal(_ close: () throws -> Void) {
      let error = #expect(throws: AllocationError.self) { try close() }
      #expect(error?.code == .invalidAccess)
    }
    let other: AccessDirection = direction == .read ? .write : .read
    expectRefusal { try buffer.closeAccess(direction) }
    _ = unsafe try buffer.openAccess(direction, ofPlane: 0, within: nil)
    expectRefusal { try buffer.closeAccess(other, ofPlane: 0) }
    expectRefusal { try buffer.closeAccess(other) }
    try buffer.closeAccess(direction, ofPlane: 0)
    expectRefusal { try buffer.closeAccess(direction, ofPlane: 0) }
    try buffer.withMutableBytes(ofPlane: 0) { _ in }
    #expect(stage.kernel.accessFlags.count == 4)
  }
}

/// What may block, on a thread of its own: a test that holds its thread is not kept waiting by others.
private final class OwnThread<R: Sendable>: Sendable {
  private let hasEnded = DispatchSemaphore(value: 0)
  private let answer = Mutex<R?>(nil)

  init(_ body: @escaping @Sendable () -> R) {
    Thread.detachNewThread {
      let result = body()
      self.answer.withLock { $0 = result }
      self.hasEnded.signal()
    }
  }

  func result() throws -> R {
    hasEnded.wait()
    return try #require(answer.withLock { $0 })
  }
}
