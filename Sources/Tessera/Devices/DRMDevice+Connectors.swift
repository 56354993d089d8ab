internal import TesseraKernel

extension DRMDevice {
  /// The connectors, those that write pictures back to memory among them.
  public func connectors() throws(DeviceError) -> [DisplayConnector] {
    let isMaster = node.becomesMasterToProbe
    defer { if isMaster { node.resignMaster() } }
    do {
      var connectors: [DisplayConnector] = []
      for identifier in try node.modeResources().connectors {
        // One behind a hub may go while the others are looked at.
        guard let found = try node.unlessGone(try connector(identifier)) else { continue }
        connectors.append(found)
      }
      return connectors
    } catch {
      throw DeviceError(.card, error)
    }
  }

  private func connector(_ identifier: UInt32) throws(SystemCallError) -> DisplayConnector {
    let connector = try node.connector(identifier)
    let properties = try node.properties(of: identifier, .connector)
    return DisplayConnector(
      identifier: identifier, kind: .init(rawValue: connector.type), name: connector.name,
      status: .init(rawValue: connector.status),
      possibleCRTCs: try node.possibleCRTCs(of: connector),
      sizes: connector.modesByPreference.distinctSizes,
      writeback: try node.blob("WRITEBACK_PIXEL_FORMATS", of: properties).map(writebackFormats))
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

  /// What `look` finds; `nil` where what it looks at is gone.
  func unlessGone<Found>(
    _ look: @autoclosure () throws(SystemCallError) -> Found
  ) throws(SystemCallError) -> Found? {
    do {
      return try look()
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      return nil
    }
  }

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
