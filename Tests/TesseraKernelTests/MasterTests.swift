import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct MasterTests {
  @Test func `The display is held until the last holder lets go`() throws {
    let bench = try Bench()
    bench.card.resignMaster()
    #expect(!bench.driver.isMaster)
    try bench.card.becomeMaster()
    try bench.card.becomeMaster()
    #expect(bench.kernel.count(of: .ioctl(cdrm_SET_MASTER)) == 1)
    bench.card.resignMaster()
    #expect(bench.driver.isMaster)
    bench.card.resignMaster()
    #expect(!bench.driver.isMaster)
  }

  @Test func `A display that another program holds is not half taken`() throws {
    var traits = FakeCard.Traits()
    traits.isHeldByAnother = true
    let bench = try Bench(traits)
    #expect(
      throws: SystemCallError(
        call: "DRM_IOCTL_SET_MASTER", errno: .resourceBusy, path: Bench.card)
    ) {
      try bench.card.becomeMaster()
    }
    // The next one asks anew.
    #expect(throws: SystemCallError.self) { try bench.card.becomeMaster() }
    #expect(bench.kernel.count(of: .ioctl(cdrm_SET_MASTER)) == 2)
  }

  @Test func `Letting go is repeated when it is interrupted`() throws {
    let bench = try Bench()
    bench.kernel.fail(.ioctl(cdrm_DROP_MASTER), times: 2, with: EINTR)
    bench.card.resignMaster()
    #expect(!bench.driver.isMaster)
  }
}
