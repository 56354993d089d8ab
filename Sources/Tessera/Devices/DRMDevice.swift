internal import SystemPackage
internal import TesseraKernel

/// A DRM card (`/dev/dri/card*`): a display controller, a GPU, or both.
public final class DRMDevice: Sendable {
  /// The node it was opened by.
  public let path: String
  /// The name of its driver, such as `vkms`.
  public let driver: String
  /// The card's own name, such as `card0`, by whatever path it was opened.
  public let name: String
  /// What tells it from other devices: its place on the bus where udev knows it, else its node.
  public let identity: Device
  /// Whether framebuffers say their modifier (`DRM_CAP_ADDFB2_MODIFIERS`).
  public let takesModifiers: Bool
  /// Whether it imports dma-bufs, as it claims (`DRM_CAP_PRIME`); only a trial tells.
  public let claimsImport: Bool
  /// Whether a picture is changed in one step that can be tested first (atomic mode setting).
  public let isAtomic: Bool
  /// Whether it has displays at all.
  public let hasModeSetting: Bool

  let node: DRMNode

  /// Opens a card by its path.
  public convenience init(path: String) throws(DeviceError) {
    try self.init(path: path, kernel: LinuxKernel())
  }

  package convenience init(path: String, kernel: any Kernel) throws(DeviceError) {
    try self.init(path, kernel: kernel) { () throws(SystemCallError) in
      try DRMNode(opening: path, kernel: kernel)
    }
  }

  init(
    _ path: String, kernel: any Kernel, _ open: () throws(SystemCallError) -> DRMNode
  ) throws(DeviceError) {
    self.path = path
    // What stands in for the kernel has no devices that udev knows.
    let known = kernel is LinuxKernel ? foundDevice(atNode: path) : nil
    let ownPath = known?.path ?? path
    name = ownPath.split(separator: "/").last.map(String.init) ?? ownPath
    let hardware = known?.hardware ?? ""
    identity = Device(hardware.isEmpty ? ownPath : hardware)
    do {
      node = try open()
      driver = try node.driverName()
    } catch {
      throw DeviceError(.card, error)
    }
    node.resignMaster()
    takesModifiers = (try? node.capability(.framebufferModifiers)) == 1
    claimsImport = ((try? node.capability(.prime)) ?? 0) & 1 != 0
    do {
      _ = try node.modeResources()
      hasModeSetting = true
    } catch let error where error.errno == .permissionDenied {
      // The kernel answers so on render nodes, whoever asks.
      throw DeviceError(
        path: path, problem: "it is a render node: it draws and does not show",
        advice: "Choose the card itself (/dev/dri/card*).", cause: error)
    } catch {
      hasModeSetting = false
    }
    _ = try? node.enable(.universalPlanes)
    isAtomic = (try? node.enable(.atomic)) != nil
  }

  /// What makes linear buffers here; `nil` when the driver makes none.
  public var dumbAllocator: DumbAllocator? { DumbAllocator(self) }
}

/// A KMS plane: one layer of a picture.
public struct DisplayPlane: Hashable, Sendable {
  /// What a plane is for.
  ///
  /// The corresponding C constants are `DRM_PLANE_TYPE_*`.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt64
    /// Takes the kernel's number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Lies over others.
    ///
    /// The corresponding C constant is `DRM_PLANE_TYPE_OVERLAY`.
    public static let overlay = Self(rawValue: 0)
    /// The picture itself.
    ///
    /// The corresponding C constant is `DRM_PLANE_TYPE_PRIMARY`.
    public static let primary = Self(rawValue: 1)
    /// The pointer.
    ///
    /// The corresponding C constant is `DRM_PLANE_TYPE_CURSOR`.
    public static let cursor = Self(rawValue: 2)
  }

  /// The kernel's number for it.
  public var identifier: UInt32
  /// What it is for.
  public var kind: Kind
  /// Bit `n` set: works on the card's CRTC number `n`.
  public var possibleCRTCs: UInt32
  /// The formats and layouts it scans out.
  public var formats: FormatTable
  /// How that is known.
  public var evidence: Evidence
}

extension DisplayPlane.Kind: CustomStringConvertible {
  /// The word for it.
  public var description: String {
    switch self {
    case .overlay: "overlay"
    case .primary: "primary"
    case .cursor: "cursor"
    default: "kind \(rawValue)"
    }
  }
}

extension DRMDevice {
  /// The planes with what they scan out: from `IN_FORMATS` where there is one, else from the list
  /// of formats.
  public func planes() throws(DeviceError) -> [DisplayPlane] {
    do {
      var planes: [DisplayPlane] = []
      for identifier in try node.planes() {
        let plane = try node.plane(identifier)
        let properties = try node.properties(of: identifier, .plane)
        let kind = properties.first { $0.name == "type" }?.value ?? 0
        let blob = properties.first { $0.name == "IN_FORMATS" }?.value ?? 0
        let (formats, evidence) = try formats(
          of: plane, blob: blob == 0 ? nil : try node.blob(UInt32(truncatingIfNeeded: blob)))
        planes.append(
          DisplayPlane(
            identifier: identifier, kind: .init(rawValue: kind),
            possibleCRTCs: plane.possibleCRTCs, formats: formats, evidence: evidence))
      }
      return planes
    } catch {
      throw DeviceError(.card, error)
    }
  }

  private func formats(
    of plane: PlaneDescription, blob: [UInt8]?
  ) throws(SystemCallError) -> (FormatTable, Evidence) {
    if takesModifiers, let blob, let known = try? FormatModifierBlob(bytes: blob) {
      let pairs = known.entries.map { FormatModifier($0.format, .explicit($0.modifier)) }
      return (FormatTable(pairs), Evidence(.driverQuery, "IN_FORMATS"))
    }
    // A framebuffer without a modifier has the layout that the driver knows of the buffer: for a
    // dumb buffer, which is linear by its contract, LINEAR; for one of its GPU's, its own secret.
    let pairs = plane.formats.flatMap { code in
      [LayoutModifier.linear, .implicit(on: identity)].map {
        FormatModifier(PixelFormat(rawValue: code), $0)
      }
    }
    return (
      FormatTable(pairs), Evidence(.driverQuery, "DRM_IOCTL_MODE_GETPLANE, no modifiers taken")
    )
  }
}
