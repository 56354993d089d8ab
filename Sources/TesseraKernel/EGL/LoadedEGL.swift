#if GBM
internal import CEGL

/// The EGL of this machine, opened at run time.
@safe package final class LoadedEGL: EGLLibrary, @unchecked Sendable {
  // Sendable by hand: the functions do not change, and EGL's are made to be called from any thread.
  let egl: cegl
  /// What draws; `nil` where a function of it is missing.
  let gl: cgles?

  /// Opens the library.
  ///
  /// - Returns: `nil` where it is not there, or too old.
  package init?() {
    var egl = unsafe cegl()
    guard unsafe cegl_open(&egl) else { return nil }
    unsafe self.egl = unsafe egl
    var gl = cgles()
    self.gl = unsafe cgles_open(&egl, &gl) ? gl : nil
  }

  package func createDisplay(on device: GBMObject) -> Result<EGLObject, EGLResult> {
    unsafe call { egl, error in
      unsafe cegl_create_display(
        egl, UInt32(CEGL_PLATFORM_GBM), UnsafeMutableRawPointer(bitPattern: device.address),
        &error)
    }
  }

  package func destroyDisplay(_ display: EGLObject) { _ = unsafe egl.Terminate(display.pointer) }

  package func description(of display: EGLObject) -> EGLDescription {
    let extensions = unsafe words(egl.QueryString(display.pointer, Int32(CEGL_EXTENSIONS)))
    var driver = ""
    if extensions.contains("EGL_MESA_query_driver"), let ask = unsafe egl.GetDisplayDriverName {
      driver = unsafe text(ask(display.pointer)) ?? ""
    }
    return EGLDescription(
      vendor: unsafe text(egl.QueryString(display.pointer, Int32(CEGL_VENDOR))) ?? "",
      driver: driver, extensions: extensions)
  }

  package func formats(of display: EGLObject) -> Result<[UInt32], EGLResult> {
    guard unsafe egl.QueryDmaBufFormatsEXT != nil else { return .failure(.badParameter) }
    var known = [Int32](repeating: 0, count: 512)
    var (count, error): (Int32, Int32) = (0, 0)
    var egl = unsafe egl
    guard
      unsafe cegl_formats(&egl, display.pointer, &known, Int32(known.count), &count, &error)
    else { return .failure(EGLResult(rawValue: error)) }
    return .success(known.prefix(Int(count)).map { UInt32(bitPattern: $0) })
  }

  package func layouts(
    of format: UInt32, on display: EGLObject
  ) -> Result<[EGLLayout], EGLResult> {
    guard unsafe egl.QueryDmaBufModifiersEXT != nil else { return .failure(.badParameter) }
    var modifiers = [UInt64](repeating: 0, count: 256)
    var external = [UInt32](repeating: 0, count: modifiers.count)
    var (count, error): (Int32, Int32) = (0, 0)
    var egl = unsafe egl
    guard
      unsafe cegl_modifiers(
        &egl, display.pointer, Int32(bitPattern: format), &modifiers, &external,
        Int32(modifiers.count), &count, &error)
    else { return .failure(EGLResult(rawValue: error)) }
    return .success(
      zip(modifiers, external).prefix(Int(count)).map {
        EGLLayout(modifier: $0, isExternalOnly: $1 != 0)
      })
  }

  package func createImage(
    _ image: GBMForeignImage, _ hints: EGLHints, on display: EGLObject
  ) -> Result<EGLObject, EGLResult> {
    guard let width = Int32(exactly: image.width), let height = Int32(exactly: image.height)
    else { return .failure(.badParameter) }
    let planes = image.planes.map {
      cegl_plane(descriptor: $0.descriptor, offset: $0.offset, stride: $0.stride)
    }
    return unsafe call { egl, error in
      unsafe cegl_create_image(
        egl, display.pointer, width, height, Int32(bitPattern: image.format), planes,
        Int32(planes.count), image.modifier != GBMDevice.noModifier, image.modifier,
        hints.encoding?.rawValue ?? 0, hints.range?.rawValue ?? 0, &error)
    }
  }

  package func destroyImage(_ image: EGLObject, on display: EGLObject) {
    _ = unsafe egl.DestroyImageKHR(display.pointer, image.pointer)
  }

  /// Calls a function that makes something, or leaves an error.
  func call(
    _ make: (UnsafePointer<cegl>, inout Int32) -> UnsafeMutableRawPointer?
  ) -> Result<EGLObject, EGLResult> {
    var error: Int32 = 0
    var egl = unsafe egl
    guard let made = unsafe make(&egl, &error) else {
      return .failure(EGLResult(rawValue: error))
    }
    return .success(EGLObject(address: UInt(bitPattern: made)))
  }
}

/// The words of such a text.
func words(_ characters: UnsafePointer<CChar>?) -> Set<String> {
  Set((unsafe text(characters) ?? "").split(separator: " ").map(String.init))
}

extension EGLObject {
  var pointer: UnsafeMutableRawPointer? {
    unsafe UnsafeMutableRawPointer(bitPattern: address)
  }
}
#endif
