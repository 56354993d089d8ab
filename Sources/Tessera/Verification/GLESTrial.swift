#if GBM
internal import TesseraKernel

/// What OpenGL and the CPU both look at.
protocol GLESTrial {
  var window: GLESWindow { get }

  /// Has OpenGL sample what the CPU wrote.
  func sample(in context: borrowing GLESContext) throws(PatternStop)
  /// Has OpenGL draw what the CPU reads.
  func draw(in context: borrowing GLESContext) throws(PatternStop)
}

extension GLESContext {
  /// What OpenGL samples of an image; that it takes no such image is an answer, all else is none.
  func look(at image: EGLImage, _ window: GLESWindow) throws(PatternStop) -> [UInt8] {
    do throws(GLESError) {
      return try sample(image, window)
    } catch {
      throw PatternStop(error, "sample")
    }
  }
}

extension PatternStop {
  /// OpenGL failed; that it takes no such image is an answer, all else is none.
  init(_ error: GLESError, _ deed: String) {
    let reason = "OpenGL cannot \(deed) it: \(error)"
    self = error.isAboutImage ? .refused(reason, .pair) : .untried(reason)
  }
}
#endif
