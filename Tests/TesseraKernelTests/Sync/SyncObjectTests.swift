import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct SyncObjectTests {
  @Test func `A syncobj is destroyed with its owner, interrupted or not`() throws {
    let bench = try Bench()
    do {
      _ = try SyncObject(on: bench.card)
      let object = try SyncObject(on: bench.card)
      let file = try object.export()
      _ = try SyncObject(importing: file.rawValue, on: bench.card)
      bench.kernel.fail(.ioctl(cdrm_SYNCOBJ_DESTROY), with: EINTR)
    }
    #expect(bench.driver.liveSyncObjects == 0)
  }

  @Test func `An imported syncobj is the same one`() throws {
    let bench = try Bench()
    let object = try SyncObject(on: bench.card)
    let file = try object.export()
    #expect(isCloseOnExec(file.rawValue))
    let same = try SyncObject(importing: file.rawValue, on: bench.card)
    try same.signal(5)
    #expect(try object.signalledPoint() == 5)
  }

  @Test func `An empty one is waited for only on request`() throws {
    let bench = try Bench()
    let object = try SyncObject(on: bench.card)
    let error = #expect(throws: SystemCallError.self) { _ = try object.wait(until: 0) }
    #expect(error?.errno == .invalidArgument)
    #expect(try !object.wait(until: 0, .forSubmission))
    try object.signal()
    #expect(try object.wait(until: 0))
    try object.reset()
    #expect(try !object.wait(until: 0, .forSubmission))
  }

  @Test func `A fence goes in and comes out`() throws {
    let bench = try Bench()
    let object = try SyncObject(on: bench.card)
    let fence = FakeFence()
    try object.importSyncFile(fence.number)
    let file = try object.exportSyncFile()
    #expect(try !object.wait(until: 0))
    fence.signal()
    #expect(try object.wait(until: 0))
    #expect(try bench.kernel.isReady(file.rawValue, for: .readable))
  }

  @Test func `A transfer between nodes is refused before it is made`() throws {
    let (bench, other) = (try Bench(), try Bench())
    let (one, two) = (try SyncObject(on: bench.card), try SyncObject(on: other.card))
    try one.signal(1)
    let error = #expect(throws: SystemCallError.self) {
      try two.transfer(from: one, at: 1, to: 1)
    }
    #expect(error?.errno == .invalidArgument)
    #expect(other.kernel.count(of: .ioctl(cdrm_SYNCOBJ_TRANSFER)) == 0)
  }

  @Test func `Whether points are announced is asked without a point`() throws {
    #expect(try Bench().card.raisesEventCounters())
    var old = FakeCard.Traits()
    old.raisesEventCounters = false
    #expect(try !Bench(old).card.raisesEventCounters())
    let gone = try Bench()
    gone.kernel.fail(.ioctl(cdrm_SYNCOBJ_EVENTFD), with: ENODEV)
    #expect(throws: SystemCallError.self) { _ = try gone.card.raisesEventCounters() }
  }
}
