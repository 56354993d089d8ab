/// A device node that udev knows.
package struct FoundDevice: Hashable, Sendable {
  /// The node, such as `/dev/dri/card0`.
  package var path: String
  /// The subsystem, such as `drm`.
  package var subsystem: String
  /// The numbers by which the kernel knows the node.
  package var number: DeviceNumber
  /// What nodes of the same hardware share: its place on the bus such as `pci-0000:00:02.0`, else
  /// its parent in sysfs; empty when there is neither.
  package var hardware: String
  /// What the node is a face of; `nil` for a node of software alone.
  package var parent: Parent?
  /// Differs between a device and the next one that gets its node and its numbers; zero for a device
  /// that was gone when it was asked.
  package var instance: UInt64
  /// Whether udev's daemon has applied its rules to it.
  package var isInitialized: Bool

  package init(
    path: String, subsystem: String, number: DeviceNumber, hardware: String, parent: Parent?,
    instance: UInt64 = 0, isInitialized: Bool = true
  ) {
    self.path = path
    self.subsystem = subsystem
    self.number = number
    self.hardware = hardware
    self.parent = parent
    self.instance = instance
    self.isInitialized = isInitialized
  }

  /// A device on a bus.
  package struct Parent: Hashable, Sendable {
    /// Its place in sysfs, such as `/devices/pci0000:00/0000:00:02.0`.
    package var path: String
    /// Its bus, such as `pci` or `platform`.
    package var bus: String
    /// The driver that is bound to it, which need not be the one that made the node.
    package var driver: String
    /// Its names in the device tree, the most exact first.
    package var compatible: [String]
    /// Maker and kind on the PCI bus, such as `1AF4:1050`.
    package var pci: String?

    package init(
      path: String, bus: String, driver: String = "", compatible: [String] = [], pci: String? = nil
    ) {
      self.path = path
      self.bus = bus
      self.driver = driver
      self.compatible = compatible
      self.pci = pci
    }
  }

  /// The path with its number apart, so that `video2` comes before `video10`.
  package var order: (String, UInt64) {
    let digits = path.utf8.reversed().prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    let number = path.utf8.index(path.utf8.endIndex, offsetBy: -digits.count)
    return (String(path[..<number]), UInt64(path[number...]) ?? 0)
  }
}

/// The numbers by which the kernel knows a device node.
///
/// The corresponding C type is `dev_t`.
public struct DeviceNumber: Hashable, Sendable {
  /// The driver's.
  public var major: UInt32
  /// The node's among the driver's.
  public var minor: UInt32

  /// Takes both.
  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }
}

extension DeviceNumber: CustomStringConvertible {
  /// Both as `ls` prints them, such as `226:0`.
  public var description: String { "\(major):\(minor)" }
}
