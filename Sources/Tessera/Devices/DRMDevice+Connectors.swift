internal import TesseraKernel

extension DRMDevice {
  /// The connectors, those that write pictures back to memory among them.
  public func connectors() throws(DeviceError) -> [DisplayConnector] {
    let isMaster = node.becomesMasterToProbe
    defer { if isMaster { node.resignMaster() } }
    do {
      var connectors: [DisplayConnector] = []
      for identifier in try node.modeResources().connectors {
        let connector = try node.connector(identifier)
        let properties = try node.properties(of: identifier, .connector)
        connectors.append(
          DisplayConnector(
            identifier: identifier, kind: .init(rawValue: connector.type), name: connector.name,
            status: .init(rawValue: connector.status),
            possibleCRTCs: try node.possibleCRTCs(of: connector),
            sizes: connector.modesByPreference.distinctSizes,
            writeback: try node.blob("WRITEBACK_PIXEL_FORMATS", of: properties)
              .map(writebackFormats)))
      }
      return connectors
    } catch {
      throw DeviceError(.card, error)
    }
  }

  /// What the property lists, which is formats alone.
  ///
  /// Where framebuffers say their layout, LINEAR is left: whatever writes rows can write that.
  private func writebackFormats(_ blob: [UInt8]) -> FormatTable {
    let codes = (0..<blob.count / 4).map { entry in
      blob[entry * 4..<entry * 4 + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    guard takesModifiers else { return withoutModifiers(codes) }
    return FormatTable(codes.map { FormatModifier(PixelFormat(rawValue: $0), .linear) })
  }
}

extension DRMNode {
  /// Becomes master, unless another program is.
  ///
  /// Connectors that nobody has probed since the boot are probed for a master only. Where another
  /// program is master, it has probed them.
  var becomesMasterToProbe: Bool { (try? becomeMaster()) != nil }

  /// The CRTCs that can feed a connector, as bits.
  func possibleCRTCs(of connector: ConnectorDescription) throws(SystemCallError) -> UInt32 {
    var possible: UInt32 = 0
    for encoder in connector.encoders { possible |= try possibleCRTCs(ofEncoder: encoder) }
    return possible
  }
}

extension ConnectorDescription {
  /// What people call it, such as `HDMI-A-1`.
  var name: String { "\(DisplayConnector.Kind(rawValue: type))-\(typeIndex)" }

  /// The modes, those that the screen prefers first.
  var modesByPreference: [DisplayMode] {
    modes.filter(\.isPreferred) + modes.filter { !$0.isPreferred }
  }
}

extension [DisplayMode] {
  /// Each size once, in the modes' order.
  var distinctSizes: [Extent] {
    var seen: Set<Extent> = []
    return map(\.extent).filter { seen.insert($0).inserted }
  }
}
