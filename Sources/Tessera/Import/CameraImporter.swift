internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// A camera that takes buffers: its queue is set up for them and each is queued for real.
public final class CameraImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  /// The camera.
  public let camera: Camera

  private struct State {
    var buffers: [Buffer] = []
    var isStreaming = false
    var isSetUp = false
  }
  private let state = Mutex(State())

  /// Makes the importer of a camera that takes part under `name`.
  public init(_ camera: Camera, named name: Name<Participant>) {
    self.camera = camera
    self.name = name
  }

  deinit { release() }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    do throws(Refusal) {
      try setFormat(agreement)
      try setUp(buffers, agreement)
      // QBUF attaches and maps each buffer; STREAMOFF gives them back, attached.
      for index in buffers.indices {
        do {
          try queue(index)
        } catch {
          throw Refusal(by: name, of: agreement, error, lesson: Self.lesson(of: error))
        }
      }
      try? camera.node.stop(camera.queue)
    } catch {
      release()
      throw error
    }
  }

  /// `EFAULT` is how the kernel's contiguous V4L2 memory says that a buffer is scattered.
  static func lesson(of error: SystemCallError) -> Refusal.Lesson {
    error.errno == .badAddress ? .contiguousOnly : .allocator
  }

  /// Tells why the queue could not be set up; `EBUSY` speaks of other programs, not of the terms.
  private func refusal(
    of agreement: Agreement, _ cause: SystemCallError, lesson: Refusal.Lesson
  ) -> Refusal {
    guard cause.errno == .resourceBusy else {
      return Refusal(by: name, of: agreement, cause, lesson: lesson)
    }
    return Refusal(
      by: name, of: agreement,
      because: "another program is using the camera; close it (fuser -v \(camera.path) names it; "
        + "\(cause))", lesson: .unavailable)
  }

  private func setFormat(_ agreement: Agreement) throws(Refusal) {
    func refuse(_ reason: String) -> Refusal {
      Refusal(by: name, of: agreement, because: reason, lesson: .pair)
    }
    guard case .planned(let planes, let sizes) = agreement.layout,
      let code = try? camera.images.code(for: agreement)
    else { throw refuse("no V4L2 code stands for \(agreement.pair)") }
    let asked = ImageQueue.format(code, for: agreement, planes, sizes)
    let given: VideoFormat
    do {
      given = try camera.node.setFormat(asked, of: camera.queue)
    } catch {
      throw refusal(of: agreement, error, lesson: .pair)
    }
    guard given.keeps(asked),
      zip(given.planes, asked.planes).allSatisfy({ $0.size <= $1.size })
    else {
      throw refuse("VIDIOC_S_FMT was asked for \(asked.text) and set \(given.text)")
    }
  }

  private func setUp(_ buffers: [Buffer], _ agreement: Agreement) throws(Refusal) {
    do {
      let granted = try camera.node.requestBuffers(
        UInt32(buffers.count), .dmaBuffer, of: camera.queue)
      state.withLock { state in
        state.buffers = buffers
        state.isSetUp = true
      }
      guard granted.count >= buffers.count else {
        throw Refusal(
          by: name, of: agreement,
          because: "VIDIOC_REQBUFS granted \(granted.count) of \(buffers.count) buffers",
          lesson: .pair)
      }
    } catch let error as SystemCallError {
      throw refusal(of: agreement, error, lesson: .allocator)
    } catch let error as Refusal {
      throw error
    } catch {
      throw Refusal(by: name, of: agreement, because: "\(error)", lesson: .pair)
    }
  }

  private func queue(_ index: Int) throws(SystemCallError) {
    let buffer = state.withLock { $0.buffers[index] }
    try camera.node.queue(
      buffer.memory.map {
        .init(descriptor: $0.rawDescriptor, length: UInt32(clamping: $0.size.value))
      }, at: index, of: camera.queue)
  }

  /// Lets go of everything that was taken.
  public func release() {
    state.withLock { state in
      // Errors change nothing: closing the node gives everything back at last.
      if state.isStreaming { try? camera.node.stop(camera.queue) }
      if state.isSetUp { _ = try? camera.node.requestBuffers(0, .dmaBuffer, of: camera.queue) }
      state = State()
    }
  }
}

extension CameraImporter {
  /// One frame that the camera has finished.
  public struct Frame: Hashable, Sendable {
    /// Which of the buffers that were taken.
    public var index: Int
    /// The frame's number; a gap is frames lost.
    public var sequence: UInt32
    /// The camera says that its data may be broken.
    public var hasError: Bool
  }

  /// Waits for whoever still reads or writes a buffer: V4L2 knows no fences, and fills at once what
  /// it is given.
  private func waitUntilFree(_ index: Int) throws(DeviceError) {
    let buffer = state.withLock { $0.buffers[index] }
    do {
      try buffer.waitUntilFree(for: .write, within: Self.patience)
    } catch {
      throw DeviceError(
        path: camera.path, problem: "buffer \(index) cannot be filled again: \(error.message)",
        advice: "Look at the device that uses it: its work has not ended for \(Self.patience).",
        cause: error.cause)
    }
  }

  /// How long other devices may take to let go of a buffer.
  private static let patience = Duration.seconds(5)

  /// Gives the camera all buffers and starts it.
  public func start() throws(DeviceError) {
    let count = state.withLock { $0.buffers.count }
    for index in 0..<count { try waitUntilFree(index) }
    do {
      for index in 0..<count { try queue(index) }
      try camera.node.start(camera.queue)
      state.withLock { $0.isStreaming = true }
    } catch {
      // Gives back what was queued, so that another start can succeed.
      try? camera.node.stop(camera.queue)
      throw DeviceError(using: .camera, error)
    }
  }

  /// Waits for the next finished frame; its data is complete when this returns, as V4L2 promises.
  public func nextFrame(timeoutMilliseconds: Int32 = 5000) throws(DeviceError) -> Frame {
    do {
      while true {
        guard
          try camera.node.file.wait(for: .readable, milliseconds: timeoutMilliseconds)
        else {
          throw DeviceError(
            path: camera.path,
            problem: "the camera delivered no frame for \(timeoutMilliseconds) ms",
            advice: "Check that it is plugged in and that its input has a signal.")
        }
        if let frame = try camera.node.dequeue(.dmaBuffer, of: camera.queue) {
          return Frame(index: frame.index, sequence: frame.sequence, hasError: frame.hasError)
        }
      }
    } catch let error as SystemCallError {
      throw DeviceError(using: .camera, error)
    } catch let error as DeviceError {
      throw error
    } catch {
      throw DeviceError(path: camera.path, problem: "\(error)")
    }
  }

  /// Gives a buffer back to the camera to fill again, once no other device uses it.
  public func giveBack(_ index: Int) throws(DeviceError) {
    try waitUntilFree(index)
    do { try queue(index) } catch { throw DeviceError(using: .camera, error) }
  }
}
