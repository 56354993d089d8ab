internal import CLinux
internal import CUdev

/// A device node that udev knows.
package struct FoundDevice: Hashable, Sendable {
  /// The node, such as `/dev/dri/card0`.
  package var path: String
  /// The subsystem, such as `drm`.
  package var subsystem: String
  /// What nodes of the same hardware share: its place on the bus such as `pci-0000:00:02.0`, else
  /// its parent in sysfs; empty when there is neither.
  package var hardware: String
}

/// The device nodes of some subsystems, in the order of their paths and numbers.
///
/// The corresponding C functions are `udev_enumerate_add_match_subsystem` and
/// `udev_enumerate_scan_devices`.
package func foundDevices(inSubsystems subsystems: [String]) -> [FoundDevice] {
  guard let udev = unsafe udev_new() else { return [] }
  defer { _ = unsafe udev_unref(udev) }
  guard let enumeration = unsafe udev_enumerate_new(udev) else { return [] }
  defer { _ = unsafe udev_enumerate_unref(enumeration) }
  for subsystem in subsystems {
    _ = unsafe udev_enumerate_add_match_subsystem(enumeration, subsystem)
  }
  _ = unsafe udev_enumerate_scan_devices(enumeration)

  var found: [FoundDevice] = []
  var entry = unsafe udev_enumerate_get_list_entry(enumeration)
  while let current = unsafe entry {
    unsafe entry = unsafe udev_list_entry_get_next(current)
    guard let device = unsafe udev_device_new_from_syspath(udev, udev_list_entry_get_name(current))
    else { continue }
    defer { _ = unsafe udev_device_unref(device) }
    if let known = unsafe FoundDevice(device) { found.append(known) }
  }
  return found.sorted { $0.order < $1.order }
}

/// What udev knows of a node, whatever name it is reached by; `nil` for what is no device node.
///
/// The corresponding C function is `udev_device_new_from_devnum`.
package func foundDevice(atNode path: String) -> FoundDevice? {
  var status = stat()
  guard unsafe clinux_stat(path, &status) == 0, status.st_mode & UInt32(S_IFMT) == UInt32(S_IFCHR),
    let udev = unsafe udev_new()
  else { return nil }
  defer { _ = unsafe udev_unref(udev) }
  guard
    let device = unsafe udev_device_new_from_devnum(
      udev, CChar(UInt8(ascii: "c")), status.st_rdev)
  else { return nil }
  defer { _ = unsafe udev_device_unref(device) }
  return unsafe FoundDevice(device)
}

extension FoundDevice {
  /// The path with its number apart, so that `video2` comes before `video10`.
  fileprivate var order: (String, UInt64) {
    let digits = path.reversed().prefix { $0.isNumber }.reversed()
    return (String(path.dropLast(digits.count)), UInt64(String(digits)) ?? 0)
  }

  fileprivate init?(_ device: OpaquePointer) {
    guard let node = unsafe text(udev_device_get_devnode(device)) else { return nil }
    path = node
    subsystem = unsafe text(udev_device_get_subsystem(device)) ?? ""
    // The parent is udev's own: it goes with the device.
    let parent = unsafe udev_device_get_parent(device)
    hardware =
      unsafe text(udev_device_get_property_value(device, "ID_PATH"))
      ?? parent.flatMap { unsafe text(udev_device_get_devpath($0)) } ?? ""
  }
}

private func text(_ characters: UnsafePointer<CChar>?) -> String? {
  unsafe characters.map { unsafe String(cString: $0) }
}
