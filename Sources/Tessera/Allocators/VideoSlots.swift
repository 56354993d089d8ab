internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// The buffers of a queue that works in its own memory: those handed out, and those left over.
///
/// A slot is handed out once: its memory may live on in dma-bufs after the queue has given it up,
/// and must not be somebody else's then.
final class VideoSlots: Sendable {
  let images: ImageQueue
  let flags: VideoMemoryFlags
  /// Whether the queue can be given one buffer more (`VIDIOC_CREATE_BUFS`).
  let growsSingly: Bool
  /// Whether it can give one back (`VIDIOC_REMOVE_BUFS`).
  let shrinksSingly: Bool

  private struct State {
    /// What the queue's buffers were made for; `nil` while it has none.
    var format: VideoFormat?
    /// Made beyond what was asked for.
    var spare: [Int] = []
    var handedOut = 0
    /// Made together, the last time.
    var made = 0
  }
  private let state: Mutex<State>
  private let turn = Mutex(())

  /// - Parameter leftover: what a buffer is for that is still in the queue and nobody needs.
  init(
    _ images: ImageQueue, _ flags: VideoMemoryFlags, growsSingly: Bool, shrinksSingly: Bool,
    leftover: VideoFormat?
  ) {
    self.images = images
    self.flags = flags
    self.growsSingly = growsSingly
    self.shrinksSingly = shrinksSingly
    state = Mutex(State(format: leftover))
  }

  /// Why there is no slot.
  enum Failure: Error {
    case call(SystemCallError)
    /// The driver made another format of the one asked for.
    case given(VideoFormat)
    /// Buffers of another format are still there.
    case occupied(VideoFormat)
    /// So many buffers were made at once, and all are handed out.
    case full(Int)
  }

  /// Runs one allocation at a time: while the slots of one are there, another can set no format.
  func inTurn<R: Sendable>(
    _ body: () throws(AllocationError) -> R
  ) throws(AllocationError) -> R {
    try turn.withLock { _ throws(AllocationError) in try body() }
  }

  /// Makes a buffer in the queue, which is set to `format` unless it has buffers of that already.
  ///
  /// - Parameter count: how many there will be, for a queue that must be told at once.
  func take(_ format: VideoFormat, outOf count: Int) throws(Failure) -> VideoSlot {
    let index = try state.withLock { state throws(Failure) -> Int in
      if state.handedOut == 0 {
        try empty(&state)
        let given = try calling { () throws(SystemCallError) in
          try images.node.setFormat(format, of: images.type)
        }
        guard given.keeps(format) else { throw .given(given) }
      } else if let known = state.format, known != format {
        throw .occupied(known)
      }
      if state.spare.isEmpty { try grow(&state, format, by: count) }
      let index = state.spare.removeFirst()
      state.handedOut += 1
      return index
    }
    return VideoSlot(of: self, at: index)
  }

  private func grow(_ state: inout State, _ format: VideoFormat, by count: Int) throws(Failure) {
    guard growsSingly || state.format == nil else { throw .full(state.made) }
    let granted = try calling { () throws(SystemCallError) in
      growsSingly
        ? try images.node.createBuffers(1, .mmap, flags, for: format, of: images.type)
        : try images.node.requestBuffers(UInt32(clamping: count), .mmap, flags, of: images.type)
    }
    guard granted.count > 0 else {
      throw .call(
        SystemCallError(
          call: growsSingly ? "VIDIOC_CREATE_BUFS" : "VIDIOC_REQBUFS", errno: .noMemory,
          path: images.node.file.path))
    }
    state.format = format
    state.spare = Array(granted.slots)
    state.made = granted.count
  }

  /// Gives a slot back: at once where the queue can, and all with the last one.
  func giveBack(_ index: Int) {
    state.withLock { state in
      state.handedOut -= 1
      // Errors change nothing: it is tried again before the next allocation, and closing the node
      // frees everything at last.
      if state.handedOut == 0 {
        try? empty(&state)
      } else if shrinksSingly {
        try? images.node.removeBuffers(index..<index + 1, of: images.type)
      }
    }
  }

  /// Frees what the queue has; it is then free for every use, and for everybody.
  private func empty(_ state: inout State) throws(Failure) {
    guard state.format != nil else { return }
    state.spare = []
    _ = try calling { () throws(SystemCallError) in
      try images.node.requestBuffers(0, .mmap, of: images.type)
    }
    state.format = nil
  }

  private func calling<R>(_ body: () throws(SystemCallError) -> R) throws(Failure) -> R {
    do { return try body() } catch { throw .call(error) }
  }
}

/// One buffer of a queue; given back when nobody needs it any more.
final class VideoSlot: Sendable {
  let slots: VideoSlots
  let index: Int

  fileprivate init(of slots: VideoSlots, at index: Int) {
    self.slots = slots
    self.index = index
  }

  deinit { slots.giveBack(index) }
}
