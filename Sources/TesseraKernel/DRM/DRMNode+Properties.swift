internal import CDRM

/// One property of a mode object and its value now.
package struct ModeProperty: Sendable {
  package var identifier: UInt32
  package var name: String
  package var value: UInt64
}

/// What kind of mode object an identifier names.
package struct ModeObjectType: RawRepresentable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The corresponding C constant is `DRM_MODE_OBJECT_PLANE`.
  package static let plane = Self(rawValue: 0xeeee_eeee)
  /// The corresponding C constant is `DRM_MODE_OBJECT_CRTC`.
  package static let crtc = Self(rawValue: 0xcccc_cccc)
  /// The corresponding C constant is `DRM_MODE_OBJECT_CONNECTOR`.
  package static let connector = Self(rawValue: 0xc0c0_c0c0)
}

extension DRMNode {
  static let getObjectProperties = Request<cdrm_object_properties>(
    "DRM_IOCTL_MODE_OBJ_GETPROPERTIES", cdrm_MODE_OBJ_GETPROPERTIES,
    restart: .onInterruptOrAgain)
  static let getProperty = Request<drm_mode_get_property>(
    "DRM_IOCTL_MODE_GETPROPERTY", cdrm_MODE_GETPROPERTY, restart: .onInterruptOrAgain)
  static let getBlob = Request<drm_mode_get_blob>(
    "DRM_IOCTL_MODE_GETPROPBLOB", cdrm_MODE_GETPROPBLOB, restart: .onInterruptOrAgain)
  static let createBlob = Request<drm_mode_create_blob>(
    "DRM_IOCTL_MODE_CREATEPROPBLOB", cdrm_MODE_CREATEPROPBLOB, restart: .onInterruptOrAgain)
  static let destroyBlob = Request<drm_mode_destroy_blob>(
    "DRM_IOCTL_MODE_DESTROYPROPBLOB", cdrm_MODE_DESTROYPROPBLOB, restart: .onInterruptOrAgain)

  /// The properties of an object with their names.
  ///
  /// The corresponding C constants are `DRM_IOCTL_MODE_OBJ_GETPROPERTIES` and `DRM_IOCTL_MODE_GETPROPERTY`.
  package func properties(
    of identifier: UInt32, _ type: ModeObjectType
  ) throws(SystemCallError) -> [ModeProperty] {
    while true {
      var counts = cdrm_object_properties()
      counts.obj_id = identifier
      counts.obj_type = type.rawValue
      try file.call(Self.getObjectProperties, &counts)
      var identifiers = [UInt32](repeating: 0, count: Int(counts.count_props))
      var values = [UInt64](repeating: 0, count: Int(counts.count_props))
      var answer = counts
      try withAddress(of: &identifiers) { first throws(SystemCallError) in
        answer.props_ptr = first
        try withAddress(of: &values) { second throws(SystemCallError) in
          answer.prop_values_ptr = second
          try file.call(Self.getObjectProperties, &answer)
        }
      }
      guard answer.count_props <= counts.count_props else { continue }
      var properties: [ModeProperty] = []
      for index in 0..<Int(answer.count_props) {
        properties.append(
          ModeProperty(
            identifier: identifiers[index], name: try propertyName(identifiers[index]),
            value: values[index]))
      }
      return properties
    }
  }

  private func propertyName(_ identifier: UInt32) throws(SystemCallError) -> String {
    var argument = drm_mode_get_property()
    argument.prop_id = identifier
    try file.call(Self.getProperty, &argument)
    return unsafe withUnsafeBytes(of: argument.name) { bytes in
      unsafe String(decoding: unsafe bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// What a property can be: the values of an enumeration, the bits' numbers of a bitmask.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETPROPERTY`, the type `struct drm_mode_property_enum`.
  package func choices(of property: ModeProperty) throws(SystemCallError) -> [UInt64] {
    var counts = drm_mode_get_property()
    counts.prop_id = property.identifier
    try file.call(Self.getProperty, &counts)
    // What a property can be is settled when it is made.
    var choices = [drm_mode_property_enum](
      repeating: drm_mode_property_enum(), count: Int(counts.count_enum_blobs))
    var answer = drm_mode_get_property()
    answer.prop_id = property.identifier
    answer.count_enum_blobs = counts.count_enum_blobs
    try withAddress(of: &choices) { address throws(SystemCallError) in
      answer.enum_blob_ptr = address
      try file.call(Self.getProperty, &answer)
    }
    return choices.map(\.value)
  }

  /// The bytes of a blob.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETPROPBLOB`.
  package func blob(_ identifier: UInt32) throws(SystemCallError) -> [UInt8] {
    var length = drm_mode_get_blob(blob_id: identifier, length: 0, data: 0)
    try file.call(Self.getBlob, &length)
    var bytes = [UInt8](repeating: 0, count: Int(length.length))
    var answer = length
    try withAddress(of: &bytes) { address throws(SystemCallError) in
      answer.data = address
      try file.call(Self.getBlob, &answer)
    }
    return bytes
  }

  /// Hands bytes to the kernel.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_CREATEPROPBLOB`.
  package func createBlob(_ bytes: [UInt8]) throws(SystemCallError) -> UInt32 {
    var bytes = bytes
    var argument = drm_mode_create_blob()
    argument.length = UInt32(bytes.count)
    try withAddress(of: &bytes) { address throws(SystemCallError) in
      argument.data = address
      try file.call(Self.createBlob, &argument)
    }
    return argument.blob_id
  }

  /// Ends a blob.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_DESTROYPROPBLOB`.
  package func destroyBlob(_ identifier: UInt32) throws(SystemCallError) {
    var argument = drm_mode_destroy_blob(blob_id: identifier)
    try file.call(Self.destroyBlob, &argument)
  }
}
