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
  /// The sizes of the framebuffers that it takes.
  public let framebufferSizes: SizeDomain

  let node: DRMNode
  /// What is known of it beside what it says.
  let known: FoundDevice?

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
    known = kernel.devices.device(atNode: path)
    name = (known?.path ?? path).lastComponent
    identity = Device(behind: known, at: path)
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
      framebufferSizes = SizeDomain(framebuffersOf: try node.modeResources())
      hasModeSetting = true
    } catch let error where error.errno == .permissionDenied {
      // The kernel answers so on render nodes, whoever asks.
      throw DeviceError(
        path: path, problem: "it is a render node: it draws and does not show",
        advice: "Choose the card itself (/dev/dri/card*).", cause: error)
    } catch {
      hasModeSetting = false
      framebufferSizes = .any
    }
    _ = try? node.enable(.universalPlanes)
    isAtomic = (try? node.enable(.atomic)) != nil
    _ = try? node.enable(.writebackConnectors)
  }

  /// What makes linear buffers here; `nil` when the driver makes none.
  public var dumbAllocator: DumbAllocator? { dumbAllocator(quirks: .standard) }

  /// What makes linear buffers here, with what is known of the device beyond what it says; `nil` when
  /// the driver makes none.
  public func dumbAllocator(quirks: QuirkTable) -> DumbAllocator? {
    DumbAllocator(self, quirks: quirks)
  }
}
