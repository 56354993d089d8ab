#if GBM
internal import TesseraKernel

/// An image that OpenGL and the CPU both look at: what one writes, the other must see.
struct PixelTrial: GLESTrial {
  let buffer: Buffer
  /// Which of the buffers it is: no two are marked alike.
  let index: Int
  let image: EGLImage
  let colour: PackedColour
  let window: GLESWindow
  /// The image for GBM, on OpenGL's device, where only the driver knows where its rows lie.
  let tiled: (GBMForeignImage, GBMDevice)?
  /// Whether the CPU takes part: what it maps need not show what the GPU sees where it does not.
  let isTouchedByCPU: Bool

  /// Marks that no other trial writes, of one kind for each `purpose`.
  private func marks(_ purpose: UInt64) -> Marks {
    Marks(seed: Marks.seed(purpose, ofBuffer: index))
  }

  private func pixels(_ marks: Marks) throws(PatternStop) -> MarkedPixels {
    let found = marks.marks(inPlane: 0, of: buffer)
    guard !found.isEmpty else { throw .untried("the rows are too short to tell apart") }
    return MarkedPixels(found, colour, in: window)
  }

  /// Has OpenGL sample what the CPU wrote.
  func sample(in context: borrowing GLESContext) throws(PatternStop) {
    let wanted = try pixels(marks(1))
    try write(marks(1))
    let shown = try context.look(at: image, window)
    let found = wanted.count(inWindow: shown)
    guard found < wanted.count else { return }
    // Wherever it looks in the image, every byte is another now.
    try invert()
    throw difference(
      "of \(wanted.count) pixels that the CPU marked, OpenGL samples \(found)",
      isSeen: try context.look(at: image, window) != shown)
  }

  /// Has OpenGL draw what the CPU reads, over marks of its own.
  func draw(in context: borrowing GLESContext) throws(PatternStop) {
    let wanted = try pixels(marks(3))
    try write(marks(2))
    try draw(wanted.drawn, in: context)
    let found = try count(wanted)
    guard found < wanted.count else { return }
    // Wherever it has drawn in the image, something else is there now, which it draws over.
    try invert()
    let before = try digest()
    try draw(wanted.drawn, in: context)
    throw difference(
      "of \(wanted.count) pixels that OpenGL drew, the CPU reads \(found)",
      isSeen: try digest() != before)
  }

  private func draw(_ pixels: [UInt8], in context: borrowing GLESContext) throws(PatternStop) {
    do throws(GLESError) {
      try context.draw(pixels, into: image, window)
    } catch {
      throw PatternStop(error, "draw into")
    }
  }

  private func difference(_ reason: String, isSeen: Bool) -> PatternStop {
    PatternStop(
      reason, isSeen: isSeen, isTouchedByCPU: isTouchedByCPU, isLaidOutAsAgreed: tiled == nil)
  }
}
#endif
