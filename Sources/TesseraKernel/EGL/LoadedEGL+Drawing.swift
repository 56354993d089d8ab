#if GBM
internal import CEGL

extension LoadedEGL {
  package func current() -> EGLCurrent {
    guard var gl else { return EGLCurrent(api: 0) }
    let now = unsafe cgles_current(&gl)
    return unsafe EGLCurrent(
      api: now.api, display: EGLObject(now.display), drawing: EGLObject(now.draw),
      reading: EGLObject(now.read), context: EGLObject(now.context))
  }

  package func createContext(on display: EGLObject) -> Result<EGLObject, EGLResult> {
    guard var gl else { return .failure(.badParameter) }
    var error: Int32 = 0
    var egl = unsafe egl
    guard let made = unsafe EGLObject(cgles_begin(&egl, &gl, display.pointer, &error)) else {
      return .failure(EGLResult(rawValue: error))
    }
    return .success(made)
  }

  package func destroyContext(
    _ context: EGLObject, on display: EGLObject, restoring before: EGLCurrent
  ) -> Result<Void, EGLResult> {
    guard var gl else { return .failure(.badParameter) }
    var error: Int32 = 0
    var egl = unsafe egl
    let former = unsafe cgles_current(
      api: before.api, display: before.display?.pointer, draw: before.drawing?.pointer,
      read: before.reading?.pointer, context: before.context?.pointer)
    guard unsafe cgles_end(&egl, &gl, display.pointer, context.pointer, former, &error) else {
      return .failure(EGLResult(rawValue: error))
    }
    return .success(())
  }

  package func drawingExtensions() -> Set<String> {
    unsafe words(gl?.GetString(UInt32(CGLES_EXTENSIONS)))
  }

  package func sample(
    _ image: EGLObject, _ window: GLESWindow
  ) -> Result<[UInt8], GLESError> {
    guard var gl, unsafe gl.EGLImageTargetTexture2DOES != nil else {
      return .failure(.withoutImages)
    }
    var pixels = [UInt8](repeating: 0, count: window.byteCount)
    var failure = unsafe cgles_failure()
    guard unsafe cgles_sample(&gl, window.view(of: image), &pixels, &failure) else {
      return unsafe .failure(GLESError(failure))
    }
    return .success(pixels)
  }

  package func draw(
    _ pixels: [UInt8], into image: EGLObject, _ window: GLESWindow
  ) -> Result<Void, GLESError> {
    guard var gl, unsafe gl.EGLImageTargetRenderbufferStorageOES != nil else {
      return .failure(.withoutImages)
    }
    precondition(pixels.count == window.byteCount, "a pixel has four bytes")
    var failure = unsafe cgles_failure()
    guard unsafe cgles_draw(&gl, window.view(of: image), pixels, &failure) else {
      return unsafe .failure(GLESError(failure))
    }
    return .success(())
  }
}

extension EGLObject {
  fileprivate init?(_ pointer: UnsafeMutableRawPointer?) {
    guard let pointer = unsafe pointer else { return nil }
    self.init(address: UInt(bitPattern: pointer))
  }
}

extension GLESWindow {
  fileprivate func view(of image: EGLObject) -> cgles_view {
    unsafe cgles_view(
      image: image.pointer, is_external: isExternal, width: width, height: height,
      columns: columns)
  }
}

extension GLESError {
  /// OpenGL has no functions for images of EGL.
  fileprivate static let withoutImages = Self(call: "eglGetProcAddress", code: 0x0500)

  fileprivate init(_ failure: cgles_failure) {
    unsafe self.init(
      call: failure.call.map { unsafe String(cString: $0) } ?? "OpenGL", code: failure.error)
  }
}
#endif
