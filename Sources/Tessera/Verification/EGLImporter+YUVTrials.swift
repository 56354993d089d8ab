#if GBM
internal import TesseraKernel

extension EGLImporter {
  /// What is to be looked at of luma and chroma: every buffer and its image.
  func yuvTrials(
    of trial: Trial, _ taken: [Taken], _ samples: YUVSamples, width: Int32, height: Int32
  ) throws(PatternStop) -> [YUVTrial] {
    guard trial.agreement.pair.modifier == .linear else {
      throw .untried("where its luma and chroma lie only its driver knows, and not the CPU")
    }
    // EGL's extension has luma and chroma in external textures alone.
    let window = GLESWindow(
      width: width, height: height, columns: YUVTrial.columns, isExternal: true)
    return zip(trial.buffers, taken).enumerated().map { index, pair in
      let (buffer, taken) = pair
      return YUVTrial(
        buffer: buffer, index: index, image: taken.image, samples: samples, window: window,
        isTouchedByCPU: trial.isTouchedByCPU, plain: { self.plain(taken.buffer) })
    }
  }

  /// The first rows of a buffer's first plane as pixels of 32 bits, if OpenGL takes these.
  private func plain(_ buffer: Buffer) -> (image: EGLImage, window: GLESWindow)? {
    guard formats.contains(FormatModifier(.xrgb8888, .linear)), let plane = buffer.planes.first,
      let stride = Int32(exactly: plane.stride.value), stride >= 4,
      let offset = Int32(exactly: plane.offset.value)
    else { return nil }
    let window = GLESWindow(
      width: stride / 4, height: Int32(min(plane.rows.value, 4)), columns: YUVTrial.columns,
      isExternal: false)
    let foreign = GBMForeignImage(
      width: UInt32(window.width), height: UInt32(window.height),
      format: PixelFormat.xrgb8888.rawValue, modifier: Modifier.linear.rawValue,
      planes: [
        .init(
          descriptor: buffer.memory[plane.buffer].rawDescriptor, stride: stride, offset: offset)
      ])
    return (try? display.importImage(foreign)).map { ($0, window) }
  }
}
#endif
