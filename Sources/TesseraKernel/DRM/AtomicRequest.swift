internal import CDRM
internal import SystemPackage

/// A set of property values that take effect together or not at all.
package struct AtomicRequest: Sendable {
  private var values: [UInt32: [UInt32: UInt64]] = [:]

  package init() {}

  /// Sets a property of an object; the last value counts.
  package mutating func set(_ property: UInt32, of object: UInt32, to value: UInt64) {
    values[object, default: [:]][property] = value
  }

  /// How a commit is made.
  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Only asks whether it would work.
    ///
    /// The corresponding C constant is `DRM_MODE_ATOMIC_TEST_ONLY`.
    package static let testOnly = Self(rawValue: 0x100)
    /// May change the mode.
    ///
    /// The corresponding C constant is `DRM_MODE_ATOMIC_ALLOW_MODESET`.
    package static let allowModeset = Self(rawValue: 0x400)
  }

  static let commit = Request<drm_mode_atomic>(
    "DRM_IOCTL_MODE_ATOMIC", cdrm_MODE_ATOMIC, restart: .onInterruptOrAgain)

  /// Commits, and answers what signals when a picture has been written back.
  ///
  /// The corresponding C property is `WRITEBACK_OUT_FENCE_PTR`.
  ///
  /// - Parameters:
  ///   - property: that property's number.
  ///   - connector: the connector that writes.
  /// - Returns: a sync file.
  package func commit(
    to node: DRMNode, _ flags: Flags, signalling property: UInt32, of connector: UInt32
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    var answers: [Int32] = [-1]
    try node.withAddress(of: &answers) { address throws(SystemCallError) in
      var request = self
      request.set(property, of: connector, to: address)
      try request.commit(to: node, flags)
    }
    guard answers[0] >= 0 else {
      throw SystemCallError(
        call: "WRITEBACK_OUT_FENCE_PTR", errno: .badFileDescriptor, path: node.file.path)
    }
    return OwnedFileDescriptor(rawValue: answers[0])
  }

  /// Commits, waiting until the new picture is shown (or only tested).
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_ATOMIC`.
  package func commit(to node: DRMNode, _ flags: Flags) throws(SystemCallError) {
    var objects = values.keys.sorted()
    var counts = objects.map { UInt32(values[$0]?.count ?? 0) }
    let pairs = objects.flatMap { (values[$0] ?? [:]).sorted { $0.key < $1.key } }
    var properties = pairs.map(\.key)
    var settings = pairs.map(\.value)
    var argument = drm_mode_atomic()
    argument.flags = flags.rawValue
    argument.count_objs = UInt32(objects.count)
    try node.withAddress(of: &objects) { first throws(SystemCallError) in
      argument.objs_ptr = first
      try node.withAddress(of: &counts) { second throws(SystemCallError) in
        argument.count_props_ptr = second
        try node.withAddress(of: &properties) { third throws(SystemCallError) in
          argument.props_ptr = third
          try node.withAddress(of: &settings) { fourth throws(SystemCallError) in
            argument.prop_values_ptr = fourth
            try node.file.call(Self.commit, &argument)
          }
        }
      }
    }
  }
}
