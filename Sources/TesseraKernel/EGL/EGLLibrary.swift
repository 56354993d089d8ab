#if GBM
/// The functions of EGL that Tessera calls, one requirement each.
///
/// `LoadedEGL` is the real library; tests put a scripted one in its place. All of them may be called
/// from any thread. A display is ended before the GBM device that it was made of.
package protocol EGLLibrary: Sendable {
  /// The extensions of the library, which are there without a display.
  ///
  /// The corresponding C function is `eglQueryString` of `EGL_NO_DISPLAY`.
  func clientExtensions() -> Set<String>
  /// The devices that its drivers know; they stay while the process runs.
  ///
  /// The corresponding C functions are `eglQueryDevicesEXT` and `eglQueryDeviceStringEXT`.
  func devices() -> Result<[EGLDevice], EGLResult>
  /// The display of a device, which is the same for everybody in the process.
  ///
  /// The corresponding C functions are `eglGetPlatformDisplayEXT` and `eglInitialize`.
  func display(of device: EGLDevice) -> Result<EGLObject, EGLResult>
  /// A display of its own for a device of GBM.
  ///
  /// The corresponding C functions are `eglGetPlatformDisplayEXT` and `eglInitialize`.
  func createDisplay(on device: GBMObject) -> Result<EGLObject, EGLResult>
  /// The corresponding C function is `eglTerminate`.
  func destroyDisplay(_ display: EGLObject)
  /// The corresponding C functions are `eglQueryString` and `eglGetDisplayDriverName`.
  func description(of display: EGLObject) -> EGLDescription
  /// The formats that images in dma-bufs can have.
  ///
  /// The corresponding C function is `eglQueryDmaBufFormatsEXT`.
  func formats(of display: EGLObject) -> Result<[UInt32], EGLResult>
  /// The layouts that a format can have; none where only the driver knows them.
  ///
  /// The corresponding C function is `eglQueryDmaBufModifiersEXT`.
  func layouts(of format: UInt32, on display: EGLObject) -> Result<[EGLLayout], EGLResult>
  /// An image in dma-bufs; the descriptors stay the caller's.
  ///
  /// The corresponding C function is `eglCreateImageKHR` with `EGL_LINUX_DMA_BUF_EXT`.
  func createImage(
    _ image: GBMForeignImage, _ hints: EGLHints, on display: EGLObject
  ) -> Result<EGLObject, EGLResult>
  /// The corresponding C function is `eglDestroyImageKHR`.
  func destroyImage(_ image: EGLObject, on display: EGLObject)

  /// What is current on this thread.
  ///
  /// The corresponding C function is `eglGetCurrentContext`.
  func current() -> EGLCurrent
  /// A context of OpenGL ES 2, from then on this thread's current one, without a surface.
  ///
  /// The corresponding C functions are `eglCreateContext` and `eglMakeCurrent`.
  func createContext(on display: EGLObject) -> Result<EGLObject, EGLResult>
  /// Ends this thread's context, and makes current what was before.
  ///
  /// The corresponding C functions are `eglDestroyContext` and `eglMakeCurrent`.
  func destroyContext(
    _ context: EGLObject, on display: EGLObject, restoring before: EGLCurrent
  ) -> Result<Void, EGLResult>
  /// The extensions of OpenGL in this thread's context.
  ///
  /// The corresponding C function is `glGetString`.
  func drawingExtensions() -> Set<String>
  /// Samples the ends of an image's rows, in this thread's context.
  ///
  /// The corresponding C functions are `glEGLImageTargetTexture2DOES` and `glReadPixels`.
  func sample(_ image: EGLObject, _ window: GLESWindow) -> Result<[UInt8], GLESError>
  /// Draws into the ends of an image's rows, in this thread's context, until that is done.
  ///
  /// The corresponding C functions are `glEGLImageTargetRenderbufferStorageOES` and `glFinish`.
  func draw(
    _ pixels: [UInt8], into image: EGLObject, _ window: GLESWindow
  ) -> Result<Void, GLESError>
}

/// What a call of EGL left as the error.
///
/// The corresponding C function is `eglGetError`.
package struct EGLResult: RawRepresentable, Error, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The corresponding C constant is `EGL_NOT_INITIALIZED`.
  package static let notInitialized = Self(rawValue: 0x3001)
  /// The corresponding C constant is `EGL_BAD_ACCESS`.
  package static let badAccess = Self(rawValue: 0x3002)
  /// The corresponding C constant is `EGL_BAD_ALLOC`.
  package static let badAlloc = Self(rawValue: 0x3003)
  /// The corresponding C constant is `EGL_BAD_ATTRIBUTE`.
  package static let badAttribute = Self(rawValue: 0x3004)
  /// The corresponding C constant is `EGL_BAD_DISPLAY`.
  package static let badDisplay = Self(rawValue: 0x3008)
  /// The corresponding C constant is `EGL_BAD_MATCH`.
  package static let badMatch = Self(rawValue: 0x3009)
  /// The corresponding C constant is `EGL_BAD_PARAMETER`.
  package static let badParameter = Self(rawValue: 0x300C)
}

extension EGLResult: CustomStringConvertible {
  /// The C name without its prefix, or the number.
  package var description: String {
    switch self {
    case .notInitialized: "NOT_INITIALIZED"
    case .badAccess: "BAD_ACCESS"
    case .badAlloc: "BAD_ALLOC"
    case .badAttribute: "BAD_ATTRIBUTE"
    case .badDisplay: "BAD_DISPLAY"
    case .badMatch: "BAD_MATCH"
    case .badParameter: "BAD_PARAMETER"
    default: "EGL error 0x" + String(UInt32(bitPattern: rawValue), radix: 16)
    }
  }
}

/// A display, an image or a device of EGL: its address, which only the library looks behind.
package struct EGLObject: Hashable, Sendable {
  package let address: UInt
  package init(address: UInt) { self.address = address }
}

/// What a display says of itself.
package struct EGLDescription: Hashable, Sendable {
  /// Whose implementation it is, such as `Mesa Project`.
  package var vendor: String
  /// The driver, such as `radeonsi`; empty where it does not say.
  package var driver: String
  /// The names of its extensions.
  package var extensions: Set<String>

  package init(vendor: String, driver: String = "", extensions: Set<String>) {
    self.vendor = vendor
    self.driver = driver
    self.extensions = extensions
  }
}

/// A layout that a format can have.
package struct EGLLayout: Hashable, Sendable {
  package var modifier: UInt64
  /// Whether it can only be sampled through an external texture, and not be drawn into.
  package var isExternalOnly: Bool

  package init(modifier: UInt64, isExternalOnly: Bool) {
    self.modifier = modifier
    self.isExternalOnly = isExternalOnly
  }
}
#endif
