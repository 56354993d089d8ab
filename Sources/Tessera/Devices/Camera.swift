internal import TesseraKernel

/// A V4L2 node that captures images (`/dev/video*`).
public final class Camera: Sendable {
  /// The node it was opened by.
  public let path: String
  /// The name of its driver, such as `uvcvideo`.
  public let driver: String
  /// The product, as the driver tells it.
  public let card: String
  /// What tells it from other devices: its place on the bus.
  public let identity: Device
  /// Whether its queue takes dma-bufs, as it claims; only a trial tells.
  public let takesDMABuffers: Bool

  /// Whether somebody must set up the pipeline behind it before it delivers anything (media-ctl).
  public let isMediaControlled: Bool

  /// The memory of its queue, for one that works in no other.
  let onlyMemory: Set<Name<Production>>?
  let node: VideoNode
  let queue: QueueType
  /// What is known of it beside what it says.
  let known: FoundDevice?

  /// Opens a camera by its path.
  public convenience init(path: String) throws(DeviceError) {
    try self.init(path: path, kernel: LinuxKernel())
  }

  package convenience init(path: String, kernel: any Kernel) throws(DeviceError) {
    try self.init(kernel: kernel) { () throws(SystemCallError) in
      try VideoNode(opening: path, kernel: kernel)
    }
  }

  init(
    kernel: any Kernel, _ open: () throws(SystemCallError) -> VideoNode
  ) throws(DeviceError) {
    let identity: VideoIdentity
    do {
      node = try open()
      path = node.file.path
      known = kernel.devices.device(atNode: path)
      identity = try node.identity()
    } catch {
      throw DeviceError(.camera, error)
    }
    driver = identity.driver
    card = identity.card
    isMediaControlled = identity.capabilities.contains(.mediaControlled)
    self.identity = Device(identity.bus.isEmpty ? path : identity.bus)
    if identity.capabilities.contains(.captureMultiplanar) {
      queue = .captureMultiplanar
    } else if identity.capabilities.contains(.capture) {
      queue = .capture
    } else {
      throw DeviceError(
        path: path, problem: "\(identity.card) does not capture images",
        advice: "Choose the capture node (tessera devices lists them).")
    }
    guard identity.capabilities.contains(.streaming) else {
      throw DeviceError(
        path: path, problem: "\(identity.card) can only be read, not streamed",
        advice: "Its images cannot be shared without a copy.")
    }
    do {
      let memory = try ImageQueue(node: node, type: queue).memory()
      takesDMABuffers = memory.contains(.dmaBuffer)
      onlyMemory = VideoSource.onlyMemory(of: known?.path ?? path, .capture, among: memory)
    } catch {
      throw DeviceError(.camera, error)
    }
  }

  /// The last part of the path, such as `video0`.
  public var name: String { path.lastComponent }
}

/// One image format of a camera, or of another V4L2 queue.
public struct CameraFormat: Hashable, Sendable {
  /// The V4L2 code.
  public var code: VideoPixelFormat
  /// The DRM format and layout of the same bytes; `nil` for formats only V4L2 knows.
  public var mapping: VideoFormatMapping?
  /// The image sizes it comes in.
  public var sizes: SizeDomain
}

extension Camera {
  /// The formats that the driver lists, with their sizes.
  public func formats() throws(DeviceError) -> [CameraFormat] {
    do {
      return try images.formats()
    } catch {
      throw DeviceError(.camera, error)
    }
  }

  /// The queue that it captures with.
  var images: ImageQueue { ImageQueue(node: node, type: queue) }
}
