#if GBM
internal import TesseraKernel

/// An image of luma and chroma that OpenGL samples as colours: they must be those that the CPU wrote.
struct YUVTrial: GLESTrial {
  let buffer: Buffer
  /// Which of the buffers it is: no two are marked alike.
  let index: Int
  let image: EGLImage
  let samples: YUVSamples
  let window: GLESWindow
  /// Whether the CPU takes part: what it maps need not show what the GPU sees where it does not.
  let isTouchedByCPU: Bool
  /// Makes an image of the same memory that needs no conversion; `nil` where there is no way.
  let plain: () -> (image: EGLImage, window: GLESWindow)?

  /// How many pixels of each end of a row are looked at.
  static let columns: Int32 = 8

  /// Has OpenGL sample first luma, then chroma.
  func sample(in context: borrowing GLESContext) throws(PatternStop) {
    guard window.width >= Self.columns else {
      throw .untried("the rows are too short to tell apart")
    }
    for part in YUVMarks.Part.allCases {
      let marks = YUVMarks(part, seed: Marks.seed(4, ofBuffer: index), samples, in: window)
      try PatternStop.byCPU { try marks.write(to: buffer) }
      let shown = try context.look(at: image, window)
      let (found, all) = marks.count(inWindow: shown)
      guard found < all else { continue }
      let reason =
        "of \(all) row ends that the CPU marked in \(part.rawValue), OpenGL samples \(found)"
      let stop = try difference(reason, shown, in: context)
      // Textures of two sizes, one not a whole multiple of the other, have no common places.
      guard part == .luma || hasWholeChroma else {
        throw .untried("\(reason), and the image ends within samples of chroma")
      }
      throw stop
    }
  }

  /// Tells the memory, which OpenGL sees nothing of, from the format, which it makes nothing of.
  private func difference(
    _ reason: String, _ shown: [UInt8], in context: borrowing GLESContext
  ) throws(PatternStop) -> PatternStop {
    let plain = plain()
    let before = try plain.map { plain throws(PatternStop) in
      try context.look(at: plain.image, plain.window)
    }
    // Wherever it looks in the image, every byte is another now.
    try PatternStop.byCPU {
      for plane in buffer.planes.indices {
        try buffer.withMutableBytes(ofPlane: plane) { $0.invert() }
      }
    }
    let isSeen = try context.look(at: image, window) != shown
    if !isSeen, let plain, try context.look(at: plain.image, plain.window) != before {
      return .refused("\(reason), though it sees the memory as pixels of another format", .pair)
    }
    return PatternStop(reason, isSeen: isSeen, isTouchedByCPU: isTouchedByCPU)
  }

  /// There is no way: OpenGL ES draws colours, and the conversion back is not EGL's.
  func draw(in context: borrowing GLESContext) throws(PatternStop) {
    throw .untried("OpenGL draws no \(buffer.agreement.format)")
  }

  private var hasWholeChroma: Bool {
    let pixels = samples.blue.pixels
    return Int(window.width) % pixels.across == 0 && Int(window.height) % pixels.down == 0
  }
}
#endif
