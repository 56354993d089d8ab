#if GBM
internal import TesseraKernel

/// A GPU as programs use it through OpenGL: the images that its driver takes, as EGL tells.
///
/// EGL (`libEGL.so.1`) is opened at run time, on a device of GBM. It lists formats and modifiers, which
/// GBM does not, and which of them only external textures take: these can be sampled and not drawn
/// into. That all others can be drawn into is what compositors take for granted; EGL does not say.
public struct EGLRenderer: Sendable {
  /// The render node.
  public let path: String
  /// What people call the device: its render node.
  public var name: String { path.lastComponent }
  /// The driver, such as `radeonsi`, or whose implementation it is where that is not told.
  public let driver: String
  /// The device, to tell it from others.
  public let device: Device
  /// What any texture takes, and what is drawn into.
  public let formats: FormatTable
  /// What only external textures (`GL_TEXTURE_EXTERNAL_OES`) take.
  public let externalFormats: FormatTable
  /// What was taken without a modifier, in the layout that the driver chose.
  public let implicitFormats: FormatTable
  let display: EGLDisplay

  /// Finds what OpenGL can use of every GPU here.
  ///
  /// This loads OpenGL's drivers into the process, which takes time and memory, and is therefore not
  /// part of `Inventory.find()`.
  ///
  /// - Parameter problems: Takes why a GPU cannot be used, one after the other.
  public static func find(problems: (DeviceError) -> Void = { _ in }) -> [EGLRenderer] {
    let kernel = LinuxKernel()
    return kernel.devices.devices(inSubsystems: ["drm"]).map(\.path)
      .filter { $0.hasPrefix("/dev/dri/renderD") }
      .compactMap { path in
        do throws(DeviceError) {
          return try EGLRenderer(path: path)
        } catch {
          problems(error)
          return nil
        }
      }
  }

  /// Loads the driver of a GPU and asks it.
  ///
  /// - Parameter path: a render node, or a card.
  public init(path: String) throws(DeviceError) {
    guard let library = LoadedEGL() else {
      throw DeviceError(
        path: path, problem: "there is no EGL to ask for what OpenGL takes",
        advice: "Install the library and a driver (Debian: libegl1 libegl-mesa0).")
    }
    try self.init(path: path, kernel: LinuxKernel(), gbm: LinkedGBM(), egl: library)
  }

  package init(
    path: String, kernel: any Kernel, gbm: any GBMLibrary, egl: any EGLLibrary
  ) throws(DeviceError) {
    let own: GBMDevice
    do {
      own = try GBMDevice(opening: path, kernel: kernel, library: gbm)
    } catch {
      throw DeviceError(opening: error)
    }
    let known = kernel.devices.device(atNode: path)
    self.path = known?.path ?? path
    device = Device(behind: known, at: path)
    let survey: EGLSurvey
    do {
      display = try EGLDisplay(on: own, library: egl)
      survey = try EGLSurvey(of: display, called: device)
    } catch {
      throw DeviceError(path: path, problem: "OpenGL cannot use it (\(error))")
    }
    let told = display.description
    driver = told.driver.isEmpty ? told.vendor : told.driver
    formats = FormatTable(survey.pairs)
    externalFormats = FormatTable(survey.externalPairs)
    implicitFormats = FormatTable(survey.implicitPairs)
    guard !(survey.pairs + survey.externalPairs + survey.implicitPairs).isEmpty else {
      throw DeviceError(path: path, problem: "OpenGL's driver for it (\(driver)) takes no dma-bufs")
    }
  }
}

extension EGLRenderer {
  /// The explicit layouts that it takes, of any format; GBM can be tried on these.
  public var modifiers: Set<Modifier> {
    Set((formats.pairs + externalFormats.pairs).compactMap(\.modifier.explicitModifier))
  }

  /// The sizes of images that may be drawn into.
  ///
  /// Mesa's software touches whole blocks of 4 × 4 pixels, and maps no more than the image: drawing into
  /// a block that the image ends in may end the process.
  var drawnSizes: SizeDomain {
    ["kms_swrast", "swrast"].contains(driver)
      ? SizeDomain(step: Extent(width: 4, height: 4)) : .any
  }

  /// The GPU's side of a problem, sampling images or drawing into them.
  ///
  /// - Parameters:
  ///   - name: what it is called in the problem.
  ///   - role: `.render` for what is drawn into; all others sample.
  public func participant(named name: Name<Participant>, as role: BufferRole) -> Participant {
    var offers: [Offer] = []
    func add(_ label: String, _ formats: FormatTable, _ evidence: Evidence) {
      guard !formats.pairs.isEmpty else { return }
      var terms = [Constraint(.formats(formats), evidence)]
      if role == .render, drawnSizes != .any {
        terms.append(
          Constraint(.size(drawnSizes), Evidence(.table, "\(driver) draws blocks of 4 × 4 pixels")))
      }
      offers.append(Offer(label, terms))
    }
    let listed = Evidence(.driverQuery, "eglQueryDmaBufModifiersEXT (\(driver))")
    add(role == .render ? "drawn into" : "any texture", formats, listed)
    if role != .render { add("external texture", externalFormats, listed) }
    add("without modifier", implicitFormats, Evidence(.probe, "eglCreateImageKHR (\(driver))"))
    return Participant(name, device: device, offers: offers)
  }
}
#endif
