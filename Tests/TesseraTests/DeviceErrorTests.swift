import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import Tessera

/// What a user is told when a node cannot be used.
@Suite struct DeviceErrorTests {
  private func told(
    _ errno: CInt, opening body: (Stage) throws -> Void
  ) throws -> String {
    let stage = Stage()
    stage.kernel.fail(.open, with: errno)
    let error = #expect(throws: DeviceError.self) { try body(stage) }
    #expect(error?.cause?.errno.rawValue == errno)
    #expect(error?.cause?.call == "open")
    #expect(stage.kernel.openDescriptors.isEmpty)
    return error?.description ?? ""
  }

  @Test func `A node that is not there is told with what makes one`() throws {
    #expect(
      try told(ENOENT) { _ = try $0.camera() }
        == "/scripted/video0: there is no such device (ENOENT). Cameras are /dev/video*, made by a "
        + "camera driver (to try without one: modprobe vivid).")
    #expect(try told(ENOENT) { _ = try $0.card() }.contains("modprobe vkms"))
    #expect(try told(ENOENT) { _ = try $0.heapAllocator() }.contains("CONFIG_DMABUF_HEAPS"))
    #expect(try told(ENOENT) { _ = try $0.udmabufAllocator() }.contains("modprobe udmabuf"))
  }

  @Test("Who may not open a node is told the group to join", arguments: [EACCES, EPERM])
  func permission(errno: CInt) throws {
    let text = try told(errno) { _ = try $0.card() }
    #expect(
      text.hasPrefix(
        "/scripted/card0: this user may not open it (\(errno == EACCES ? "EACCES" : "EPERM"))."))
    #expect(text.contains("ls -l /scripted/card0"))
    #expect(text.contains("usermod -aG video"))
    #expect(try told(errno) { _ = try $0.udmabufAllocator() }.contains("usermod -aG kvm"))
  }

  @Test func `A node in use is told with how to find the user`() throws {
    #expect(
      try told(EBUSY) { _ = try $0.camera() }
        == "/scripted/video0: another program is using it (EBUSY). "
        + "Close that program (fuser -v /scripted/video0 names it).")
  }

  @Test("A node without its device is told as stale", arguments: [ENODEV, ENXIO])
  func stale(errno: CInt) throws {
    let text = try told(errno) { _ = try $0.camera() }
    #expect(text.contains("the node is there and its device is not"))
    #expect(text.contains("Load its driver or remove the stale node."))
  }

  @Test func `A node of another kind is told as such`() throws {
    // A heap opened as a camera and as a card: its driver answers ENOTTY.
    let stage = Stage()
    let camera = #expect(throws: DeviceError.self) {
      _ = try Camera(path: Stage.heapPath, kernel: stage.kernel)
    }
    #expect(
      camera?.description.hasPrefix("/scripted/system: it is not a camera (ENOTTY). Cameras are")
        == true)
    let card = #expect(throws: DeviceError.self) {
      _ = try DRMDevice(path: Stage.heapPath, kernel: stage.kernel)
    }
    #expect(card?.problem == "it is not a display device")
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test func `Any other errno is told with its call`() throws {
    #expect(
      try told(EIO) { _ = try $0.camera() }
        == "/scripted/video0: open failed: Input/output error (EIO).")
  }
}
