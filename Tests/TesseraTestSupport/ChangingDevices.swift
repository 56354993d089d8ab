internal import CLinux
internal import Synchronization
package import SystemPackage
package import TesseraKernel

/// A machine that is not there, whose nodes come and go as a test says, and are announced when it says.
package final class ChangingDevices: DeviceSource {
  private struct State {
    var nodes: [FoundDevice] = []
    var instances: UInt64 = 0
    var refusal: Errno?
    var opened = 0
    var whileListing: @Sendable () -> Void = {}
    var monitors: [Opened] = []
  }
  private struct Opened {
    weak let monitor: ScriptedMonitor?
  }
  private let state = Mutex(State())
  private let hasDaemon: Bool

  /// Has some nodes, and udev's daemon or none.
  package init(_ nodes: [FoundDevice] = [], hasDaemon: Bool = true) {
    self.hasDaemon = hasDaemon
    for node in nodes { plug(node) }
  }

  /// Puts a node there, as a device of its own; answers it as it would be announced.
  @discardableResult
  package func plug(_ node: FoundDevice) -> FoundDevice {
    state.withLock { state in
      state.instances += 1
      var node = node
      node.instance = state.instances
      state.nodes.append(node)
      return node
    }
  }

  /// Takes a node away; answers it as it would be announced.
  @discardableResult
  package func unplug(_ path: String) -> FoundDevice? {
    state.withLock { state in
      guard let index = state.nodes.firstIndex(where: { $0.path == path }) else { return nil }
      var node = state.nodes.remove(at: index)
      node.instance = 0
      return node
    }
  }

  /// Puts a node there and announces it.
  package func add(_ node: FoundDevice) { announce(.add, plug(node)) }

  /// Takes a node away and announces that.
  package func remove(_ path: String) {
    if let node = unplug(path) { announce(.remove, node) }
  }

  /// Lets all who listen hear of it.
  package func announce(_ action: DeviceAnnouncement.Action, _ device: FoundDevice) {
    for monitor in monitors { monitor.keep(.success(DeviceAnnouncement(action, device))) }
  }

  /// Lets all who listen lose what they have not heard yet, and hear of that.
  package func overflow(with errno: Errno = .noBufferSpace, times: Int = 1) {
    for monitor in monitors {
      monitor.forget()
      for _ in 0..<times {
        monitor.keep(
          .failure(SystemCallError(call: "udev_monitor_receive_device", errno: errno)))
      }
    }
  }

  /// Fails to be listened to.
  package func refuse(with errno: Errno) { state.withLock { $0.refusal = errno } }

  /// Runs `body` each time after the nodes were listed, before the list is answered.
  package func whileListing(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.whileListing = body }
  }

  private var monitors: [ScriptedMonitor] {
    state.withLock { $0.monitors.compactMap(\.monitor) }
  }

  /// How many listen.
  package var listeners: Int { monitors.count }
  /// How many have ever listened.
  package var opened: Int { state.withLock(\.opened) }

  package func devices(inSubsystems subsystems: [String]) -> [FoundDevice] {
    let (nodes, body) = state.withLock { ($0.nodes, $0.whileListing) }
    body()
    return nodes.filter { subsystems.contains($0.subsystem) }.sorted { $0.order < $1.order }
  }

  package func device(atNode path: String) -> FoundDevice? {
    state.withLock { $0.nodes.first { $0.path == path } }
  }

  package func monitor(
    ofSubsystems subsystems: [String]
  ) throws(SystemCallError) -> any DeviceMonitor {
    if let refusal = state.withLock(\.refusal) {
      throw SystemCallError(call: "udev_monitor_new_from_netlink", errno: refusal)
    }
    let monitor = ScriptedMonitor(hearsDaemon: hasDaemon)
    state.withLock { state in
      state.monitors.append(Opened(monitor: monitor))
      state.opened += 1
    }
    return monitor
  }
}

/// Hears of a scripted machine; its descriptor is real.
private final class ScriptedMonitor: DeviceMonitor, Sendable {
  typealias Message = Result<DeviceAnnouncement, SystemCallError>
  private let bell: OwnedFileDescriptor
  private let messages = Mutex<[Message]>([])
  let hearsDaemon: Bool

  init(hearsDaemon: Bool) {
    self.hearsDaemon = hearsDaemon
    bell = OwnedFileDescriptor(rawValue: CInt(LinuxKernel().createEventCounter()))
  }

  var descriptor: CInt { bell.rawValue }

  func keep(_ message: Message) {
    messages.withLock { messages in
      messages.append(message)
      _ = LinuxKernel().raise(descriptor)
    }
  }

  func forget() { messages.withLock { $0 = [] } }

  func next() throws(SystemCallError) -> DeviceAnnouncement? {
    let message = messages.withLock { messages -> Message? in
      let message = messages.isEmpty ? nil : messages.removeFirst()
      if messages.isEmpty { _ = LinuxKernel().clear(descriptor) }
      return message
    }
    return try message?.get()
  }
}
