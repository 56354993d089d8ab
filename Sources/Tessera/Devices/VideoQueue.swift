internal import TesseraKernel

/// One queue of a V4L2 node: where a camera's images come out, a screen's go in, or one of the two
/// sides of a converter or codec.
public struct VideoQueue: Sendable {
  /// Whose memory a queue works in, as it claims; only a trial tells.
  ///
  /// The corresponding C constants are `V4L2_BUF_CAP_SUPPORTS_*`.
  public struct Memory: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt32
    /// Takes the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The driver's own.
    ///
    /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_MMAP`.
    public static let own = Self(rawValue: 1)
    /// The program's.
    ///
    /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_USERPTR`.
    public static let program = Self(rawValue: 2)
    /// Imported dma-bufs.
    ///
    /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_DMABUF`.
    public static let dmaBuffers = Self(rawValue: 4)
  }

  /// The node it was opened by.
  public let path: String
  /// The name of its driver, such as `vicodec`.
  public let driver: String
  /// The product, as the driver tells it.
  public let card: String
  /// What tells it from other devices: its place on the bus.
  public let identity: Device
  /// Which of the node's queues.
  public let side: VideoAllocator.Side
  /// Whether each plane of an image may have a dma-buf of its own.
  public let isMultiplanar: Bool
  /// Whose memory it works in.
  public let memory: Memory
  /// The buffers that it cannot work without; `nil` where the driver does not tell.
  public let leastBuffers: Int?

  let images: ImageQueue
  /// The other side of a converter or codec.
  let opposite: ImageQueue?
  /// What is known of its node beside what it says.
  private let known: FoundDevice?

  /// Opens a node and answers its queues of images, none for a node of something else.
  ///
  /// The queues of one call share an open file, as the two sides of a converter must.
  public static func all(of path: String) throws(DeviceError) -> [VideoQueue] {
    try all(of: path, kernel: LinuxKernel())
  }

  package static func all(
    of path: String, kernel: any Kernel
  ) throws(DeviceError) -> [VideoQueue] {
    try all(kernel: kernel) { () throws(SystemCallError) in
      try VideoNode(opening: path, kernel: kernel)
    }
  }

  static func all(
    kernel: any Kernel, _ open: () throws(SystemCallError) -> VideoNode
  ) throws(DeviceError) -> [VideoQueue] {
    do {
      let node = try open()
      let path = node.file.path
      let identity = try node.identity()
      guard identity.capabilities.contains(.streaming) else { return [] }
      let known = kernel.devices.device(atNode: path)
      let sides = [VideoAllocator.Side.capture, .output].compactMap { side in
        QueueType(side, of: identity.capabilities).map { type in
          (side: side, images: ImageQueue(node: node, type: type))
        }
      }
      var queues: [VideoQueue] = []
      for (side, images) in sides {
        let opposite = sides.first { $0.side != side }?.images
        queues.append(try VideoQueue(side, images, opposite, identity, known, path: path))
      }
      return queues
    } catch {
      throw DeviceError(.video, error)
    }
  }

  private init(
    _ side: VideoAllocator.Side, _ images: ImageQueue, _ opposite: ImageQueue?,
    _ identity: VideoIdentity, _ known: FoundDevice?, path: String
  ) throws(SystemCallError) {
    self.path = path
    self.side = side
    self.images = images
    self.opposite = opposite
    self.known = known
    driver = identity.driver
    card = identity.card
    self.identity = Device(identity.bus.isEmpty ? path : identity.bus)
    isMultiplanar = images.type.isMultiplanar
    memory = Memory(rawValue: try images.memory().rawValue & 7)
    leastBuffers = (try? images.node.control(images.leastBuffers)).map(Int.init)
  }

  /// The formats that the driver lists, with their sizes; those of a codec's side follow from what
  /// its other side is set to.
  public func formats() throws(DeviceError) -> [CameraFormat] {
    do {
      return try images.formats()
    } catch {
      throw DeviceError(.video, error)
    }
  }

  /// What make it is.
  public var model: DeviceModel {
    DeviceModel(driver: driver, known?.parent, kernel: images.node.file.kernel)
  }

  /// The queue's side of a negotiation for images of one size.
  ///
  /// - Parameters:
  ///   - name: what it is called in answers.
  ///   - extent: the size that the images will have.
  ///   - formats: the only formats to offer, when the user asked for some.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    named name: Name<Participant>, extent: Extent, only formats: Set<PixelFormat>? = nil,
    quirks: QuirkTable = .standard
  ) throws(DeviceError) -> Participant {
    try participant(named: name, extent: extent, only: formats, among: nil, quirks: quirks)
  }

  /// The same, with the formats that the driver lists, and what it answered, where it has been asked
  /// before.
  func participant(
    named name: Name<Participant>, extent: Extent, only formats: Set<PixelFormat>? = nil,
    among listed: [CameraFormat]?, asked answers: ProbeAnswers? = nil, quirks: QuirkTable
  ) throws(DeviceError) -> Participant {
    do {
      let told = Participant(
        name, device: identity,
        offers: try images.remembering(answers).offers(
          of: extent, only: formats,
          inMemoryOf: VideoSource.onlyMemory(
            of: known?.path ?? path, side, among: QueueCapabilities(rawValue: memory.rawValue)),
          among: listed))
      return quirks.applied(to: told, of: model, as: images.role)
    } catch {
      throw DeviceError(.video, error)
    }
  }
}

extension VideoNodeSummary {
  /// Opens the node and answers its queues of images.
  public func queues() throws(DeviceError) -> [VideoQueue] { try VideoQueue.all(of: path) }
}
