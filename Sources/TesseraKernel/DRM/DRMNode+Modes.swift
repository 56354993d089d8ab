internal import CDRM

/// The mode objects of a card.
///
/// The corresponding C type is `struct drm_mode_card_res`.
package struct ModeResources: Sendable {
  package var crtcs: [UInt32]
  package var connectors: [UInt32]
  package var minimumWidth: UInt32
  package var maximumWidth: UInt32
  package var minimumHeight: UInt32
  package var maximumHeight: UInt32
}

/// A plane's formats and the CRTCs it can serve.
///
/// The corresponding C type is `struct drm_mode_get_plane`.
package struct PlaneDescription: Sendable {
  package var identifier: UInt32
  /// Bit `n` set: works on the card's CRTC number `n`.
  package var possibleCRTCs: UInt32
  package var formats: [UInt32]
}

/// A video mode, kept whole.
///
/// The corresponding C type is `struct drm_mode_modeinfo`.
package struct DisplayMode: Sendable {
  package var width: UInt32
  package var height: UInt32
  /// Frames per second, rounded.
  package var refresh: UInt32
  package var isPreferred: Bool
  /// The kernel's own bytes, handed back when the mode is set.
  package var bytes: [UInt8]
}

/// A connector and what hangs on it.
///
/// The corresponding C type is `struct drm_mode_get_connector`.
package struct ConnectorDescription: Sendable {
  package var identifier: UInt32
  package var type: UInt32
  package var typeIndex: UInt32
  /// 1: connected; 2: disconnected; 3: not known.
  package var status: UInt32
  package var encoders: [UInt32]
  package var modes: [DisplayMode]

  package var isConnected: Bool { status == 1 }
}

extension DRMNode {
  static let getResources = Request<drm_mode_card_res>(
    "DRM_IOCTL_MODE_GETRESOURCES", cdrm_MODE_GETRESOURCES, restart: .onInterruptOrAgain)
  static let getPlaneResources = Request<cdrm_plane_resources>(
    "DRM_IOCTL_MODE_GETPLANERESOURCES", cdrm_MODE_GETPLANERESOURCES, restart: .onInterruptOrAgain)
  static let getPlane = Request<drm_mode_get_plane>(
    "DRM_IOCTL_MODE_GETPLANE", cdrm_MODE_GETPLANE, restart: .onInterruptOrAgain)
  static let getConnector = Request<drm_mode_get_connector>(
    "DRM_IOCTL_MODE_GETCONNECTOR", cdrm_MODE_GETCONNECTOR, restart: .onInterruptOrAgain)
  static let getEncoder = Request<drm_mode_get_encoder>(
    "DRM_IOCTL_MODE_GETENCODER", cdrm_MODE_GETENCODER, restart: .onInterruptOrAgain)

  /// The card's CRTCs, connectors and framebuffer limits.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETRESOURCES`.
  package func modeResources() throws(SystemCallError) -> ModeResources {
    // The first answer is counts; between the two a hotplug may add a connector, so ask until they agree.
    while true {
      var counts = drm_mode_card_res()
      try file.call(Self.getResources, &counts)
      var crtcs = [UInt32](repeating: 0, count: Int(counts.count_crtcs))
      var connectors = [UInt32](repeating: 0, count: Int(counts.count_connectors))
      var answer = drm_mode_card_res()
      answer.count_crtcs = counts.count_crtcs
      answer.count_connectors = counts.count_connectors
      try withAddress(of: &crtcs) { first throws(SystemCallError) in
        answer.crtc_id_ptr = first
        try withAddress(of: &connectors) { second throws(SystemCallError) in
          answer.connector_id_ptr = second
          try file.call(Self.getResources, &answer)
        }
      }
      guard answer.count_crtcs <= counts.count_crtcs,
        answer.count_connectors <= counts.count_connectors
      else { continue }
      return ModeResources(
        crtcs: Array(crtcs.prefix(Int(answer.count_crtcs))),
        connectors: Array(connectors.prefix(Int(answer.count_connectors))),
        minimumWidth: answer.min_width, maximumWidth: answer.max_width,
        minimumHeight: answer.min_height, maximumHeight: answer.max_height)
    }
  }

