internal import SystemPackage
internal import TesseraKernel

/// A commit that only asks whether a plane would show a framebuffer.
struct PlaneTest {
  private let node: DRMNode
  private let plane: DisplayPlane
  private let screen: Display

  init(_ device: DRMDevice, _ plane: DisplayPlane, on screen: Display) {
    node = device.node
    self.plane = plane
    self.screen = screen
  }

  /// Asks; nothing changes on the screen.
  func run(
    showing framebuffer: ImportedFramebuffer, of extent: Extent
  ) throws(PlaneImporter.Limit) {
    let mode = try mode(for: extent)
    do {
      try node.becomeMaster()
    } catch {
      throw .untried("another program holds the display, and only it may try (\(error))")
    }
    defer { node.resignMaster() }
    guard (try? isOnScreen()) == true else {
      throw .untried("no screen is connected where the plane can be shown")
    }
    let blob: UInt32
    var request = AtomicRequest()
    do {
      blob = try node.createBlob(mode.bytes)
    } catch {
      throw .untried("\(error)")
    }
    // It goes with the open file at the latest.
    defer { try? node.destroyBlob(blob) }
    do {
      try request.turnOn(screen, mode: blob)
      // Whoever is refused without the framebuffer too says nothing about it.
      if !isPicture { try request.commit(to: node, [.testOnly, .allowModeset]) }
    } catch {
      throw .untried("the driver tests no plane without a picture below it (\(error))")
    }
    do {
      try request.show(framebuffer.identifier, extent, on: plane, of: screen)
    } catch {
      throw .untried("\(error)")
    }
    do {
      try request.commit(to: node, [.testOnly, .allowModeset])
    } catch {
      switch error.errno {
      case .permissionDenied, .notPermitted, .resourceBusy, .noMemory: throw .untried("\(error)")
      default: throw .refused(error)
      }
    }
  }

  /// Whether the plane is the screen's own picture, which fills it.
  private var isPicture: Bool { plane.identifier == screen.plane.identifier }

  private func mode(for extent: Extent) throws(PlaneImporter.Limit) -> DisplayMode {
    if isPicture {
      guard let mode = screen.modes.first(where: { $0.extent == extent }) else {
        throw .untried("\(screen.connectorName) has no mode of \(extent)")
      }
      return mode
    }
    guard
      let mode = screen.modes.first(where: {
        extent.width <= $0.extent.width && extent.height <= $0.extent.height
      })
    else { throw .untried("\(extent) is larger than \(screen.connectorName)") }
    return mode
  }

  private func isOnScreen() throws(SystemCallError) -> Bool {
    guard let index = try node.modeResources().crtcs.firstIndex(of: screen.crtc), index < 32
    else { return false }
    return plane.possibleCRTCs & (1 << UInt32(index)) != 0
  }
}
