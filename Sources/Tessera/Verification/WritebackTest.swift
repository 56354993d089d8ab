internal import SystemPackage
internal import TesseraKernel

/// The display, held to have a connector write a picture of Tessera's own into framebuffers; it is given
/// back, turned off, with the last reference.
final class WritebackTest {
  /// What the connector's CRTC shows; its format is XR24 or AR24 where the plane takes one of them.
  let picture: TestPicture
  private let display: HeldDisplay
  private let connector: DisplayConnector
  private let crtc: UInt32
  private let plane: DisplayPlane
  /// Numbers of the properties that name the framebuffer and the fence.
  private let properties: (framebuffer: UInt32, fence: UInt32)
  /// The picture, fed to the connector, and nothing written.
  private var scene = AtomicRequest()
  private var isOn = false

  /// Takes the display, and tries its picture without writing it.
  init(
    _ device: DRMDevice, _ connector: DisplayConnector, showing extent: Extent
  ) throws(PlaneImporter.Limit) {
    let node = device.node
    self.connector = connector
    let mode: DisplayMode
    do {
      (crtc, plane) = try device.source(of: connector)
      properties = try node.writebackProperties(of: connector)
      mode = try node.mode(of: connector, extent)
    } catch {
      throw .untried(error.reason)
    }
    guard let format = TestPicture.format(of: plane, on: device) else {
      throw .untried("the card makes no picture for plane \(plane.identifier)")
    }
    do {
      picture = try TestPicture(format, extent, on: device)
    } catch {
      throw .untried("the card makes no picture of \(extent) (\(error))")
    }
    display = try HeldDisplay(node, mode: mode)
    do {
      try scene.takeOver(crtc, from: connector, node)
      try scene.turnOn(crtc, mode: display.mode, for: connector.identifier, node)
      try scene.show(picture.framebuffer.identifier, extent, on: plane, of: crtc, node)
      // Whoever is refused without the framebuffer too says nothing about it.
      try scene.commit(to: node, [.testOnly, .allowModeset])
    } catch {
      throw .untried("the driver shows \(connector.name) no picture (\(error))")
    }
  }

  deinit {
    // Errors change nothing: what is not given back now goes with the open file.
    guard isOn else { return }
    var off = AtomicRequest()
    try? off.turnOff(crtc, for: connector.identifier, on: plane, display.node)
    try? off.commit(to: display.node, [.allowModeset])
  }

  /// Asks; nothing changes on a screen, and nothing is written.
  func run(writing framebuffer: ImportedFramebuffer) throws(PlaneImporter.Limit) {
    do {
      try request(writing: framebuffer).commit(to: display.node, [.testOnly, .allowModeset])
    } catch {
      throw .of(error)
    }
  }

  /// Has the picture written, and waits until it is.
  func write(_ framebuffer: ImportedFramebuffer) throws(PlaneImporter.Limit) {
    let fence: Fence
    do {
      fence = Fence(
        owning: try request(writing: framebuffer).commit(
          to: display.node, [.allowModeset], signalling: properties.fence, of: connector.identifier),
        kernel: display.node.file.kernelReference)
    } catch {
      throw .of(error)
    }
    isOn = true
    do {
      try fence.wait(within: .seconds(3))
      guard case .failed(let cause) = try fence.status() else { return }
      throw SyncError.failing(to: "write a picture", cause)
    } catch {
      throw .untried("it wrote no picture: \(error)")
    }
  }

  private func request(writing framebuffer: ImportedFramebuffer) -> AtomicRequest {
    var request = scene
    request.set(
      properties.framebuffer, of: connector.identifier, to: UInt64(framebuffer.identifier))
    return request
  }
}
