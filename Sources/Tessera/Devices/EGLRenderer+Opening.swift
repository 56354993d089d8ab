#if GBM
internal import TesseraKernel

extension EGLRenderer {
  /// Loads the driver of a GPU and asks it.
  ///
  /// - Parameter path: a render node, or a card.
  public init(path: String) throws(DeviceError) {
    let library = try Self.library(for: path)
    try self.init(path: path, kernel: LinuxKernel(), gbm: LinkedGBM(), egl: library)
  }

  /// Loads the driver that draws with the CPU and needs no node (`EGL_MESA_device_software`).
  ///
  /// `find()` does not look for it: it stands for no GPU.
  public static func software() throws(DeviceError) -> EGLRenderer {
    try EGLRenderer(softwareOf: try library(for: softwarePath))
  }

  private static func library(for path: String) throws(DeviceError) -> LoadedEGL {
    guard let library = LoadedEGL() else {
      throw DeviceError(
        path: path, problem: "there is no EGL to ask for what OpenGL takes",
        advice: "Install the library and a driver (Debian: libegl1 libegl-mesa0).")
    }
    return library
  }

  /// Where errors are that are of no node.
  private static let softwarePath = "EGL's software"

  /// Loads a driver through EGL's own device, else through GBM.
  ///
  /// GBM opens the node in either case, if it can: what is taken without a modifier, and where the rows
  /// of a tiled image lie, only its driver knows.
  ///
  /// - Parameter platform: the only way to go; `nil` for both.
  package init(
    path: String, through platform: Platform? = nil, kernel: any Kernel, gbm: any GBMLibrary,
    egl: any EGLLibrary
  ) throws(DeviceError) {
    let known = kernel.devices.device(atNode: path)
    var attempt = Attempt(device: Device(behind: known, at: path))
    var own: GBMDevice?
    var refusal: GBMError?
    do {
      own = try GBMDevice(opening: path, kernel: kernel, library: gbm)
    } catch {
      // Who may not open the node may not through EGL either.
      guard error.call == "gbm_create_device" else { throw DeviceError(opening: error) }
      refusal = error
    }
    if platform != .gbm {
      attempt.devices(of: egl, "no device for this node") {
        $0.isBehind(path, kernel: kernel)
      } open: { device throws(EGLError) in
        // Its display stays, and so would the right to the card's screens.
        try kernel.givingBackMaster(of: device.card) { () throws(EGLError) in
          try EGLDisplay(of: device, besides: own, library: egl)
        }
      }
    }
    if platform != .device, attempt.found == nil {
      if let own {
        attempt.open(through: .gbm) { () throws(EGLError) in
          try EGLDisplay(on: own, library: egl)
        }
      } else {
        attempt.problems.append("GBM: \(refusal.map { "\($0)" } ?? "")")
      }
    }
    try self.init(attempt, path: known?.path ?? path, orAt: path)
  }

  package init(softwareOf egl: any EGLLibrary) throws(DeviceError) {
    var attempt = Attempt(device: Device("egl:software"))
    attempt.devices(of: egl, "no software (EGL_MESA_device_software)") {
      $0.isSoftware
    } open: { device throws(EGLError) in
      try EGLDisplay(of: device, besides: nil, library: egl)
    }
    try self.init(attempt, path: nil, orAt: Self.softwarePath)
  }

  private init(
    _ attempt: Attempt, path: String?, orAt place: String
  ) throws(DeviceError) {
    guard let found = attempt.found else {
      throw DeviceError(
        path: place, problem: "OpenGL cannot use it (\(attempt.problems.joined(separator: "; ")))")
    }
    self.init(found, at: path, of: attempt.device)
  }
}

/// The ways to a driver that were tried.
private struct Attempt {
  let device: Device
  /// The first way that led to a driver that takes dma-bufs.
  var found: EGLRenderer.Opened?
  /// What was missing on each of the others.
  var problems: [String] = []

  init(device: Device) { self.device = device }

  /// Tries those of EGL's own devices that are meant.
  mutating func devices(
    of library: any EGLLibrary, _ absence: String, where isMeant: (EGLDevice) -> Bool,
    open: (EGLDevice) throws(EGLError) -> EGLDisplay
  ) {
    let missing = EGLDevice.missingExtensions(in: library)
    guard missing.isEmpty else {
      problems.append("EGL's own devices: there is no \(missing.joined(separator: ", "))")
      return
    }
    let meant: [EGLDevice]
    do {
      meant = try EGLDevice.all(in: library).filter(isMeant)
    } catch {
      problems.append("EGL's own devices: \(error)")
      return
    }
    if meant.isEmpty { problems.append("EGL's own devices: \(absence)") }
    // Two vendors may list one node, and not both can draw there.
    for device in meant where found == nil {
      self.open(through: .device) { () throws(EGLError) in try open(device) }
    }
  }

  /// Loads a driver, and asks it.
  mutating func open(
    through platform: EGLRenderer.Platform, _ make: () throws(EGLError) -> EGLDisplay
  ) {
    let way = platform == .gbm ? "GBM" : "EGL's own device"
    do {
      let display = try make()
      let survey = try EGLSurvey(of: display, called: device)
      if survey.isEmpty {
        let limit = display.takesDMABuffers && display.gbm == nil ? " in layouts that it tells" : ""
        problems.append("\(way): its driver (\(display.driver)) takes no dma-bufs\(limit)")
      } else {
        found = EGLRenderer.Opened(platform: platform, display: display, survey: survey)
      }
    } catch {
      problems.append("\(way): \(error)")
    }
  }
}

extension EGLDevice {
  /// Whether a node is one of its own, by whatever name.
  fileprivate func isBehind(_ path: String, kernel: any Kernel) -> Bool {
    let nodes = [card, renderNode].compactMap(\.self)
    guard let number = kernel.number(ofNode: path) else { return nodes.contains(path) }
    return nodes.contains { kernel.number(ofNode: $0) == number }
  }
}

extension Kernel {
  fileprivate func number(ofNode path: String) -> UInt64? {
    guard case .success(let status) = status(at: path), status.node != 0 else { return nil }
    return status.node
  }
}
#endif
