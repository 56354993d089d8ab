public import TesseraKernel

/// A device node that has come, gone or changed.
public struct DeviceChange: Hashable, Sendable {
  /// What can happen to a node.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It is there.
    case added
    /// It is gone; what was opened through it works no more.
    case removed
    /// What it answers may be different: a screen was connected or taken away, the node's
    /// permissions are others, a device was reset.
    case changed
  }

  /// What has happened.
  public var kind: Kind
  /// The node, such as `/dev/dri/card0`.
  public var path: String
  /// The node's numbers.
  public var number: DeviceNumber
  /// What the node is a part of: `drm`, `video4linux`, `media`, `dma_heap` or `misc`.
  public var subsystem: String

  /// Tells of a node.
  public init(_ kind: Kind, path: String, number: DeviceNumber, subsystem: String) {
    self.kind = kind
    self.path = path
    self.number = number
    self.subsystem = subsystem
  }

  init(_ kind: Kind, _ device: FoundDevice) {
    self.init(kind, path: device.path, number: device.number, subsystem: device.subsystem)
  }
}

extension DeviceChange: CustomStringConvertible {
  /// What has happened and to which node, such as `added /dev/dri/card0`.
  public var description: String { "\(kind) \(path)" }
}
