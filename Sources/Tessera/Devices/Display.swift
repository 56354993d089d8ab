internal import SystemPackage
internal import TesseraKernel

/// One screen of a card: a connector, the CRTC that feeds it, and its primary plane.
public struct Display: Sendable {
  /// The card.
  public let device: DRMDevice
  /// The plane that scans out.
  public let plane: DisplayPlane
  /// The sizes that fill the screen, in pixels; the screen's preferred size first.
  public let sizes: [Extent]
  /// The connector, as people call it, such as `HDMI-A-1`.
  public let connectorName: String

  let connector: UInt32
  let crtc: UInt32
  let modes: [DisplayMode]

  /// Chooses the first connected connector of a card.
  public init(_ device: DRMDevice) throws(DeviceError) {
    try self.init(device, orElse: "no screen is connected to \(device.driver)") { _, _ in true }
  }

  /// Chooses the first connected connector where a plane can be shown.
  init(_ device: DRMDevice, under plane: DisplayPlane) throws(DeviceError) {
    try self.init(
      device, orElse: "no screen is connected where plane \(plane.identifier) can be shown"
    ) { primary, crtc in
      // A primary plane is a screen's own picture.
      plane.kind == .primary
        ? primary.identifier == plane.identifier : plane.possibleCRTCs & crtc != 0
    }
  }

  private init(
    _ device: DRMDevice, orElse problem: String,
    where isMeant: (_ primary: DisplayPlane, _ crtc: UInt32) -> Bool
  ) throws(DeviceError) {
    guard device.hasModeSetting else { throw Display.noScreen(device) }
    let isMaster = device.node.becomesMasterToProbe
    defer { if isMaster { device.node.resignMaster() } }
    do {
      let resources = try device.node.modeResources()
      for identifier in resources.connectors {
        // One behind a hub may go while the others are looked at.
        guard let connector = try device.node.unlessGone(try device.node.connector(identifier))
        else { continue }
        // What is written back to memory is no screen, connected as it may be.
        guard connector.isConnected, !connector.modes.isEmpty,
          DisplayConnector.Kind(rawValue: connector.type) != .writeback
        else { continue }
        let possible = try device.node.possibleCRTCs(of: connector)
        let planes = try device.planes()
        for (index, crtc) in resources.crtcs.enumerated() where index < 32 {
          let bit = UInt32(1) << UInt32(index)
          guard possible & bit != 0,
            let plane = planes.first(where: {
              $0.kind == .primary && $0.possibleCRTCs & bit != 0 && isMeant($0, bit)
            })
          else { continue }
          self.init(device, plane, connector, crtc)
          return
        }
      }
    } catch let error as SystemCallError {
      throw DeviceError(.card, error)
    } catch let error as DeviceError {
      throw error
    } catch {
      throw DeviceError(path: device.path, problem: "\(error)")
    }
    throw DeviceError(
      path: device.path, problem: problem,
      advice: "Connect a screen, or choose another card (tessera devices lists them).")
  }

  private init(
    _ device: DRMDevice, _ plane: DisplayPlane, _ connector: ConnectorDescription, _ crtc: UInt32
  ) {
    self.device = device
    self.plane = plane
    self.crtc = crtc
    self.connector = connector.identifier
    connectorName = connector.name
    modes = connector.modesByPreference
    sizes = modes.distinctSizes
  }

  static func noScreen(_ device: DRMDevice) -> DeviceError {
    DeviceError(
      path: device.path, problem: "\(device.driver) has no displays: it does no mode setting",
      advice: "Choose a card with a screen (tessera devices lists them).")
  }
}

extension DisplayMode {
  var extent: Extent { Extent(width: Pixels(UInt64(width)), height: Pixels(UInt64(height))) }
}

extension Display {
  /// The display's side of a negotiation.
  ///
  /// - Parameters:
  ///   - name: what it is called in answers.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    named name: Name<Participant>, quirks: QuirkTable = .standard
  ) -> Participant {
    let constraints =
      device.scanOutConstraints(of: plane) + [
        Constraint(
          .size(SizeDomain(discrete: Set(sizes))),
          Evidence(.driverQuery, "the modes of \(connectorName)"))
      ]
    let told = Participant(
      name, device: device.identity, offers: [Offer("full screen", constraints)])
    return quirks.applied(to: told, of: device.model, as: plane.role)
  }

  /// The side of a card that cannot show anything: it takes no buffer, and says why.
  public static func absentParticipant(
    named name: Name<Participant>, _ device: DRMDevice, because error: DeviceError
  ) -> Participant {
    let constraint = Constraint(
      .impossible("cannot show anything: \(error.problem)"),
      Evidence(.driverQuery, "DRM_IOCTL_MODE_GETRESOURCES of \(device.path)"))
    return Participant(name, device: device.identity, offers: [Offer("none", [constraint])])
  }
}
