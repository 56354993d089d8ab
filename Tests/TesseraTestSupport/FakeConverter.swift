internal import CLinux
internal import Synchronization
internal import TesseraKernel

/// A V4L2 converter: what goes into one of its queues comes out of the other.
package final class FakeConverter: FakeDriver {
  /// The queue that images go into.
  package let input: FakeCamera
  /// The queue that they come out of.
  package let output: FakeCamera
  private let isMultiplanar: Bool
  private let work: @Sendable ([UInt8]) -> [UInt8]?

  /// Makes a converter.
  ///
  /// - Parameters:
  ///   - input: its output queue, in V4L2's word; capabilities aside.
  ///   - output: its capture queue; where that is multi-planar, both are.
  ///   - work: what it makes of an image; `nil` where it writes nothing.
  package init(
    input: FakeCamera.Traits = .init(), output: FakeCamera.Traits = .init(),
    work: @escaping @Sendable ([UInt8]) -> [UInt8]? = { $0 }
  ) {
    var (input, output) = (input, output)
    isMultiplanar = output.isMultiplanar
    (input.capabilities, output.capabilities) =
      isMultiplanar ? (0x0400_2000, 0x0400_1000) : (0x0400_0002, 0x0400_0001)
    self.input = FakeCamera(input)
    self.output = FakeCamera(output)
    self.work = work
  }

  /// Answers what the driver of a converter answers.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    switch request {
    case clinux_VIDIOC_QUERYCAP:
      let answer = output.answer(request, argument, tag: tag)
      return answer < 0
        ? answer
        : argument.change(v4l2_capability.self) { capability in
          capability.device_caps = isMultiplanar ? 0x0400_4000 : 0x0400_8000
          return 0
        }
    case clinux_VIDIOC_ENUM_FRAMESIZES, clinux_VIDIOC_G_CTRL:
      let answer = output.answer(request, argument, tag: tag)
      return answer < 0 ? input.answer(request, argument, tag: tag) : answer
    case clinux_VIDIOC_DQBUF:
      if queue(argument, of: request) === output, let image = image() {
        if let made = work(image.from.bytes) { image.to.write(made) }
      } else if queue(argument, of: request) === output {
        return -Int(EAGAIN)
      }
    default: break
    }
    return queue(argument, of: request)?.answer(request, argument, tag: tag) ?? -Int(EINVAL)
  }

  /// Where the next image is and where it goes; `nil` while one of the queues has nothing.
  private func image() -> (from: FakeMemory, to: FakeMemory)? {
    guard let from = input.oldest?.first, let to = output.oldest?.first else { return nil }
    return (from, to)
  }

  /// The queue that a request names.
  private func queue(_ argument: IoctlArgument, of request: UInt) -> FakeCamera? {
    let type: UInt32 =
      switch request {
      case clinux_VIDIOC_ENUM_FMT: argument.read(v4l2_fmtdesc.self).type
      case clinux_VIDIOC_REQBUFS: argument.read(v4l2_requestbuffers.self).type
      case clinux_VIDIOC_QBUF, clinux_VIDIOC_DQBUF, clinux_VIDIOC_QUERYBUF:
        unsafe argument.read(v4l2_buffer.self).type
      default: argument.read(UInt32.self)  // Formats and streams begin with it.
      }
    return [input, output].first { $0.traits.queueType == type }
  }
}

extension FakeCamera {
  /// The memory that is queued the longest, while it streams.
  fileprivate var oldest: [FakeMemory]? {
    state.withLock { state in
      guard state.isStreaming, let first = state.queued.first else { return nil }
      return state.held[first]
    }
  }
}

extension FakeMemory {
  /// Everything in it.
  fileprivate var bytes: [UInt8] {
    guard let memory = mapped() else { return [] }
    return memory.withBytes(in: 0..<memory.count) { span in
      unsafe span.withUnsafeBytes { unsafe Array($0) }
    }
  }

  /// Overwrites its first bytes.
  fileprivate func write(_ bytes: [UInt8]) {
    guard let memory = mapped() else { return }
    let place = unsafe memory.pointer(to: 0..<min(memory.count, bytes.count))
    unsafe place.copyBytes(from: bytes.prefix(place.count))
  }
}
