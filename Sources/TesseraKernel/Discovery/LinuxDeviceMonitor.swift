internal import CLinux
internal import CUdev
internal import SystemPackage

/// Hears udev's daemon, or the kernel where there is no daemon.
///
/// The corresponding C type is `struct udev_monitor`.
@safe
final class LinuxDeviceMonitor: DeviceMonitor {
  /// Where the daemon listens; libudev, too, takes it for the daemon's presence.
  private static let daemon = "/run/udev/control"

  private let udev: OpaquePointer
  private let monitor: OpaquePointer
  let descriptor: CInt
  let hearsDaemon: Bool

  /// The corresponding C functions are `udev_monitor_new_from_netlink`,
  /// `udev_monitor_filter_add_match_subsystem_devtype` and `udev_monitor_enable_receiving`.
  init(ofSubsystems subsystems: [String]) throws(SystemCallError) {
    guard let udev = unsafe udev_new() else {
      throw SystemCallError(call: "udev_new", errno: .noMemory)
    }
    var status = stat()
    // Without a daemon libudev's "udev" is deaf, and says nothing.
    hearsDaemon = unsafe clinux_stat(Self.daemon, &status) == 0
    var opened: OpaquePointer?
    let answer = unsafe cudev_open_monitor(udev, hearsDaemon ? "udev" : "kernel", &opened)
    guard answer == 0, let monitor = unsafe opened else {
      unsafe udev_unref(udev)
      throw SystemCallError(
        call: "udev_monitor_new_from_netlink", errno: Errno(rawValue: CInt(-answer)))
    }
    unsafe self.udev = udev
    unsafe self.monitor = monitor
    descriptor = unsafe udev_monitor_get_fd(monitor)
    for subsystem in subsystems {
      _ = unsafe udev_monitor_filter_add_match_subsystem_devtype(monitor, subsystem, nil)
    }
    _ = try checked(
      Int(unsafe udev_monitor_enable_receiving(monitor)), "udev_monitor_enable_receiving")
  }

  deinit {
    _ = unsafe udev_monitor_unref(monitor)
    _ = unsafe udev_unref(udev)
  }

  /// The corresponding C function is `udev_monitor_receive_device`.
  func next() throws(SystemCallError) -> DeviceAnnouncement? {
    while true {
      var received: OpaquePointer?
      let answer = unsafe cudev_receive(monitor, &received)
      guard let device = unsafe received else {
        let errno = Errno(rawValue: CInt(-answer))
        if errno == .interrupted { continue }
        if errno == .resourceTemporarilyUnavailable { return nil }
        throw SystemCallError(call: "udev_monitor_receive_device", errno: errno)
      }
      defer { _ = unsafe udev_device_unref(device) }
      // A card's connectors are devices, too, of their own and without a node.
      guard let action = unsafe udev_device_get_action(device),
        let known = unsafe FoundDevice(device)
      else { continue }
      return DeviceAnnouncement(.init(rawValue: unsafe String(cString: action)), known)
    }
  }
}
