#if GBM
/// A GPU as OpenGL sees it: what its driver takes from dma-bufs.
///
/// It is one of a device of GBM, which it outlives as little as its images outlive it, or of a device of
/// EGL.
package final class EGLDisplay: Sendable {
  /// The same GPU for GBM; `nil` where GBM does not open it.
  package let gbm: GBMDevice?
  package let description: EGLDescription
  let library: any EGLLibrary
  let object: EGLObject
  /// Whether nobody else in the process can have it.
  private let isOwn: Bool

  /// Lets EGL load the driver of a device.
  ///
  /// The corresponding C functions are `eglGetPlatformDisplayEXT` and `eglInitialize`.
  package init(on device: GBMDevice, library: any EGLLibrary) throws(EGLError) {
    gbm = device
    isOwn = true
    self.library = library
    do {
      object = try device.call { library.createDisplay(on: $0) }.get()
    } catch {
      throw EGLError(call: "eglInitialize", result: error)
    }
    description = library.description(of: object)
  }

  /// Lets EGL load the driver of one of its own devices.
  ///
  /// Everybody in the process has the same display of a device. Whoever ended it would end it for the
  /// program too, so it stays.
  ///
  /// The corresponding C functions are `eglGetPlatformDisplayEXT` and `eglInitialize`.
  ///
  /// - Parameter gbm: the same GPU for GBM, if GBM opens it.
  package init(
    of device: EGLDevice, besides gbm: GBMDevice?, library: any EGLLibrary
  ) throws(EGLError) {
    self.gbm = gbm
    isOwn = false
    self.library = library
    do {
      object = try library.display(of: device).get()
    } catch {
      throw EGLError(call: "eglInitialize", result: error)
    }
    description = library.description(of: object)
  }

  deinit { if isOwn { library.destroyDisplay(object) } }

  /// The driver, or whose implementation it is where that is not told.
  package var driver: String {
    description.driver.isEmpty ? description.vendor : description.driver
  }

  /// Whether it takes dma-bufs at all; without modifiers, in layouts that only the driver knows.
  package var takesDMABuffers: Bool {
    description.extensions.contains("EGL_EXT_image_dma_buf_import")
  }

  /// Whether it tells formats and modifiers.
  package var takesModifiers: Bool {
    description.extensions.contains("EGL_EXT_image_dma_buf_import_modifiers")
  }

  /// The corresponding C function is `eglQueryDmaBufFormatsEXT`.
  package func formats() throws(EGLError) -> [UInt32] {
    do {
      return try library.formats(of: object).get()
    } catch {
      throw EGLError(call: "eglQueryDmaBufFormatsEXT", result: error)
    }
  }

  /// The corresponding C function is `eglQueryDmaBufModifiersEXT`.
  package func layouts(of format: UInt32) throws(EGLError) -> [EGLLayout] {
    do {
      return try library.layouts(of: format, on: object).get()
    } catch {
      throw EGLError(call: "eglQueryDmaBufModifiersEXT", result: error)
    }
  }

  /// Imports an image of somebody else's; the descriptors stay the caller's.
  ///
  /// The corresponding C function is `eglCreateImageKHR`.
  ///
  /// - Parameter hints: of its colours, where it has luma and chroma.
  package func importImage(
    _ image: GBMForeignImage, _ hints: EGLHints = .none
  ) throws(EGLError) -> EGLImage {
    guard (1...4).contains(image.planes.count) else {
      throw EGLError(call: "eglCreateImageKHR", result: .badParameter)
    }
    do {
      return EGLImage(try library.createImage(image, hints, on: object).get(), of: self)
    } catch {
      throw EGLError(call: "eglCreateImageKHR", result: error)
    }
  }

  fileprivate func destroy(_ image: EGLObject) { library.destroyImage(image, on: object) }
}

/// An image in dma-bufs; ended with the last reference, before its display.
package final class EGLImage: Sendable {
  let object: EGLObject
  private let display: EGLDisplay

  fileprivate init(_ object: EGLObject, of display: EGLDisplay) {
    self.object = object
    self.display = display
  }

  deinit { display.destroy(object) }
}

/// A call of EGL that failed.
package struct EGLError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The function by its C name.
  package let call: String
  package let result: EGLResult

  package init(call: String, result: EGLResult) {
    self.call = call
    self.result = result
  }

  /// One clause, such as `eglInitialize: NOT_INITIALIZED`.
  package var description: String { "\(call): \(result)" }
}
#endif
