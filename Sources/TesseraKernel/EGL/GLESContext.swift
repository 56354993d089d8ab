#if GBM
/// OpenGL ES 2 in a context of its own, which is the current one of the thread that it was made on.
package struct GLESContext: ~Copyable {
  /// The names of OpenGL's extensions.
  package let extensions: Set<String>
  private let library: any EGLLibrary

  fileprivate init(_ library: any EGLLibrary) {
    self.library = library
    extensions = library.drawingExtensions()
  }

  /// Samples the ends of an image's rows, pixel by pixel: four bytes of red, green, blue and alpha each.
  ///
  /// The corresponding C functions are `glEGLImageTargetTexture2DOES` and `glReadPixels`.
  package func sample(_ image: EGLImage, _ window: GLESWindow) throws(GLESError) -> [UInt8] {
    try library.sample(image.object, window).get()
  }

  /// Draws into the ends of an image's rows, and waits until that is done.
  ///
  /// The corresponding C functions are `glEGLImageTargetRenderbufferStorageOES` and `glFinish`.
  ///
  /// - Parameter pixels: as many as the window has, of four bytes each.
  package func draw(
    _ pixels: [UInt8], into image: EGLImage, _ window: GLESWindow
  ) throws(GLESError) {
    try library.draw(pixels, into: image.object, window).get()
  }
}

@available(*, unavailable)
extension GLESContext: Sendable {}

extension EGLDisplay {
  /// Whether it has contexts that need no surface.
  package var hasSurfacelessContexts: Bool {
    description.extensions.contains("EGL_KHR_surfaceless_context")
  }

  /// Runs `body` in a context of OpenGL ES 2; what was current on this thread is so again afterwards.
  ///
  /// The corresponding C functions are `eglCreateContext` and `eglMakeCurrent`.
  package func withContext<R>(_ body: (borrowing GLESContext) -> R) throws(EGLError) -> R {
    let before = library.current()
    let context: EGLObject
    do {
      context = try library.createContext(on: object).get()
    } catch {
      throw EGLError(call: "eglCreateContext", result: error)
    }
    let result = body(GLESContext(library))
    do {
      try library.destroyContext(context, on: object, restoring: before).get()
    } catch {
      throw EGLError(call: "eglMakeCurrent", result: error)
    }
    return result
  }
}

/// What is current on a thread; `nil` for what is not.
package struct EGLCurrent: Hashable, Sendable {
  /// The corresponding C function is `eglQueryAPI`.
  package var api: UInt32
  package var display: EGLObject?
  package var drawing: EGLObject?
  package var reading: EGLObject?
  package var context: EGLObject?

  package init(
    api: UInt32, display: EGLObject? = nil, drawing: EGLObject? = nil, reading: EGLObject? = nil,
    context: EGLObject? = nil
  ) {
    self.api = api
    self.display = display
    self.drawing = drawing
    self.reading = reading
    self.context = context
  }
}

/// The pixels at both ends of every row of an image.
package struct GLESWindow: Hashable, Sendable {
  package var width: Int32
  package var height: Int32
  /// How many pixels of each end.
  package var columns: Int32
  /// Whether only external textures take the image.
  package var isExternal: Bool

  /// Takes the image's size; there are as many columns as it is wide at most.
  package init(width: Int32, height: Int32, columns: Int32, isExternal: Bool) {
    self.width = width
    self.height = height
    self.columns = min(columns, width)
    self.isExternal = isExternal
  }

  /// The bytes of its pixels.
  package var byteCount: Int { 8 * Int(columns) * Int(height) }
}

/// A call of OpenGL that failed.
package struct GLESError: Error, Hashable, Sendable {
  /// The function by its C name.
  package let call: String
  /// What `glGetError` or `glCheckFramebufferStatus` said.
  package let code: UInt32

  package init(call: String, code: UInt32) {
    self.call = call
    self.code = code
  }

  /// Whether it is the image that OpenGL does not take, as a texture or to be drawn into.
  package var isAboutImage: Bool {
    // GL_OUT_OF_MEMORY
    code != 0x0505 && (call.hasPrefix("glEGLImage") || call == "glCheckFramebufferStatus")
  }
}

extension GLESError: CustomStringConvertible {
  /// One clause, such as `glReadPixels: INVALID_OPERATION`.
  package var description: String {
    let words: [UInt32: String] = [
      0x0500: "INVALID_ENUM", 0x0501: "INVALID_VALUE", 0x0502: "INVALID_OPERATION",
      0x0505: "OUT_OF_MEMORY", 0x0506: "INVALID_FRAMEBUFFER_OPERATION",
      0x8CD6: "FRAMEBUFFER_INCOMPLETE_ATTACHMENT", 0x8CDD: "FRAMEBUFFER_UNSUPPORTED",
    ]
    return "\(call): " + (words[code] ?? "OpenGL error 0x" + String(code, radix: 16))
  }
}
#endif
