internal import CLinux
internal import CUdev

/// The devices of this machine, as udev knows them; also without its daemon, from sysfs alone.
package struct LinuxDevices: DeviceSource {
  package init() {}

  /// Without libudev's own enumeration, which looks for the parents of everything that it meets.
  ///
  /// The corresponding C function is `udev_device_new_from_syspath`.
  package func devices(inSubsystems subsystems: [String]) -> [FoundDevice] {
    guard let udev = unsafe udev_new() else { return [] }
    defer { _ = unsafe udev_unref(udev) }
    var found: [FoundDevice] = []
    for path in subsystems.flatMap(Self.links(ofSubsystem:)) {
      guard let device = unsafe udev_device_new_from_syspath(udev, path) else { continue }
      defer { _ = unsafe udev_device_unref(device) }
      if let known = unsafe FoundDevice(device) { found.append(known) }
    }
    return found.map { ($0.order, $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// What sysfs has of a subsystem, which is a class of devices or a bus.
  private static func links(ofSubsystem subsystem: String) -> [String] {
    for folder in ["/sys/class/\(subsystem)", "/sys/bus/\(subsystem)/devices"] {
      guard let names = try? LinuxKernel().names(in: folder).get() else { continue }
      return names.map { "\(folder)/\($0)" }
    }
    return []
  }

  /// The corresponding C function is `udev_device_new_from_devnum`.
  package func device(atNode path: String) -> FoundDevice? {
    var status = stat()
    guard unsafe clinux_stat(path, &status) == 0,
      status.st_mode & UInt32(S_IFMT) == UInt32(S_IFCHR), let udev = unsafe udev_new()
    else { return nil }
    defer { _ = unsafe udev_unref(udev) }
    guard
      let device = unsafe udev_device_new_from_devnum(
        udev, CChar(UInt8(ascii: "c")), status.st_rdev)
    else { return nil }
    defer { _ = unsafe udev_device_unref(device) }
    return unsafe FoundDevice(device)
  }

  package func monitor(
    ofSubsystems subsystems: [String]
  ) throws(SystemCallError) -> any DeviceMonitor {
    try LinuxDeviceMonitor(ofSubsystems: subsystems)
  }
}

extension FoundDevice {
  /// Reads what udev tells; `nil` for a device without a node.
  ///
  /// The corresponding C type is `struct udev_device`.
  init?(_ device: OpaquePointer) {
    guard let node = unsafe text(udev_device_get_devnode(device)) else { return nil }
    let number = unsafe UInt64(udev_device_get_devnum(device))
    // The parent is udev's own: it goes with the device.
    let parent = unsafe udev_device_get_parent(device).map { unsafe Parent($0) }
    self.init(
      path: node, subsystem: unsafe text(udev_device_get_subsystem(device)) ?? "",
      number: DeviceNumber(major: clinux_major(number), minor: clinux_minor(number)),
      hardware: unsafe property("ID_PATH", of: device) ?? parent?.path ?? "", parent: parent,
      instance: unsafe folderNumber(of: device),
      isInitialized: unsafe udev_device_get_is_initialized(device) != 0)
  }
}

extension FoundDevice.Parent {
  fileprivate init(_ device: OpaquePointer) {
    let bus = unsafe text(udev_device_get_subsystem(device)) ?? ""
    var names: [String] = []
    while let name = unsafe property("OF_COMPATIBLE_\(names.count)", of: device) {
      names.append(name)
    }
    var pci = unsafe property("PCI_ID", of: device)
    // A virtio device is what the one on the PCI bus is for; a USB device is not its host.
    if pci == nil, bus == "virtio", let bearer = unsafe udev_device_get_parent(device) {
      pci = unsafe property("PCI_ID", of: bearer)
    }
    self.init(
      path: unsafe text(udev_device_get_devpath(device)) ?? "", bus: bus,
      driver: unsafe text(udev_device_get_driver(device)) ?? "", compatible: names, pci: pci)
  }
}

/// Sysfs numbers its folders in the order in which they are made, and no number comes again before
/// all others were used.
private func folderNumber(of device: OpaquePointer) -> UInt64 {
  var status = stat()
  guard unsafe clinux_stat(udev_device_get_syspath(device), &status) == 0 else { return 0 }
  return UInt64(status.st_ino)
}

private func property(_ name: String, of device: OpaquePointer) -> String? {
  unsafe text(udev_device_get_property_value(device, name))
}
