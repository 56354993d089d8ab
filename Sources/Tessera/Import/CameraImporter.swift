internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// A camera that takes buffers: its queue is set up for them and each is queued for real.
///
/// Or one that works in its own memory: then the queue is its allocator's, each buffer is a slot of
/// it, and nothing is imported.
public final class CameraImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  /// The camera.
  public let camera: Camera

  private struct State {
    var buffers: [Buffer] = []
    /// The buffers as the queue took them; `nil` where it works in its own memory.
    var imported: QueueImport?
    /// Which slot of its own queue each buffer is; empty where buffers are imported.
    var slots: [Int] = []
    var isStreaming = false
  }
  private let state = Mutex(State())
  private let node: VideoNode
  private let type: QueueType
  /// The queue's own memory, where the camera works in that.
  private let own: VideoSlots?

  /// Makes the importer of a camera that takes part under `name`.
  public init(_ camera: Camera, named name: Name<Participant>) {
    self.camera = camera
    self.name = name
    node = camera.node
    type = camera.queue
    own = nil
  }

  /// Makes the importer of a camera that works in the memory of its own queue.
  ///
  /// It takes the buffers of one allocator only, made with their slots kept: frames arrive in those
  /// slots, and the queue takes nothing else until the last buffer is gone.
  ///
  /// - Parameters:
  ///   - camera: the camera.
  ///   - name: what it is called in the problem.
  ///   - allocator: the allocator of the camera's queue.
  public init(
    _ camera: Camera, named name: Name<Participant>, inMemoryOf allocator: VideoAllocator
  ) {
    self.camera = camera
    self.name = name
    node = allocator.slots.images.node
    type = allocator.slots.images.type
    own = allocator.slots
  }

  /// Makes the importer of a camera that takes part under `name`: in the memory of its own queue, where
  /// it takes no other and that is among the allocators.
  public convenience init(
    _ camera: Camera, named name: Name<Participant>, among allocators: [any Allocator]
  ) {
    let own = allocators.lazy.compactMap { $0 as? VideoAllocator }
      .first { camera.onlyMemory?.contains($0.production.name) == true }
    if let own {
      self.init(camera, named: name, inMemoryOf: own)
    } else {
      self.init(camera, named: name)
    }
  }

  deinit { release() }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    guard let own else {
      let imported = try QueueImport(
        buffers, on: camera.images, by: name, under: agreement, called: "camera")
      state.withLock { $0 = State(buffers: buffers, imported: imported) }
      return
    }
    try takeSlots(of: own, buffers, agreement)
    do throws(Refusal) {
      for index in buffers.indices {
        do {
          try queue(index)
        } catch {
          throw Refusal(by: name, of: agreement, error, lesson: QueueImport.lesson(of: error))
        }
      }
      try? node.stop(type)
    } catch {
      // What was queued before the one that was refused would stay so, and keep the queue in use.
      try? node.stop(type)
      release()
      throw error
    }
  }

  /// Finds each buffer's slot; the queue has the format already that they were made for.
  private func takeSlots(
    of own: VideoSlots, _ buffers: [Buffer], _ agreement: Agreement
  ) throws(Refusal) {
    let slots = buffers.compactMap { $0.owner as? VideoSlot }.filter { $0.slots === own }
    guard slots.count == buffers.count, Set(slots.map(\.index)).count == slots.count else {
      throw Refusal(
        by: name, of: agreement,
        because:
          "it works in its queue's own memory, and \(agreement.allocator) made a buffer that "
          + "is no slot of \(node.file.path); let the allocator of that queue keep its slots",
        lesson: .allocator)
    }
    state.withLock { state in
      state.buffers = buffers
      state.slots = slots.map(\.index)
    }
  }

  private func queue(_ index: Int) throws(SystemCallError) {
    let (buffer, imported, slots) = state.withLock { ($0.buffers[index], $0.imported, $0.slots) }
    if let imported { return try imported.queue(index) }
    try node.queueSlot(
      slots[index], used: type.isMultiplanar ? buffer.memory.map { _ in 0 } : [], of: type)
  }

  /// Lets go of everything that was taken.
  public func release() {
    state.withLock { state in
      // Errors change nothing: closing the node gives everything back at last.
      if state.isStreaming { try? node.stop(type) }
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
    /// Bytes of a dma-buf before the data, the most of any plane: the image is not where it was agreed
    /// unless this is zero, and the driver tells so only now.
    public var dataOffset: Bytes
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

  /// Gives the camera all buffers and starts it; one that runs begins anew.
  public func start() throws(DeviceError) {
    stop()
    let count = state.withLock { $0.buffers.count }
    for index in 0..<count { try waitUntilFree(index) }
    do {
      for index in 0..<count { try queue(index) }
      try node.start(type)
      state.withLock { $0.isStreaming = true }
    } catch {
      // Gives back what was queued, so that another start can succeed.
      try? node.stop(type)
      throw DeviceError(using: .camera, error)
    }
  }

  /// Stops it; the buffers stay taken.
  public func stop() {
    state.withLock { state in
      // Errors change nothing: what is still queued is given back when the buffers are let go.
      if state.isStreaming { try? node.stop(type) }
      state.isStreaming = false
    }
  }

  /// Waits for the next finished frame; its data is complete when this returns, as V4L2 promises.
  ///
  /// - Parameter limit: how long; whoever is waited for longer has no signal.
  public func nextFrame(within limit: Duration = .seconds(5)) throws(DeviceError) -> Frame {
    let slots = state.withLock { $0.slots }
    let deadline = Deadline.after(limit)
    do {
      while try node.file.wait(for: .readable, until: deadline) {
        guard let frame = try node.dequeue(own == nil ? .dmaBuffer : .mmap, of: type) else {
          // A queue that is ready and has nothing is asked again, until the time is over.
          if let deadline, deadline <= MonotonicClock.nanoseconds { break }
          continue
        }
        let index = own == nil ? frame.index : slots.firstIndex(of: frame.index)
        guard let index else {
          throw DeviceError(
            path: camera.path, problem: "the camera filled buffer \(frame.index), not given to it")
        }
        return Frame(
          index: index, sequence: frame.sequence, hasError: frame.hasError,
          dataOffset: Bytes(UInt64(frame.dataOffset)))
      }
      throw DeviceError(
        path: camera.path, problem: "the camera delivered no frame for \(limit)",
        advice: "Check that it is plugged in and that its input has a signal.")
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
