import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct SyncFileTests {
  private let kernel = ScriptedKernel()

  @Test func `A sync file tells how it stands, and when its fences signalled`() throws {
    let fence = FakeFence()
    let file = fence.number
    #expect(try SyncFileCalls.status(of: file, kernel: kernel) == .active)
    let before = MonotonicClock.nanoseconds
    fence.signal()
    #expect(try SyncFileCalls.status(of: file, kernel: kernel) == .signalled)
    let told = try SyncFileCalls.fences(of: file, kernel: kernel)
    #expect(told.map(\.driver) == ["fake"])
    #expect(told.map(\.timeline) == ["timeline"])
    #expect(told.map(\.status) == [.signalled])
    let time = try #require(told.first).nanoseconds
    #expect((before...MonotonicClock.nanoseconds).contains(time))
  }

  @Test func `A fence that failed tells its errno`() throws {
    let fence = FakeFence()
    fence.signal(failingWith: ECANCELED)
    let status = try SyncFileCalls.status(of: fence.number, kernel: kernel)
    #expect(status.rawValue == -ECANCELED)
  }

  @Test func `A merged file has the fences of both, and signals with the last`() throws {
    let fences = [FakeFence(), FakeFence(), FakeFence()]
    let two = try SyncFileCalls.merge(
      fences[0].number, with: fences[1].number, kernel: kernel)
    let three = try SyncFileCalls.merge(
      two.rawValue, with: fences[2].number, kernel: kernel)
    #expect(isCloseOnExec(three.rawValue))
    #expect(try SyncFileCalls.fences(of: three.rawValue, kernel: kernel).count == 3)
    for fence in fences {
      #expect(try !kernel.isReady(three.rawValue, for: .readable))
      fence.signal()
    }
    #expect(try kernel.isReady(three.rawValue, for: .readable))
  }

  @Test func `What is no sync file is refused`() throws {
    let file = try MemoryFile.make(name: "m", count: 1, kernel: kernel)
    let error = #expect(throws: SystemCallError.self) {
      _ = try SyncFileCalls.status(of: file.rawValue, kernel: kernel)
    }
    #expect(error?.errno == .inappropriateIOCTLForDevice)
  }

  @Test func `Fields and constants are the kernel's`() {
    #expect(SyncObjectWait.forSubmission.rawValue == 1 << 1)
    #expect(SyncObjectWait.onlySubmission.rawValue == 1 << 2)
    #expect(MemoryLayout<PollEntry>.size == MemoryLayout<pollfd>.size)
    #expect(MemoryLayout<PollEntry>.offset(of: \.answers) == 6)
  }
}
