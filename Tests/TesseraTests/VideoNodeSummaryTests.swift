import Testing
import TesseraTestSupport

@testable import Tessera

@Suite struct VideoNodeSummaryTests {
  @Test(
    "A node's roles follow from what it can",
    arguments: [
      (0x0400_0001, [.capture]), (0x0400_1000, [.capture]), (0x0400_0002, [.output]),
      (0x0400_0003, [.capture, .output]), (0x0400_8000, [.memoryToMemory]),
      (0x0400_4000, [.memoryToMemory]), (0x0400_0000, [.other]),
    ] as [(UInt32, Set<VideoNodeSummary.Role>)])
  func roles(capabilities: UInt32, roles: Set<VideoNodeSummary.Role>) throws {
    var traits = FakeCamera.Traits()
    traits.capabilities = capabilities
    let stage = Stage(.init(), traits)
    let summary = try VideoNodeSummary(path: Stage.cameraPath, kernel: stage.kernel)
    #expect(summary.roles == roles)
    #expect(summary.driver == "fakecam")
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test func `A node that is not there says so`() {
    let stage = Stage()
    let error = #expect(throws: DeviceError.self) {
      _ = try VideoNodeSummary(path: "/scripted/video9", kernel: stage.kernel)
    }
    #expect(error?.problem == "there is no such device")
  }
}
