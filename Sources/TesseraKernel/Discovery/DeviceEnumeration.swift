internal import CUdev

/// A device node that udev knows.
package struct FoundDevice: Hashable, Sendable {
  /// The node, such as `/dev/dri/card0`.
  package var path: String
  /// The subsystem, such as `drm`.
  package var subsystem: String
  /// The bus position that tells nodes of the same hardware, such as `pci-0000:00:02.0`; empty when udev has none.
  package var bus: String
}

/// The device nodes of some subsystems, in the order of their paths.
///
/// The corresponding C functions are `udev_enumerate_add_match_subsystem` and `udev_enumerate_scan_devices`.
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
    guard let node = unsafe udev_device_get_devnode(device) else { continue }
    found.append(
      FoundDevice(
        path: unsafe String(cString: node),
        subsystem: unsafe udev_device_get_subsystem(device).map { unsafe String(cString: $0) }
          ?? "",
        bus: unsafe udev_device_get_property_value(device, "ID_PATH").map {
          unsafe String(cString: $0)
        } ?? ""))
  }
  return found.sorted { $0.path < $1.path }
}
