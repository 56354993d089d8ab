/// Hears of device nodes that come, go and change, from when it was made until it is gone.
///
/// For one task at a time; nothing is held for it but a socket, and what the kernel keeps in that.
package protocol DeviceMonitor: AnyObject {
  /// Readable when something was announced.
  var descriptor: Int32 { get }
  /// Whether it hears udev's daemon, which tells of a device when its rules have been applied; else
  /// the kernel, which tells of it at once.
  var hearsDaemon: Bool { get }
  /// The next announcement of a device that has a node; `nil` when there is none for now.
  ///
  /// Fails when some could not be kept or read.
  func next() throws(SystemCallError) -> DeviceAnnouncement?
}

/// What was told of a device.
package struct DeviceAnnouncement: Hashable, Sendable {
  /// What has happened to it.
  package var action: Action
  /// What was known of it then.
  package var device: FoundDevice

  package init(_ action: Action, _ device: FoundDevice) {
    self.action = action
    self.device = device
  }

  /// What may happen to a device.
  ///
  /// The corresponding C type is `enum kobject_action`, by its words.
  package struct Action: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// It is there.
    ///
    /// The corresponding C constant is `KOBJ_ADD`.
    package static let add = Self(rawValue: "add")
    /// It is gone.
    ///
    /// The corresponding C constant is `KOBJ_REMOVE`.
    package static let remove = Self(rawValue: "remove")
    /// Something about it is different, such as what a card's connectors lead to.
    ///
    /// The corresponding C constant is `KOBJ_CHANGE`.
    package static let change = Self(rawValue: "change")
  }
}
