internal import SystemPackage
internal import TesseraKernel

/// The display, held for commits that only ask whether a plane would show framebuffers: nothing
/// changes on the screen, and the display is given back with the last reference.
final class PlaneTest {
  private let display: HeldDisplay
  private let plane: DisplayPlane
  private let screen: Display
  /// The screen as it is without the plane.
  private var scene = AtomicRequest()
  /// What the screen shows below the plane, where the driver wants that.
  private var below: ImportedFramebuffer?

  /// Takes the display, and tries its screen without the plane.
  ///
  /// - Parameters:
  ///   - screen: one where the plane can be shown.
  ///   - shown: the size of the image on the screen.
  init(
    _ device: DRMDevice, _ plane: DisplayPlane, on screen: Display, showing shown: Extent
  ) throws(PlaneImporter.Limit) {
    self.plane = plane
    self.screen = screen
    let isPicture = plane.identifier == screen.plane.identifier
    let mode = try screen.mode(showing: shown, filled: isPicture)
    display = try HeldDisplay(device.node, mode: mode)
    do {
      try scene.turnOn(screen, mode: display.mode)
    } catch {
      throw .untried("\(error)")
    }
    // Whoever is refused without the framebuffer too says nothing about it.
    if !isPicture { try tryScene(mode.extent) }
  }

  /// Some drivers show no plane without a picture below it.
  private func tryScene(_ size: Extent) throws(PlaneImporter.Limit) {
    do {
      try scene.commit(to: display.node, [.testOnly, .allowModeset])
    } catch {
      guard error.isOfPicture,
        let format = TestPicture.format(of: screen.plane, on: screen.device),
        let picture = try? TestPicture(format, size, on: screen.device).framebuffer
      else { throw .untried("\(error)") }
      do {
        below = picture
        try scene.show(picture.identifier, size, on: screen.plane, of: screen)
        try scene.commit(to: display.node, [.testOnly, .allowModeset])
      } catch {
        throw .untried("the driver turns no screen on, with a picture or without (\(error))")
      }
    }
  }

  /// Asks; nothing changes on the screen.
  ///
  /// - Parameters:
  ///   - extent: the size of the image in memory.
  ///   - shown: its size on the screen.
  func run(
    showing framebuffer: ImportedFramebuffer, of extent: Extent, as shown: Extent
  ) throws(PlaneImporter.Limit) {
    var request = scene
    do {
      try request.show(framebuffer.identifier, extent, as: shown, on: plane, of: screen)
    } catch {
      throw .untried("\(error)")
    }
    do {
      try request.commit(to: display.node, [.testOnly, .allowModeset])
    } catch {
      throw .of(error)
    }
  }
}

extension PlaneImporter.Limit {
  /// What the failure of a commit says about the framebuffer in it.
  static func of(_ error: SystemCallError) -> Self {
    switch error.errno {
    case .permissionDenied, .notPermitted: .held(error)
    default: error.isOfPicture ? .refused(error) : .untried("\(error)")
    }
  }
}

extension Display {
  /// A mode that an image fits into, or that it fills.
  fileprivate func mode(
    showing shown: Extent, filled: Bool
  ) throws(PlaneImporter.Limit) -> DisplayMode {
    if filled {
      guard let mode = modes.first(where: { $0.extent == shown }) else {
        throw .untried("\(connectorName) has no mode of \(shown)")
      }
      return mode
    }
    guard
      let mode = modes.first(where: {
        shown.width <= $0.extent.width && shown.height <= $0.extent.height
      })
    else { throw .untried("\(shown) is larger than \(connectorName)") }
    return mode
  }
}

extension SystemCallError {
  /// Whether a commit or a framebuffer that failed was refused for what it is, and not for want of
  /// rights, of memory, or of the device.
  var isOfPicture: Bool {
    switch errno {
    case .permissionDenied, .notPermitted, .resourceBusy, .noMemory, .ioError,
      .operationNotSupportedByDevice, .noSuchFileOrDirectory:
      false
    default: true
    }
  }
}