  /// The card's planes.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETPLANERESOURCES`.
  package func planes() throws(SystemCallError) -> [UInt32] {
    while true {
      var counts = cdrm_plane_resources()
      try file.call(Self.getPlaneResources, &counts)
      var planes = [UInt32](repeating: 0, count: Int(counts.count_planes))
      var answer = counts
      try withAddress(of: &planes) { address throws(SystemCallError) in
        answer.plane_id_ptr = address
        try file.call(Self.getPlaneResources, &answer)
      }
      if answer.count_planes <= counts.count_planes {
        return Array(planes.prefix(Int(answer.count_planes)))
      }
    }
  }

  /// One plane.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETPLANE`.
  package func plane(_ identifier: UInt32) throws(SystemCallError) -> PlaneDescription {
    while true {
      var counts = drm_mode_get_plane()
      counts.plane_id = identifier
      try file.call(Self.getPlane, &counts)
      var formats = [UInt32](repeating: 0, count: Int(counts.count_format_types))
      var answer = drm_mode_get_plane()
      answer.plane_id = identifier
      answer.count_format_types = counts.count_format_types
      try withAddress(of: &formats) { address throws(SystemCallError) in
        answer.format_type_ptr = address
        try file.call(Self.getPlane, &answer)
      }
      if answer.count_format_types <= counts.count_format_types {
        return PlaneDescription(
          identifier: identifier, possibleCRTCs: answer.possible_crtcs,
          formats: Array(formats.prefix(Int(answer.count_format_types))))
      }
    }
  }

  /// One connector with its modes, probed.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETCONNECTOR`.
  package func connector(_ identifier: UInt32) throws(SystemCallError) -> ConnectorDescription {
    while true {
      var counts = drm_mode_get_connector()
      counts.connector_id = identifier
      try file.call(Self.getConnector, &counts)
      var encoders = [UInt32](repeating: 0, count: Int(counts.count_encoders))
      var modes = [drm_mode_modeinfo](
        repeating: drm_mode_modeinfo(), count: max(1, Int(counts.count_modes)))
      var answer = drm_mode_get_connector()
      answer.connector_id = identifier
      answer.count_encoders = counts.count_encoders
      // A count of zero asks the kernel to probe again; room for one mode does not.
      answer.count_modes = UInt32(modes.count)
      try withAddress(of: &encoders) { first throws(SystemCallError) in
        answer.encoders_ptr = first
        try withAddress(of: &modes) { second throws(SystemCallError) in
          answer.modes_ptr = second
          try file.call(Self.getConnector, &answer)
        }
      }
      guard Int(answer.count_modes) <= modes.count,
        answer.count_encoders <= counts.count_encoders
      else { continue }
      return ConnectorDescription(
        identifier: identifier, type: answer.connector_type,
        typeIndex: answer.connector_type_id, status: answer.connection,
        encoders: Array(encoders.prefix(Int(answer.count_encoders))),
        modes: modes.prefix(Int(answer.count_modes)).map(DisplayMode.init))
    }
  }

  /// The CRTCs that an encoder can be fed by, as bits.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETENCODER`.
  package func possibleCRTCs(ofEncoder identifier: UInt32) throws(SystemCallError) -> UInt32 {
    var argument = drm_mode_get_encoder()
    argument.encoder_id = identifier
    try file.call(Self.getEncoder, &argument)
    return argument.possible_crtcs
  }

  /// The address of an array's first element, as the kernel takes it; zero for an empty one.
  func withAddress<Element>(
    of array: inout [Element], _ body: (UInt64) throws(SystemCallError) -> Void
  ) throws(SystemCallError) {
    try unsafe array.withUnsafeMutableBufferPointer { buffer throws(SystemCallError) in
      try body(UInt64(UInt(bitPattern: buffer.baseAddress)))
    }
  }
}

extension DisplayMode {
  init(_ mode: drm_mode_modeinfo) {
    width = UInt32(mode.hdisplay)
    height = UInt32(mode.vdisplay)
    refresh = mode.vrefresh
    isPreferred = mode.type & UInt32(DRM_MODE_TYPE_PREFERRED) != 0
    bytes = unsafe withUnsafeBytes(of: mode) { unsafe Array($0) }
  }
}
