internal import CDRM
internal import CLinux
internal import Synchronization
internal import TesseraKernel

/// A display driver with dumb buffers: one connector, one CRTC, one primary plane.
///
/// It has one table of handles, as for one open file, and holds the memory behind every handle and
/// framebuffer, so that what is not given back shows as an open descriptor.
package final class FakeCard: FakeDriver {
  /// What kind of card it is.
  package struct Traits: Sendable {
    /// The name that `DRM_IOCTL_VERSION` tells.
    package var driver = "fake"
    /// Strides are rounded up to a multiple of this.
    package var strideGranule: UInt32 = 64
    /// The bits per pixel of the dumb buffers that it makes.
    package var depths: Set<UInt32> = [8, 16, 24, 32]
    /// Whether it has displays.
    package var hasModeSetting = true
    /// Whether framebuffers say their modifier, and planes have `IN_FORMATS`.
    package var takesModifiers = true
    /// Whether clients may be atomic.
    package var isAtomic = true
    /// Whether a screen hangs on its connector.
    package var isConnected = true
    /// Whether another program holds the display.
    package var isHeldByAnother = false
    /// Whether `PRIME_HANDLE_TO_FD` knows `DRM_RDWR`.
    package var exportsWritable = true
    /// What the plane scans out.
    package var formats: [UInt32] = [0x3432_5258, 0x3231_564e, 0x5659_5559]  // XR24 NV12 YUYV
    /// The layouts of every format that the plane scans out.
    package var modifiers: [UInt64] = [0]
    /// What the plane is for: primary, unless told.
    package var planeKind: UInt64 = 1
    /// The bits' numbers of what the plane's `rotation` can be; without any there is none.
    package var rotations: [UInt64] = []
    /// The layouts that can change at once, of every format; `nil` without `IN_FORMATS_ASYNC`.
    package var asyncModifiers: [UInt64]?
    /// What `SIZE_HINTS` lists; without any there is none.
    package var sizeHints: [(width: UInt16, height: UInt16)] = []
    /// The size that the capabilities tell of pointers; `nil` for a driver that does not.
    package var pointer: (width: UInt64, height: UInt64)? = (64, 64)
    /// The least and the greatest size of framebuffers.
    package var framebuffers: (least: UInt32, greatest: UInt32) = (1, 8192)
    /// The formats of a connector that writes pictures back; without any there is none.
    package var writebackFormats: [UInt32] = []
    /// What writing a picture ends with, `nil` for no error; nothing is written.
    package var writebackErrno: CInt?
    /// Whether it keeps syncobjs, timelines among them.
    package var hasTimelines = true
    /// Whether a syncobj can raise an event counter.
    package var raisesEventCounters = true
    /// How its planes scale; `nil` for a driver that takes whatever it is asked for.
    package var scaling: Scaling?
    /// Whether an overlay plane lies over the primary one.
    package var hasOverlay = false
    /// Whether the screen is not turned on without a picture on its primary plane.
    package var needsPicture = false
    /// The sizes of the modes, the preferred one first.
    package var modes: [(width: UInt16, height: UInt16)] = [(640, 480), (320, 240)]

    /// An atomic card with a screen, which makes buffers of every depth.
    package init() {}
  }

  /// What it does wrong.
  package enum Mischief: Sendable {
    /// Nothing.
    case none
    /// The stride is a granule more than it promised by its first answers.
    case otherStride
    /// The buffer is a page, whatever was asked for.
    case tooSmall
  }

  struct State {
    var mischief = Mischief.none
    var isMaster = false
    var showsWriteback = false
    var handles: [UInt32: FakeMemory] = [:]
    var nextHandle: UInt32 = 1
    var framebuffers: [UInt32: [FakeMemory]] = [:]
    var syncObjects: [UInt32: FakeSyncObject] = [:]
    var nextObject: UInt32 = 1000
    var blobs: [UInt32: [UInt8]] = [:]
    var shown: [UInt32] = []
    var tests = 0
    /// What signals that pictures were written.
    var fences: [FakeFence] = []
    /// How many more counted answers grow by one before they are fetched.
    var growths = 0
    /// How much they have grown.
    var surplus: UInt32 = 0
  }

  let traits: Traits
  let state = Mutex(State())

  /// Makes a card.
  package init(_ traits: Traits = Traits()) {
    self.traits = traits
    // Whoever opens a card first holds its display unasked.
    state.withLock { $0.isMaster = !traits.isHeldByAnother }
  }

  /// Whether this program holds the display.
  package var isMaster: Bool { state.withLock { $0.isMaster } }

  /// How many handles the driver knows.
  package var liveHandles: Int { state.withLock { $0.handles.count } }
  /// How many framebuffers there are.
  package var liveFramebuffers: Int { state.withLock { $0.framebuffers.count } }
  /// How many blobs clients made and have not ended.
  package var liveBlobs: Int { state.withLock { $0.blobs.count } }
  /// The framebuffers that were put on the screen, one for each commit; zero turned it off.
  package var shown: [UInt32] { state.withLock { $0.shown } }
  /// How many commits were only tests.
  package var testedCommits: Int { state.withLock { $0.tests } }

  /// How many syncobjs there are.
  package var liveSyncObjects: Int { state.withLock { $0.syncObjects.count } }

  /// Lets it do something wrong from now on.
  package func misbehave(_ mischief: Mischief) { state.withLock { $0.mischief = mischief } }
  /// Lets the next `times` counted answers grow between the count and the fetch.
  package func grow(times: Int) { state.withLock { $0.growths = times } }

  /// Answers what a display driver answers.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    if let answer = answerSyncObject(request, argument, tag: tag) { return answer }
    return state.withLock { state in
      switch request {
      case cdrm_VERSION: version(argument)
      case cdrm_GET_CAP: capability(argument)
      case cdrm_SET_CLIENT_CAP: clientCapability(argument, &state)
      case cdrm_SET_MASTER: setMaster(&state)
      case cdrm_DROP_MASTER: dropMaster(&state)
      case cdrm_MODE_CREATE_LEASE: lease(argument, state, tag)
      case cdrm_MODE_CREATE_DUMB: createDumb(argument, &state, tag)
      case cdrm_GEM_CLOSE: closeHandle(argument, &state)
      case cdrm_PRIME_HANDLE_TO_FD: export(argument, state)
      case cdrm_PRIME_FD_TO_HANDLE: importHandle(argument, &state)
      default:
        traits.hasModeSetting
          ? answerModeSetting(request, argument, &state) : -Int(EOPNOTSUPP)
      }
    }
  }

  private func setMaster(_ state: inout State) -> Int {
    guard !traits.isHeldByAnother else { return -Int(EBUSY) }
    state.isMaster = true
    return 0
  }

  private func dropMaster(_ state: inout State) -> Int {
    defer { state.isMaster = false }
    return state.isMaster ? 0 : -Int(EINVAL)
  }

  /// Another open file; what it has handles of is the same here.
  private func lease(_ argument: IoctlArgument, _ state: State, _ tag: String) -> Int {
    guard state.isMaster else { return -Int(EACCES) }
    let made = LinuxKernel().createMemoryFile(tag + "lease", flags: UInt32(clinux_memfd_flags))
    guard made >= 0 else { return made }
    return argument.change(drm_mode_create_lease.self) { lease in
      lease.fd = UInt32(made)
      return 0
    }
  }

  private func version(_ argument: IoctlArgument) -> Int {
    unsafe argument.change(drm_version.self) { version in
      let room = unsafe version.name_len
      unsafe copyOut(
        traits.driver.utf8.map { CChar(bitPattern: $0) },
        to: UInt64(UInt(bitPattern: version.name)), room: room)
      unsafe version.name_len = UInt(traits.driver.utf8.count)
      return 0
    }
  }

  private func capability(_ argument: IoctlArgument) -> Int {
    argument.change(drm_get_cap.self) { capability in
      switch Int32(truncatingIfNeeded: capability.capability) {
      case DRM_CAP_DUMB_BUFFER: capability.value = traits.depths.isEmpty ? 0 : 1
      case DRM_CAP_PRIME: capability.value = 3
      case DRM_CAP_SYNCOBJ, DRM_CAP_SYNCOBJ_TIMELINE:
        capability.value = traits.hasTimelines ? 1 : 0
      case DRM_CAP_CURSOR_WIDTH, DRM_CAP_CURSOR_HEIGHT:
        guard let pointer = traits.pointer else { return -Int(EINVAL) }
        let isWidth = capability.capability == UInt64(DRM_CAP_CURSOR_WIDTH)
        capability.value = isWidth ? pointer.width : pointer.height
      case DRM_CAP_ADDFB2_MODIFIERS: capability.value = traits.takesModifiers ? 1 : 0
      default: return -Int(EINVAL)
      }
      return 0
    }
  }

  private func clientCapability(_ argument: IoctlArgument, _ state: inout State) -> Int {
    let capability = argument.read(drm_set_client_cap.self).capability
    guard traits.hasModeSetting else { return -Int(EOPNOTSUPP) }
    switch Int32(truncatingIfNeeded: capability) {
    case DRM_CLIENT_CAP_UNIVERSAL_PLANES: return 0
    case DRM_CLIENT_CAP_ATOMIC: return traits.isAtomic ? 0 : -Int(EOPNOTSUPP)
    case DRM_CLIENT_CAP_WRITEBACK_CONNECTORS:
      guard traits.isAtomic else { return -Int(EINVAL) }
      state.showsWriteback = !traits.writebackFormats.isEmpty
      return 0
    default: return -Int(EINVAL)
    }
  }
}
