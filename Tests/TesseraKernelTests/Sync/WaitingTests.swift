import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct WaitingTests {
  private let kernel = ScriptedKernel()
  private let fence = FakeFence()

  @Test func `A wait that is interrupted goes on`() throws {
    fence.signal()
    kernel.fail(.poll, times: 3, with: EINTR)
    #expect(try kernel.wait(on: fence.number, for: .readable))
    #expect(kernel.count(of: .poll) == 4)
  }

  @Test func `A deadline holds, interrupted or not`() throws {
    let deadline = MonotonicClock.nanoseconds + 20_000_000
    kernel.fail(.poll, times: 2, with: EINTR)
    #expect(
      try !kernel.wait(on: fence.number, for: .readable, until: deadline))
    #expect(MonotonicClock.nanoseconds >= deadline)
  }

  @Test func `A deadline that is past asks once`() throws {
    #expect(try !kernel.wait(on: fence.number, for: .readable, until: 0))
    #expect(kernel.count(of: .poll) == 1)
  }

  @Test func `A descriptor that is not open is an error, not ready`() throws {
    #expect(throws: SystemCallError(call: "poll", errno: .badFileDescriptor)) {
      _ = try kernel.isReady(CInt.max, for: .readable)
    }
  }

  @Test func `A poll that fails is told`() throws {
    kernel.fail(.poll, with: ENOMEM)
    #expect(throws: SystemCallError(call: "poll", errno: .noMemory)) {
      _ = try kernel.wait(on: fence.number, for: .readable)
    }
  }
}
