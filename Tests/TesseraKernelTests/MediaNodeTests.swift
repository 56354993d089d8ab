import CLinux
import TesseraTestSupport
import Testing

@testable import TesseraKernel

@Suite struct MediaNodeTests {
  private static let path = "/scripted/media0"

  private func node(_ driver: FakeMedia) throws -> MediaNode {
    try MediaNode(opening: Self.path, kernel: ScriptedKernel([Self.path: driver]))
  }

  @Test func `A media device tells its driver and its product`() throws {
    let identity = try node(FakeMedia("Camera", [])).identity()
    #expect(identity == MediaIdentity(driver: "fakemedia", model: "Camera"))
  }

  @Test func `Its interfaces are told by their nodes' numbers`() throws {
    let numbers: [DeviceNumber] = [.video(3), DeviceNumber(major: 511, minor: 0)]
    #expect(try node(FakeMedia("Camera", numbers)).interfaces() == numbers)
    #expect(try node(FakeMedia("Camera", [])).interfaces() == [])
  }

  @Test func `What appears while they are counted is told too`() throws {
    let driver = FakeMedia("Camera", [.video(0)], late: [.video(1), .video(2)])
    #expect(try node(driver).interfaces() == [.video(0), .video(1), .video(2)])
  }

  @Test func `The structs that the media core reads have its layout`() {
    #expect(MemoryLayout<media_v2_interface>.size == 112)
    #expect(MemoryLayout<media_v2_topology>.size == 72)
    #expect(MemoryLayout<media_v2_topology>.offset(of: \.ptr_interfaces) == 32)
  }
}
