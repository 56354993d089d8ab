import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct FrameStreamTests {
  private let meeting: SettlementTests.Meeting

  init() throws { meeting = try SettlementTests.Meeting() }

  @Test func `Frames go from the camera to the screen and nothing is copied`() throws {
    do {
      let settlement = try meeting.settle()
      let stream = FrameStream(settlement, from: meeting.source, to: meeting.sink)
      var told = 0
      let report = try stream.run(frames: 10) { _ in told += 1 }
      #expect(report.shown == 10)
      #expect(told == 10)
      #expect(report.lost == 0)
      #expect(report.broken == 0)
      #expect(report.bytesCopied == 0)
      #expect(report.framesPerSecond > 0)
      #expect(meeting.stage.screen.shown.count == 10)
      #expect(Set(meeting.stage.screen.shown).count == 4)
      #expect(!meeting.stage.sensor.isStreaming, "the last frame stays, and no more is captured")
      #expect(try stream.run(frames: 2).shown == 2)
    }
    meeting.expectNothingIsLeft()
    // The screen was turned off before its framebuffers went.
    #expect(meeting.stage.screen.shown.last == 0)
    #expect(!meeting.stage.sensor.isStreaming)
  }

  @Test func `A camera that delivers nothing is told with what to check`() throws {
    let settlement = try meeting.settle()
    // After the camera's buffers were asked whether somebody still uses them.
    meeting.stage.kernel.fail(.poll, after: settlement.buffers.count, with: 0)
    let error = #expect(throws: DeviceError.self) {
      _ = try FrameStream(settlement, from: meeting.source, to: meeting.sink).run(frames: 1)
    }
    #expect(error?.problem == "the camera delivered no frame for 5.0 seconds")
    #expect(!meeting.stage.sensor.isStreaming)
  }
}
