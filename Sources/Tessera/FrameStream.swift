internal import TesseraKernel

/// Moves frames from a camera to a display in the buffers that both have taken; nothing is copied.
public struct FrameStream: Sendable {
  /// What happened so far.
  public struct Report: Hashable, Sendable {
    /// Frames that were shown.
    public var shown = 0
    /// Frames that the camera counted and did not deliver.
    public var lost = 0
    /// Frames that the camera marked as broken; they are not shown.
    public var broken = 0
    /// Time from the first frame on the screen to the last, in nanoseconds.
    public var nanoseconds: UInt64 = 0
    /// Bytes of the buffers that the CPU was given to touch meanwhile.
    public var bytesCopied = Bytes.zero
    /// The buffer that is on the screen.
    public var lastShown: Int?

    /// Frames per second from the first to the last; zero with fewer than two.
    public var framesPerSecond: Double {
      nanoseconds == 0 ? 0 : Double(shown - 1) / (Double(nanoseconds) / 1e9)
    }
  }

  private let settlement: Settlement
  private let camera: CameraImporter
  private let display: DisplayImporter

  /// Streams under a settlement that both importers are part of.
  public init(_ settlement: Settlement, from camera: CameraImporter, to display: DisplayImporter) {
    self.settlement = settlement
    self.camera = camera
    self.display = display
  }

  /// Shows `frames` frames, then returns with the last one still on the screen and the camera stopped,
  /// as it is when this throws.
  ///
  /// - Parameters:
  ///   - frames: how many, without those that the camera marked as broken.
  ///   - progress: called after each frame.
  public func run(
    frames: Int, progress: (Report) -> Void = { _ in }
  ) throws(DeviceError) -> Report {
    var report = Report()
    let before = touched
    var start: UInt64 = 0
    var previousSequence: UInt32?
    try camera.start()
    defer { camera.stop() }
    while report.shown < frames {
      let frame = try camera.nextFrame()
      if let previousSequence {
        // A driver that counts from the start again has lost none.
        report.lost += max(1, Int(Int32(bitPattern: frame.sequence &- previousSequence))) - 1
      }
      previousSequence = frame.sequence
      guard !frame.hasError else {
        report.broken += 1
        try camera.giveBack(frame.index)
        continue
      }
      guard frame.dataOffset == .zero else {
        throw DeviceError(
          path: camera.camera.path,
          problem: "the camera's data begins \(frame.dataOffset) later than its planes",
          advice: "Choose another format; tessera verify finds one.")
      }
      // The commit returns when the frame is on the screen; only then is the one before it free.
      try display.show(frame.index, settlement.agreement.extent)
      if let last = report.lastShown { try camera.giveBack(last) }
      report.lastShown = frame.index
      report.shown += 1
      let now = MonotonicClock.nanoseconds
      if report.shown == 1 { start = now }
      report.nanoseconds = now - start
      report.bytesCopied = touched.subtracting(before) ?? .zero
      progress(report)
    }
    return report
  }

  private var touched: Bytes {
    settlement.buffers.reduce(.zero) { $0.adding($1.bytesTouchedByCPU) ?? $0 }
  }
}
