#if GBM
internal import CLinux
internal import Synchronization
internal import SystemPackage
package import TesseraKernel

/// A libgbm without drivers: its memory is real, its answers are scripted.
///
/// It notices what the real one would crash of: a device that goes before its buffers, a
/// descriptor that is closed before its device, and two threads at once.
package final class ScriptedGBM: GBMLibrary {
  /// What kind of library and driver it is.
  package struct Traits: Sendable {
    /// Whose conventions it has.
    package var flavour = GBMFlavour.mesa
    /// The formats that it claims.
    package var formats: Set<UInt32> = [0x3432_5258, 0x3432_5241, 0x3631_4752, 0x2020_3852]
    /// Of these, the ones that it claims and does not make.
    package var unmade: Set<UInt32> = []
    /// The layouts of every format with their planes, the preferred one first.
    package var modifiers: [(modifier: UInt64, planes: Int)] = [(0, 1)]
    /// Whether it says how many planes a modifier has; virgl and minigbm do not.
    package var countsPlanes = true
    /// Whether buffers have modifiers at all.
    package var takesModifiers = true
    /// Linear strides are multiples of so many pixels.
    package var granule: UInt32 = 16
    /// Linear planes of an image of several have multiples of so many rows.
    package var rowGranule: UInt32 = 1
    /// Whether every plane that is not linear has a dma-buf of its own.
    package var isDisjoint = false
    /// Bytes that every buffer starts with and that are no image.
    package var offset: UInt32 = 0

    /// Mesa with one driver that makes linear buffers of 8, 16 and 32 bits.
    package init() {}
  }

  /// What it does wrong.
  package enum Mischief: Sendable {
    /// Chooses a modifier that was not offered.
    case otherModifier(UInt64)
    /// Makes other rows than it did before.
    case otherStride(UInt32)
    /// Makes a buffer of so many planes.
    case planes(CInt)
    /// Tells no handle, as for memory that is no dma-buf.
    case noHandle
    /// Makes a page, whatever was asked for.
    case tooSmall
    /// Gives every plane a dma-buf of its own.
    case disjoint
    /// Hands out descriptors that a child process would see.
    case inherited
  }

  /// The calls that can fail.
  package enum Call: Hashable, Sendable {
    case createDevice
    case create
    case importBuffer
    case descriptor
    case map
  }

  struct Buffer {
    var device: GBMObject
    var memory: [FakeMemory]
    var modifier: UInt64
    var planes: [GBMPlane]
    var count: CInt
  }

  struct State {
    var next: UInt = 1
    var devices: [GBMObject: CInt] = [:]
    var buffers: [GBMObject: Buffer] = [:]
    var mischief: Mischief?
    var clearing: FakeFence?
    var faults: [Call: (errno: CInt, times: Int, skipped: Int)] = [:]
    var requests: [GBMRequest] = []
    var flags: [UInt32] = []
    var wrongs: [String] = []
    var calls = 0
    var mapped = 0
  }

  package let traits: Traits
  let tag: String
  let state = Mutex(State())
  let fences: FakeFences
  private let inside = Atomic<Int>(0)

  /// Makes a library whose memory carries a kernel's tag.
  package init(_ traits: Traits = Traits(), on kernel: ScriptedKernel) {
    self.traits = traits
    tag = kernel.tag
    fences = kernel.fences
  }

  package var flavour: GBMFlavour { traits.flavour }
  /// The devices that were made and not ended.
  package var liveDevices: Int { state.withLock { $0.devices.count } }
  /// The buffers that were made and not ended.
  package var liveBuffers: Int { state.withLock { $0.buffers.count } }
  /// The mappings that were made and not ended.
  package var liveMappings: Int { state.withLock { $0.mapped } }
  /// What was asked for so far.
  package var requests: [GBMRequest] { state.withLock { $0.requests } }
  /// The flags that it was asked for with.
  package var flags: [UInt32] { state.withLock { $0.flags } }
  /// What the caller did wrong so far.
  package var wrongs: [String] { state.withLock { $0.wrongs } }
  /// How many calls there were so far.
  package var calls: Int { state.withLock { $0.calls } }

  /// Lets it do something wrong from now on.
  package func misbehave(_ mischief: Mischief?) { state.withLock { $0.mischief = mischief } }

  /// Lets its driver be at work on every buffer that it shares, until the fence signals.
  package func clear(until fence: FakeFence?) { state.withLock { $0.clearing = fence } }

  /// Lets a call fail: after the first `skipped`, `times` answer `errno`; 0 gives no reason.
  package func fail(_ call: Call, after skipped: Int = 0, times: Int = 1, with errno: CInt) {
    state.withLock { $0.faults[call] = (errno, times, skipped) }
  }

  /// Runs one call as the library would: alone.
  func alone<R>(_ body: (inout State) -> R) -> R {
    let others = inside.add(1, ordering: .acquiringAndReleasing).oldValue
    defer { inside.subtract(1, ordering: .acquiringAndReleasing) }
    return state.withLock { state in
      state.calls += 1
      if others != 0 { state.wrongs.append("two threads at once") }
      return body(&state)
    }
  }
}

extension ScriptedGBM.State {
  mutating func strike(_ call: ScriptedGBM.Call) -> Errno? {
    guard var fault = faults[call], fault.times > 0 else { return nil }
    defer { faults[call] = fault }
    guard fault.skipped == 0 else {
      fault.skipped -= 1
      return nil
    }
    fault.times -= 1
    return Errno(rawValue: fault.errno)
  }

  mutating func name() -> GBMObject {
    defer { next += 1 }
    // Never looked behind.
    return GBMObject(address: next)
  }

  mutating func check(_ device: GBMObject) {
    guard let descriptor = devices[device] else {
      wrongs.append("a call on a device that is gone")
      return
    }
    if !isOpen(descriptor) { wrongs.append("a descriptor closed before its device") }
  }
}
#endif
