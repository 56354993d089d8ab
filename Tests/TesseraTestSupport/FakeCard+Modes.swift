internal import CDRM
internal import CLinux
internal import TesseraKernel

extension FakeCard {
  /// The numbers of its mode objects.
  enum Object {
    static let plane: UInt32 = 31
    static let overlay: UInt32 = 32
    static let crtc: UInt32 = 41
    static let connector: UInt32 = 51
    static let writeback: UInt32 = 52
    static let encoder: UInt32 = 61
    static let formatsBlob: UInt32 = 71
    static let asyncFormatsBlob: UInt32 = 72
    static let sizeHintsBlob: UInt32 = 73
    static let writebackFormatsBlob: UInt32 = 74
    /// Where the objects begin that appear when counts grow.
    static let surplus: UInt32 = 500
  }

  func answerModeSetting(
    _ request: UInt, _ argument: IoctlArgument, _ state: inout State
  ) -> Int {
    switch request {
    case cdrm_MODE_GETRESOURCES: resources(argument, &state)
    case cdrm_MODE_GETPLANERESOURCES: planes(argument, &state)
    case cdrm_MODE_GETPLANE: plane(argument, &state)
    case cdrm_MODE_GETENCODER: encoder(argument)
    case cdrm_MODE_GETCONNECTOR: connector(argument, &state)
    case cdrm_MODE_OBJ_GETPROPERTIES: objectProperties(argument, &state)
    case cdrm_MODE_GETPROPERTY: property(argument)
    case cdrm_MODE_GETPROPBLOB: blob(argument, state)
    case cdrm_MODE_CREATEPROPBLOB: createBlob(argument, &state)
    case cdrm_MODE_DESTROYPROPBLOB: destroyBlob(argument, &state)
    case cdrm_MODE_ADDFB2: addFramebuffer(argument, &state)
    case cdrm_MODE_RMFB: removeFramebuffer(argument, &state)
    case cdrm_MODE_ATOMIC: commit(argument, &state)
    default: -Int(ENOTTY)
    }
  }

  private func resources(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_card_res.self) { resources in
      let isCount = resources.count_crtcs == 0
      let crtcs = [Object.crtc] + state.surplusObjects
      let known = [Object.connector] + (state.showsWriteback ? [Object.writeback] : [])
      let connectors = known + state.surplusObjects
      copyOut(crtcs, to: resources.crtc_id_ptr, room: resources.count_crtcs)
      copyOut(connectors, to: resources.connector_id_ptr, room: resources.count_connectors)
      resources.count_crtcs = UInt32(crtcs.count)
      resources.count_connectors = UInt32(connectors.count)
      resources.count_encoders = 1
      (resources.min_width, resources.max_width) = traits.framebuffers
      (resources.min_height, resources.max_height) = traits.framebuffers
      state.growAfter(isCount)
      return 0
    }
  }

  private func planes(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_get_plane_res.self) { answer in
      let isCount = answer.count_planes == 0
      let planes =
        [Object.plane] + (traits.hasOverlay ? [Object.overlay] : []) + state.surplusObjects
      copyOut(planes, to: answer.plane_id_ptr, room: answer.count_planes)
      answer.count_planes = UInt32(planes.count)
      state.growAfter(isCount)
      return 0
    }
  }

  private func plane(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_get_plane.self) { plane in
      guard plane.plane_id == Object.plane || plane.plane_id == Object.overlay else {
        return -Int(ENOENT)
      }
      let isCount = plane.count_format_types == 0
      let formats = traits.formats + state.surplusObjects
      copyOut(formats, to: plane.format_type_ptr, room: plane.count_format_types)
      plane.count_format_types = UInt32(formats.count)
      plane.possible_crtcs = 1
      state.growAfter(isCount)
      return 0
    }
  }

  private func encoder(_ argument: IoctlArgument) -> Int {
    argument.change(drm_mode_get_encoder.self) { encoder in
      guard encoder.encoder_id == Object.encoder else { return -Int(ENOENT) }
      encoder.possible_crtcs = 1
      return 0
    }
  }

  private func connector(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_get_connector.self) { connector in
      if connector.connector_id == Object.writeback { return writeback(&connector) }
      guard connector.connector_id == Object.connector else { return -Int(ENOENT) }
      let isCount = connector.count_modes == 0
      var modes = traits.isConnected ? traits.modes.map(Self.mode) : []
      modes += state.surplusObjects.map { Self.mode((UInt16($0), UInt16($0))) }
      if let first = modes.indices.first { modes[first].type |= UInt32(DRM_MODE_TYPE_PREFERRED) }
      copyOut(modes, to: connector.modes_ptr, room: connector.count_modes)
      copyOut([Object.encoder], to: connector.encoders_ptr, room: connector.count_encoders)
      connector.count_modes = UInt32(modes.count)
      connector.count_encoders = 1
      connector.connector_type = UInt32(DRM_MODE_CONNECTOR_HDMIA)
      connector.connector_type_id = 1
      connector.connection = traits.isConnected ? 1 : 2
      state.growAfter(isCount)
      return 0
    }
  }

  /// Always connected, and with modes, as drivers without a probe of their own have it.
  private func writeback(_ connector: inout drm_mode_get_connector) -> Int {
    let modes = traits.modes.map(Self.mode)
    copyOut(modes, to: connector.modes_ptr, room: connector.count_modes)
    copyOut([Object.encoder], to: connector.encoders_ptr, room: connector.count_encoders)
    connector.count_modes = UInt32(modes.count)
    connector.count_encoders = 1
    connector.connector_type = UInt32(DRM_MODE_CONNECTOR_WRITEBACK)
    connector.connector_type_id = 1
    connector.connection = 1
    return 0
  }

  private static func mode(_ size: (width: UInt16, height: UInt16)) -> drm_mode_modeinfo {
    var mode = drm_mode_modeinfo()
    mode.hdisplay = size.width
    mode.vdisplay = size.height
    mode.vrefresh = 60
    copyText("\(size.width)x\(size.height)", into: &mode.name)
    return mode
  }
}

extension FakeCard.State {
  /// The objects that have appeared.
  var surplusObjects: [UInt32] { (0..<surplus).map { FakeCard.Object.surplus + $0 } }

  /// Lets everything counted grow once a count was told.
  mutating func growAfter(_ isCount: Bool) {
    guard isCount, growths > 0 else { return }
    growths -= 1
    surplus += 1
  }
}
