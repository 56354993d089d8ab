#if GBM
internal import TesseraKernel

/// An image that OpenGL and the CPU both look at: what one writes, the other must see.
struct PixelTrial {
  /// Why a trial ended before its end.
  enum Stop: Error {
    /// It says nothing about the buffer.
    case untried(String)
    /// OpenGL sees other pixels than the CPU, or none, or takes no such image.
    case refused(String, Refusal.Lesson)
  }

  let buffer: Buffer
  let image: EGLImage
  let colour: PackedColour
  let window: GLESWindow
  /// The image for GBM, on OpenGL's device, where only the driver knows where its rows lie.
  let tiled: (GBMForeignImage, GBMDevice)?
  /// Whether the CPU takes part: what it maps need not show what the GPU sees where it does not.
  let isTouchedByCPU: Bool

  /// Marks that no other trial writes, of one kind for each `purpose`.
  private func marks(_ purpose: UInt64) -> Marks { Marks(seed: purpose << 56) }

  private func pixels(_ marks: Marks) throws(Stop) -> MarkedPixels {
    let found = marks.marks(inPlane: 0, of: buffer)
    guard !found.isEmpty else { throw .untried("the rows are too short to tell apart") }
    return MarkedPixels(found, colour, in: window)
  }

  /// Has OpenGL sample what the CPU wrote.
  func sample(in context: borrowing GLESContext) throws(Stop) {
    let wanted = try pixels(marks(1))
    try write(marks(1))
    let shown = try look(in: context)
    let found = wanted.count(inWindow: shown)
    guard found < wanted.count else { return }
    // Wherever it looks in the image, every byte is another now.
    try invert()
    try refuse(
      "of \(wanted.count) pixels that the CPU marked, OpenGL samples \(found)",
      isSeen: try look(in: context) != shown)
  }

  private func look(in context: borrowing GLESContext) throws(Stop) -> [UInt8] {
    do throws(GLESError) {
      return try context.sample(image, window)
    } catch {
      throw Stop(error, "sample")
    }
  }

  /// Has OpenGL draw what the CPU reads, over marks of its own.
  func draw(in context: borrowing GLESContext) throws(Stop) {
    let wanted = try pixels(marks(3))
    try write(marks(2))
    try draw(wanted.drawn, in: context)
    let found = try count(wanted)
    guard found < wanted.count else { return }
    // Wherever it has drawn in the image, something else is there now, which it draws over.
    try invert()
    let before = try digest()
    try draw(wanted.drawn, in: context)
    try refuse(
      "of \(wanted.count) pixels that OpenGL drew, the CPU reads \(found)",
      isSeen: try digest() != before)
  }

  private func draw(_ pixels: [UInt8], in context: borrowing GLESContext) throws(Stop) {
    do throws(GLESError) {
      try context.draw(pixels, into: image, window)
    } catch {
      throw Stop(error, "draw into")
    }
  }

  /// Tells what follows from other pixels: nothing at all of what one side writes reaches the other,
  /// or it is seen elsewhere or as something else.
  private func refuse(_ reason: String, isSeen: Bool) throws(Stop) {
    if isSeen, isTouchedByCPU || tiled == nil { throw .refused(reason, .pair) }
    guard isTouchedByCPU else { throw .untried("\(reason), and no CPU takes part") }
    throw .refused("\(reason), and nothing of it arrives", .allocator)
  }
}

extension PixelTrial.Stop {
  /// OpenGL failed; that it takes no such image is an answer, all else is none.
  fileprivate init(_ error: GLESError, _ deed: String) {
    let reason = "OpenGL cannot \(deed) it: \(error)"
    self = error.isAboutImage ? .refused(reason, .pair) : .untried(reason)
  }
}
#endif
