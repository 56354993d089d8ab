internal import TesseraKernel

/// Why a connector can write nothing, in words.
struct WritebackAbsence: Error {
  let reason: String
}

extension DRMDevice {
  /// The CRTC and its primary plane that can feed a connector: one that is off, where there is one.
  func source(
    of connector: DisplayConnector
  ) throws(WritebackAbsence) -> (crtc: UInt32, plane: DisplayPlane) {
    guard isAtomic else {
      throw WritebackAbsence(reason: "\(driver) writes nothing back: it has no atomic mode setting")
    }
    var active: (crtc: UInt32, plane: DisplayPlane)?
    do {
      let planes = try planes()
      for (index, crtc) in try node.modeResources().crtcs.enumerated() where index < 32 {
        let bit = UInt32(1) << UInt32(index)
        guard connector.possibleCRTCs & bit != 0,
          let plane = planes.first(where: { $0.kind == .primary && $0.possibleCRTCs & bit != 0 })
        else { continue }
        let isActive = try node.properties(of: crtc, .crtc)
          .contains { $0.name == "ACTIVE" && $0.value != 0 }
        guard isActive else { return (crtc, plane) }
        active = active ?? (crtc, plane)
      }
    } catch {
      throw WritebackAbsence(reason: "\(error)")
    }
    guard let active else {
      throw WritebackAbsence(reason: "\(connector.name) has no CRTC with a primary plane")
    }
    return active
  }
}

extension DRMNode {
  /// The numbers of the properties that say what is written, and what signals it.
  func writebackProperties(
    of connector: DisplayConnector
  ) throws(WritebackAbsence) -> (framebuffer: UInt32, fence: UInt32) {
    let known: [ModeProperty]
    do {
      known = try properties(of: connector.identifier, .connector)
    } catch {
      throw WritebackAbsence(reason: "\(error)")
    }
    func number(_ name: String) throws(WritebackAbsence) -> UInt32 {
      guard let property = known.first(where: { $0.name == name }) else {
        throw WritebackAbsence(reason: "\(connector.name) has no \(name)")
      }
      return property.identifier
    }
    return (try number("WRITEBACK_FB_ID"), try number("WRITEBACK_OUT_FENCE_PTR"))
  }

  /// The mode in which a connector writes images of a size.
  func mode(
    of connector: DisplayConnector, _ extent: Extent
  ) throws(WritebackAbsence) -> DisplayMode {
    let modes: [DisplayMode]
    do {
      modes = try self.connector(connector.identifier).modes
    } catch {
      throw WritebackAbsence(reason: "\(error)")
    }
    guard let mode = modes.first(where: { $0.extent == extent }) else {
      throw WritebackAbsence(reason: "\(connector.name) has no mode of \(extent)")
    }
    return mode
  }
}

extension AtomicRequest {
  /// Parts a CRTC from the other connectors that it feeds: their screens could not show the mode.
  mutating func takeOver(
    _ crtc: UInt32, from connector: DisplayConnector, _ node: DRMNode
  ) throws(SystemCallError) {
    for other in try node.modeResources().connectors where other != connector.identifier {
      for property in try node.properties(of: other, .connector)
      where property.name == "CRTC_ID" && property.value == UInt64(crtc) {
        set(property.identifier, of: other, to: 0)
      }
    }
  }
}
