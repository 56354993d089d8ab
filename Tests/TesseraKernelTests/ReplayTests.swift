import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct ReplayTests {
  @Test("A call that is interrupted is made again", arguments: IoctlRow.all)
  func interrupted(row: IoctlRow) throws {
    let call = KernelCall.ioctl(row.request.code)
    let calm = try Bench()
    try row.body(calm)
    let stormy = try Bench()
    stormy.kernel.fail(call, times: 3, with: EINTR)
    try row.body(stormy)
    #expect(stormy.kernel.count(of: call) == calm.kernel.count(of: call) + 3)
  }

  @Test(
    "A call that is to be made again later is, where its driver asks for it",
    arguments: IoctlRow.all)
  func again(row: IoctlRow) throws {
    let call = KernelCall.ioctl(row.request.code)
    let bench = try Bench()
    bench.kernel.fail(call, times: 2, with: EAGAIN)
    if row.request.isMadeAgain {
      try row.body(bench)
      #expect(bench.kernel.heal())
    } else {
      #expect(throws: error(row, EAGAIN)) { try row.body(bench) }
    }
  }

  @Test("A call that fails is told by its name, its errno and its node", arguments: IoctlRow.all)
  func hard(row: IoctlRow) throws {
    let bench = try Bench()
    bench.kernel.fail(.ioctl(row.request.code), with: EIO)
    #expect(throws: error(row, EIO)) { try row.body(bench) }
    #expect(bench.kernel.areAllCloseOnExec)
  }

  @Test("A call on a dead node leaves no descriptor behind", arguments: IoctlRow.all)
  func leaves(row: IoctlRow) throws {
    let bench = try Bench()
    let before = DescriptorCensus(of: bench.kernel)
    bench.kernel.fail(.ioctl(row.request.code), times: .max, with: ENODEV)
    #expect(throws: error(row, ENODEV)) { try row.body(bench) }
    #expect(DescriptorCensus(of: bench.kernel).mappings == before.mappings)
    // What the card's handles and framebuffers hold goes with their file.
    let held = bench.driver.liveHandles
    #expect(DescriptorCensus(of: bench.kernel).descriptors == before.descriptors + held)
  }

  private func error(_ row: IoctlRow, _ errno: CInt) -> SystemCallError {
    SystemCallError(
      call: row.request.name, errno: .init(rawValue: errno), path: row.path)
  }

  @Test func `No frame yet is an answer, not an error`() throws {
    let bench = try Bench()
    try bench.video.start(.capture)
    #expect(try bench.video.dequeue(.dmaBuffer, of: .capture) == nil)
    bench.kernel.fail(.ioctl(clinux_VIDIOC_DQBUF), times: 2, with: EINTR)
    #expect(try bench.video.dequeue(.dmaBuffer, of: .capture) == nil)
    #expect(bench.kernel.count(of: .ioctl(clinux_VIDIOC_DQBUF)) == 4)
  }

  @Test func `A handle is closed though the call is interrupted`() throws {
    let bench = try Bench()
    let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    bench.kernel.fail(.ioctl(cdrm_GEM_CLOSE), with: EINTR)
    bench.kernel.fail(.ioctl(cdrm_GEM_CLOSE), with: EAGAIN)
    bench.card.release(dumb.handle)
    #expect(bench.driver.liveHandles == 0)
  }
}
