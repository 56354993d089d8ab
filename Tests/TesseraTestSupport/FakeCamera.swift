internal import CLinux
internal import Synchronization
internal import Tessera
internal import TesseraKernel

/// A V4L2 capture driver; it holds the memory of what is queued until its buffers are freed.
package final class FakeCamera: FakeDriver {
  /// What kind of camera it is.
  package struct Traits: Sendable {
    /// The names that `VIDIOC_QUERYCAP` tells: of the driver.
    package var driver = "fakecam"
    /// Of the product.
    package var card = "Fake Camera"
    /// Of its place.
    package var bus = "platform:fake"
    /// Capture and streaming (`V4L2_CAP_*`).
    package var capabilities: UInt32 = 0x0400_0001
    /// V4L2 codes; those of several memory planes need a multi-planar camera.
    package var formats: [UInt32] = [0x5659_5559, 0x3231_564e]  // YUYV NV12
    /// The image sizes of every format.
    package var sizes: [(width: UInt32, height: UInt32)] = [(640, 480), (320, 240)]
    /// Whether it lists its sizes (`VIDIOC_ENUM_FRAMESIZES`).
    package var listsSizes = true
    /// The stride that it makes of the one asked for and the least one.
    ///
    /// What it does by itself: keeps every stride that is not too small.
    package var stride: @Sendable (_ asked: UInt32, _ tight: UInt32) -> UInt32 = { max($0, $1) }
    /// Bytes that it wants behind the image.
    package var tail: UInt32 = 0
    /// Bytes by which a multi-planar camera's data begins late in its last plane.
    package var lateness: UInt32 = 0
    /// `V4L2_BUF_CAP_*` of its queue; without bit 2 it takes no dma-bufs.
    package var queue: UInt32 = 5
    /// The buffers that it says it cannot work without; `nil` for a driver that does not say.
    package var leastHeld: Int32? = 2
    /// The colour space that it tells (`V4L2_COLORSPACE_*`); zero for none.
    package var colourSpace: UInt32 = 0
    /// How its lines lie, whatever it is asked for (`enum v4l2_field`).
    package var field: UInt32 = 1
    /// The least buffers that it grants to a queue that is given them all at once.
    package var leastBuffers: UInt32 = 1
    /// The most buffers that it grants.
    package var mostBuffers: UInt32 = 32
    /// Whether buffers can be added one by one (`VIDIOC_CREATE_BUFS`).
    package var growsSingly = true
    /// The kernel module that its own memory comes from.
    package var exporter = "videobuf2_vmalloc"
    /// Bytes by which its own memory is smaller than it says.
    package var shortage: UInt32 = 0
    /// Whether it can reach the memory; what it cannot is answered with `EFAULT`.
    package var reaches: @Sendable (FileIdentity) -> Bool = { _ in true }

    /// A single-planar camera that takes dma-bufs of any memory.
    package init() {}

    var isMultiplanar: Bool { capabilities & 0x3000 != 0 }
    var isOutput: Bool { capabilities & 0x2002 != 0 }
    var queueType: UInt32 { (isMultiplanar ? 9 : 1) + (isOutput ? 1 : 0) }
  }

  struct State {
    /// The sizes in bytes of the memory planes of the format that is set.
    var needed: [UInt32] = []
    /// The sizes that it was set to, which may be larger.
    var sizes: [UInt32] = []
    /// The bytes of the format that is set.
    var format: [UInt8] = []
    /// Its own memory by slots, while it works in that.
    var slots: [UInt32: [FakeMemory]] = [:]
    /// Everything that was ever its own memory.
    var made: Set<FileIdentity> = []
    /// Which slots were freed one by one.
    var removed: [UInt32] = []
    var granted: UInt32 = 0
    var held: [UInt32: [FakeMemory]] = [:]
    var attachments = 0
    var queued: [UInt32] = []
    var isStreaming = false
    var sequence: UInt32 = 0
    var freed = 0
  }

  let traits: Traits
  let state = Mutex(State())

  /// Makes a camera.
  package init(_ traits: Traits = Traits()) { self.traits = traits }

  /// How many buffers its queue has.
  package var grantedBuffers: Int { state.withLock { Int($0.granted) } }
  /// How many buffers of its own memory it has.
  package var ownBuffers: Int { state.withLock { $0.slots.count } }
  /// Which slots were freed one by one (`VIDIOC_REMOVE_BUFS`), in their order.
  package var removedSlots: [UInt32] { state.withLock { $0.removed } }
  /// How often other memory was attached at a slot than was there before.
  package var attachments: Int { state.withLock { $0.attachments } }
  /// How many of them are attached.
  package var attachedBuffers: Int { state.withLock { $0.held.count } }
  /// How often all were freed (`VIDIOC_REQBUFS` of none).
  package var timesFreed: Int { state.withLock { $0.freed } }
  /// Whether it runs.
  package var isStreaming: Bool { state.withLock { $0.isStreaming } }

  /// Answers what a capture driver answers.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    state.withLock { state in
      switch request {
      case clinux_VIDIOC_QUERYCAP: capability(argument)
      case clinux_VIDIOC_ENUM_FMT: format(argument)
      case clinux_VIDIOC_ENUM_FRAMESIZES: frameSize(argument)
      case clinux_VIDIOC_G_CTRL: control(argument)
      case clinux_VIDIOC_TRY_FMT: adjust(argument).answer
      case clinux_VIDIOC_G_FMT: currentFormat(argument, state)
      case clinux_VIDIOC_S_FMT: setFormat(argument, &state)
      case clinux_VIDIOC_REQBUFS: requestBuffers(argument, &state, tag)
      case clinux_VIDIOC_CREATE_BUFS: createBuffers(argument, &state, tag)
      case clinux_VIDIOC_REMOVE_BUFS: removeBuffers(argument, &state)
      case clinux_VIDIOC_QUERYBUF: queryBuffer(argument, state)
      case clinux_VIDIOC_EXPBUF: exportBuffer(argument, state)
      case clinux_VIDIOC_QBUF: queue(argument, &state)
      case clinux_VIDIOC_DQBUF: dequeue(argument, &state)
      case clinux_VIDIOC_STREAMON: stream(argument, &state, true)
      case clinux_VIDIOC_STREAMOFF: stream(argument, &state, false)
      default: -Int(ENOTTY)
      }
    }
  }

  /// Who made the memory, for what it made itself.
  package func exporter(of memory: FileIdentity) -> String? {
    state.withLock { $0.made.contains(memory) } ? traits.exporter : nil
  }

  private func capability(_ argument: IoctlArgument) -> Int {
    argument.change(v4l2_capability.self) { capability in
      copyText(traits.driver, into: &capability.driver)
      copyText(traits.card, into: &capability.card)
      copyText(traits.bus, into: &capability.bus_info)
      // The whole device can more than this node.
      capability.capabilities = traits.capabilities | UInt32(V4L2_CAP_DEVICE_CAPS) | 2
      capability.device_caps = traits.capabilities
      return 0
    }
  }

  private func control(_ argument: IoctlArgument) -> Int {
    argument.change(v4l2_control.self) { control in
      let mine: VideoControl = traits.isOutput ? .leastOutputBuffers : .leastCaptureBuffers
      guard let held = traits.leastHeld, control.id == mine.rawValue else { return -Int(EINVAL) }
      control.value = held
      return 0
    }
  }

  private func format(_ argument: IoctlArgument) -> Int {
    argument.change(v4l2_fmtdesc.self) { description in
      guard description.type == traits.queueType, description.index < traits.formats.count else {
        return -Int(EINVAL)
      }
      description.pixelformat = traits.formats[Int(description.index)]
      return 0
    }
  }

  private func frameSize(_ argument: IoctlArgument) -> Int {
    argument.change(v4l2_frmsizeenum.self) { size in
      guard traits.listsSizes, traits.formats.contains(size.pixel_format),
        size.index < traits.sizes.count
      else {
        return -Int(EINVAL)
      }
      size.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
      size.discrete.width = traits.sizes[Int(size.index)].width
      size.discrete.height = traits.sizes[Int(size.index)].height
      return 0
    }
  }
}
