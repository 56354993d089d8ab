#if GBM
internal import TesseraKernel

/// A GPU as programs use it through OpenGL: the images that its driver takes, as EGL tells.
///
/// EGL (`libEGL.so.1`) is opened at run time. It lists formats and modifiers, which GBM does not, and
/// which of them only external textures take: these can be sampled and not drawn into. That all others
/// can be drawn into is what compositors take for granted; EGL does not say.
///
/// A GPU is opened as a device of EGL's own, and through GBM where EGL lists none for the node or its
/// driver takes no dma-bufs there: GBM opens nodes that it has no driver for too, and Mesa's software
/// then answers in the GPU's place. Where both reach the same driver they answer alike.
public struct EGLRenderer: Sendable {
  /// The ways to a driver, by EGL's word for them.
  public enum Platform: String, Hashable, Sendable {
    /// A device that EGL lists by itself; its display is the whole process's and stays until it ends.
    /// Where its driver opens the card for it, the right to the card's screens is given back.
    ///
    /// The corresponding C constant is `EGL_PLATFORM_DEVICE_EXT`.
    case device
    /// A device of GBM, with a display of Tessera's own.
    ///
    /// The corresponding C constant is `EGL_PLATFORM_GBM_KHR`.
    case gbm
  }

  /// The render node, or the card that was asked for; `nil` for what draws with the CPU and has none.
  public let path: String?
  /// What people call the device: its node, or `software` where it has none.
  public var name: String { path?.lastComponent ?? "software" }
  /// The way that led to its driver.
  public let platform: Platform
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

  /// A driver that was loaded, and what it takes.
  struct Opened {
    let platform: Platform
    let display: EGLDisplay
    let survey: EGLSurvey
  }

  init(_ opened: Opened, at path: String?, of device: Device) {
    self.path = path
    self.device = device
    platform = opened.platform
    display = opened.display
    driver = opened.display.driver
    formats = FormatTable(opened.survey.pairs)
    externalFormats = FormatTable(opened.survey.externalPairs)
    implicitFormats = FormatTable(opened.survey.implicitPairs)
  }

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
