internal import SystemPackage
internal import TesseraKernel

/// Buffers that a V4L2 queue has taken, each at a slot of its own; it lets go of them with the last
/// reference.
final class QueueImport: Sendable {
  /// The queue.
  let images: ImageQueue
  /// Bytes of an image in each memory plane.
  private let used: [UInt32]
  private let buffers: [Buffer]

  /// Sets the queue up for an agreement and gives it the buffers for real; on a refusal nothing stays.
  ///
  /// A queue of a converter or codec is set up alone: until images go through, its other side does
  /// not matter.
  ///
  /// - Parameter noun: what the queue is called where another program uses it.
  init(
    _ buffers: [Buffer], on images: ImageQueue, by name: Name<Participant>,
    under agreement: Agreement, called noun: String
  ) throws(Refusal) {
    let setup = QueueSetup(images: images, name: name, agreement: agreement, noun: noun)
    used = try setup.setFormat().planes.map(\.size)
    try setup.request(buffers.count)
    self.images = images
    // Whole from here on: what follows is undone by `deinit`.
    self.buffers = buffers
    // QBUF attaches and maps each buffer; STREAMOFF gives them back, attached.
    for index in buffers.indices {
      do {
        try queue(index)
      } catch {
        throw Refusal(by: name, of: agreement, error, lesson: Self.lesson(of: error))
      }
    }
    stop()
  }

  // Errors change nothing: closing the node gives everything back at last.
  deinit { _ = try? images.node.requestBuffers(0, .dmaBuffer, of: images.type) }

  /// `EFAULT` is how the kernel's contiguous V4L2 memory says that a buffer is scattered.
  static func lesson(of error: SystemCallError) -> Refusal.Lesson {
    error.errno == .badAddress ? .contiguousOnly : .allocator
  }

  /// Gives the device one of the buffers, to fill or to read.
  func queue(_ index: Int) throws(SystemCallError) {
    let planes = buffers[index].memory.enumerated().map { plane, memory in
      VideoNode.ImportedPlane(
        descriptor: memory.rawDescriptor, length: UInt32(clamping: memory.size.value),
        used: images.type.isOutput && used.indices.contains(plane) ? used[plane] : 0)
    }
    try images.node.queue(planes, at: index, of: images.type)
  }

  /// Starts the queue.
  func start() throws(SystemCallError) { try images.node.start(images.type) }

  /// Stops the queue and takes back every buffer that was given; they stay attached.
  func stop() {
    // Errors change nothing: what is still queued is given back when the buffers are let go.
    try? images.node.stop(images.type)
  }
}

/// The way to a queue that is ready for buffers of an agreement.
private struct QueueSetup {
  let images: ImageQueue
  let name: Name<Participant>
  let agreement: Agreement
  let noun: String

  /// Sets the queue's format, and answers it.
  func setFormat() throws(Refusal) -> VideoFormat {
    guard case .planned(let planes, let sizes) = agreement.layout,
      let code = try? images.code(for: agreement)
    else { throw refusal(because: "no V4L2 code stands for \(agreement.pair)") }
    let asked = ImageQueue.format(code, for: agreement, planes, sizes)
    let given: VideoFormat
    do {
      given = try images.node.setFormat(asked, of: images.type)
    } catch {
      throw refusal(error, lesson: .pair)
    }
    guard given.keeps(asked),
      zip(given.planes, asked.planes).allSatisfy({ $0.size <= $1.size })
    else {
      throw refusal(because: "VIDIOC_S_FMT was asked for \(asked.text) and set \(given.text)")
    }
    return given
  }

  /// Has the queue take buffers of others, at least so many.
  func request(_ count: Int) throws(Refusal) {
    let granted: GrantedBuffers
    do {
      granted = try images.node.requestBuffers(UInt32(count), .dmaBuffer, of: images.type)
    } catch {
      throw refusal(error, lesson: .allocator)
    }
    guard granted.count >= count else {
      _ = try? images.node.requestBuffers(0, .dmaBuffer, of: images.type)
      throw refusal(because: "VIDIOC_REQBUFS granted \(granted.count) of \(count) buffers")
    }
  }

  private func refusal(because reason: String) -> Refusal {
    Refusal(by: name, of: agreement, because: reason, lesson: .pair)
  }

  /// Tells why the queue could not be set up; `EBUSY` speaks of other programs, not of the terms.
  private func refusal(_ cause: SystemCallError, lesson: Refusal.Lesson) -> Refusal {
    guard cause.errno == .resourceBusy else {
      return Refusal(by: name, of: agreement, cause, lesson: lesson)
    }
    let path = images.node.file.path
    return Refusal(
      by: name, of: agreement,
      because:
        "another program is using the \(noun); close it (fuser -v \(path) names it; \(cause))",
      lesson: .unavailable)
  }
}
