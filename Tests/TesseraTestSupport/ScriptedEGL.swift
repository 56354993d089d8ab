#if GBM
internal import Synchronization
package import TesseraKernel

/// An EGL without drivers: its answers are scripted.
///
/// It notices what the real one would crash of: an image that outlives its display.
package final class ScriptedEGL: EGLLibrary {
  /// What the driver is like.
  package struct Traits: Sendable {
    /// What it calls itself.
    package var driver = "fake"
    /// What it says it can.
    package var extensions: Set<String> = [
      "EGL_EXT_image_dma_buf_import", "EGL_EXT_image_dma_buf_import_modifiers",
      "EGL_KHR_surfaceless_context",
    ]
    /// What the library says without a display.
    package var clientExtensions: Set<String> = ["EGL_EXT_device_base", "EGL_EXT_platform_device"]
    /// The devices that it lists; none, as for a node that only GBM knows.
    package var devices: [EGLDevice] = []
    /// Devices that are listed and have no display.
    package var undriven: Set<EGLDevice> = []
    /// What its OpenGL says it can.
    package var drawingExtensions: Set<String> = ["GL_OES_EGL_image", "GL_OES_EGL_image_external"]
    /// The layouts of each format, in the order in which it lists the formats.
    package var layouts: [(format: UInt32, layouts: [EGLLayout])] = [
      (0x3432_5258, [EGLLayout(modifier: 0, isExternalOnly: false)])
    ]
    /// How it converts luma and chroma.
    package var conversion = ScriptedConversion.bt601
    /// The formats that it takes without a modifier.
    package var implicit: Set<UInt32> = []

    /// One that knows linear images of XR24 only.
    package init() {}
  }

  /// The calls that can fail.
  package enum Call: Hashable, Sendable {
    case devices
    case deviceDisplay
    case createDisplay
    case formats
    case layouts
    case createImage
    case createContext
    case restore
  }

  /// How a driver draws that is not as it should be.
  package enum Mischief: Hashable, Sendable {
    /// Rows so many bytes longer than it was told.
    case longerRows(Int)
    /// In memory of its own that nobody else sees.
    case aside
    /// In the memory of the first image, whichever it is asked for.
    case firstImage
    /// Of luma and chroma the same, whatever is there.
    case sameColours
    /// It fails.
    case failing(GLESError)
  }

  struct State {
    var next: UInt = 1
    var displays: Set<EGLObject> = []
    var images: [EGLObject: EGLObject] = [:]
    var contents: [EGLObject: ScriptedImage] = [:]
    var contexts: Set<EGLObject> = []
    var current = EGLCurrent(api: 0x30A0)
    var mischief: Mischief?
    var windows: [GLESWindow] = []
    var faults: [Call: EGLResult] = [:]
    var wrongs: [String] = []
    var imported: [GBMForeignImage] = []
    var hints: [EGLHints] = []
  }

  let traits: Traits
  let state = Mutex(State())

  /// Makes a library.
  package init(_ traits: Traits = Traits()) { self.traits = traits }

  /// The displays that were made and not ended.
  package var liveDisplays: Int { state.withLock { $0.displays.count } }
  /// The images that were made and not ended.
  package var liveImages: Int { state.withLock { $0.images.count } }
  /// The images that were made so far.
  package var imported: [GBMForeignImage] { state.withLock { $0.imported } }
  /// What was told of the colours of each.
  package var hints: [EGLHints] { state.withLock { $0.hints } }
  /// What the caller did wrong so far.
  package var wrongs: [String] { state.withLock { $0.wrongs } }

  /// Lets every call of a kind fail from now on, or, with `nil`, none.
  package func fail(_ call: Call, with result: EGLResult?) {
    state.withLock { $0.faults[call] = result }
  }

  package func clientExtensions() -> Set<String> { traits.clientExtensions }

  package func devices() -> Result<[EGLDevice], EGLResult> {
    state.withLock { $0.faults[.devices] }.map(Result.failure) ?? .success(traits.devices)
  }

  package func display(of device: EGLDevice) -> Result<EGLObject, EGLResult> {
    guard !traits.undriven.contains(device) else { return .failure(.notInitialized) }
    return state.withLock { $0.faults[.deviceDisplay] }.map(Result.failure)
      ?? .success(EGLObject(address: 1_000 + device.object.address))
  }

  package func createDisplay(on device: GBMObject) -> Result<EGLObject, EGLResult> {
    state.withLock { state in
      if let fault = state.faults[.createDisplay] { return .failure(fault) }
      let made = EGLObject(address: state.next)
      state.next += 1
      state.displays.insert(made)
      return .success(made)
    }
  }

  package func destroyDisplay(_ display: EGLObject) {
    state.withLock { state in
      if state.images.values.contains(display) { state.wrongs.append("an image outlived it") }
      if state.displays.remove(display) == nil { state.wrongs.append("a display ended twice") }
    }
  }

  package func description(of display: EGLObject) -> EGLDescription {
    EGLDescription(vendor: "scripted", driver: traits.driver, extensions: traits.extensions)
  }

  package func formats(of display: EGLObject) -> Result<[UInt32], EGLResult> {
    state.withLock { state in
      if let fault = state.faults[.formats] { return .failure(fault) }
      return .success(traits.layouts.map(\.format))
    }
  }

  package func layouts(
    of format: UInt32, on display: EGLObject
  ) -> Result<[EGLLayout], EGLResult> {
    state.withLock { state in
      if let fault = state.faults[.layouts] { return .failure(fault) }
      return .success(traits.layouts.first { $0.format == format }?.layouts ?? [])
    }
  }

  package func createImage(
    _ image: GBMForeignImage, _ hints: EGLHints, on display: EGLObject
  ) -> Result<EGLObject, EGLResult> {
    state.withLock { state in
      if let fault = state.faults[.createImage] { return .failure(fault) }
      let known = traits.layouts.first { $0.format == image.format }?.layouts ?? []
      let takes =
        image.modifier == GBMDevice.noModifier
        ? traits.implicit.contains(image.format)
        : known.contains { $0.modifier == image.modifier }
      guard takes else { return .failure(.badMatch) }
      let made = EGLObject(address: state.next)
      state.next += 1
      state.images[made] = display
      state.contents[made] = ScriptedImage(image)
      state.imported.append(image)
      state.hints.append(hints)
      return .success(made)
    }
  }

  package func destroyImage(_ image: EGLObject, on display: EGLObject) {
    state.withLock { state in
      state.contents[image] = nil
      if state.images.removeValue(forKey: image) != display {
        state.wrongs.append("an image ended twice, or on another display")
      }
    }
  }
}
#endif
