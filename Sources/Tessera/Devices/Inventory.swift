internal import TesseraKernel

/// The devices of this machine that take part in sharing images, and those that could not be used.
public struct Inventory: Sendable {
  /// The DRM cards.
  public var cards: [DRMDevice] = []
  /// The V4L2 nodes that capture images.
  public var cameras: [Camera] = []
  /// The V4L2 nodes that do something else, such as converting, coding or showing images.
  public var otherVideoNodes: [VideoNodeSummary] = []
  /// The media devices, which tell what V4L2 nodes belong together.
  public var graphs: [MediaGraph] = []
  /// The DMA heaps, each under its newest name.
  public var heaps: [HeapAllocator] = []
  /// The udmabuf device.
  public var udmabuf: UdmabufAllocator?
  #if GBM
  /// The GPUs that make buffers.
  public var gpus: [GBMAllocator] = []
  /// What OpenGL takes of them, where `findOpenGL()` looked.
  public var renderers: [EGLRenderer] = []
  #endif
  #if Vulkan
  /// The GPUs of Vulkan, where `findVulkan()` looked.
  public var vulkanDevices: [VulkanAllocator] = []
  #endif
  /// The physical devices behind all DRM, V4L2 and media nodes, also behind those that may not be
  /// opened, in the order of their places.
  public var hardware: [Hardware] = []
  /// Nodes that are there and could not be used, each with the reason.
  public var problems: [DeviceError] = []

  /// Looks for devices.
  ///
  /// Works for any user: what may not be opened is among the problems.
  public static func find() -> Inventory { find(kernel: LinuxKernel()) }

  package static func find(kernel: any Kernel) -> Inventory {
    let found = kernel.devices.devices(inSubsystems: Self.subsystems)
    var inventory = Inventory()
    inventory.findCards(among: found, kernel: kernel)
    #if GBM
    inventory.findGPUs(among: found, kernel: kernel)
    #endif
    inventory.findOthers(among: found, kernel: kernel)
    return inventory
  }

  mutating func findCards(among found: [FoundDevice], kernel: any Kernel) {
    for device in found
    where device.subsystem == "drm" && device.path.hasPrefix("/dev/dri/card") {
      keep(\.cards) { () throws(DeviceError) in
        try DRMDevice(path: device.path, kernel: kernel)
      }
    }
  }

  #if GBM
  /// Asks GPUs, which may have been opened before, about what displays show too: cards come first.
  mutating func findGPUs(
    among found: [FoundDevice], _ opened: OpenedGPUs = OpenedGPUs(), kernel: any Kernel
  ) {
    var opened = opened
    var scannedOut: Set<Modifier>?
    for device in found
    where device.subsystem == "drm" && device.path.hasPrefix("/dev/dri/renderD") {
      let modifiers = scannedOut ?? scannedOutModifiers
      scannedOut = modifiers
      keep(\.gpus) { () throws(DeviceError) in
        try GBMAllocator(on: try opened.open(device.path, kernel: kernel), modifiers: modifiers)
      }
    }
  }
  #endif

  mutating func findOthers(among found: [FoundDevice], kernel: any Kernel) {
    for device in found {
      let path = device.path
      switch device.subsystem {
      case "video4linux" where path.hasPrefix("/dev/video"):
        addVideoNode(path, kernel: kernel)
      case "media":
        keep(\.graphs) { () throws(DeviceError) in
          try MediaGraph(path: path, kernel: kernel)
        }
      case "misc" where path == "/dev/udmabuf":
        do {
          udmabuf = try UdmabufAllocator(path: path, kernel: kernel)
        } catch {
          problems.append(error)
        }
      default: break
      }
    }
    let heaps = found.filter { $0.subsystem == "dma_heap" }.map(\.path)
    let names = heaps.map { HeapName($0.lastComponent) }
    for name in HeapName.withoutAliases(names) {
      keep(\.heaps) { () throws(DeviceError) in
        try HeapAllocator(path: "/dev/dma_heap/\(name.rawValue)", kernel: kernel)
      }
    }
    findHardware(among: found, kernel: kernel)
  }

  private mutating func addVideoNode(_ path: String, kernel: any Kernel) {
    do {
      let summary = try VideoNodeSummary(path: path, kernel: kernel)
      guard summary.roles == [.capture] else {
        otherVideoNodes.append(summary)
        return
      }
      cameras.append(try Camera(path: path, kernel: kernel))
    } catch {
      problems.append(error)
    }
  }

  private mutating func keep<Value>(
    _ list: WritableKeyPath<Inventory, [Value]>, _ open: () throws(DeviceError) -> Value
  ) {
    do {
      self[keyPath: list].append(try open())
    } catch {
      problems.append(error)
    }
  }

  /// Everybody here who makes buffers, in the order in which they are preferred at equal cost.
  public var allocators: [any Allocator] { allocators(quirks: .standard) }

  /// The same, with what is known of the devices beyond what they say.
  public func allocators(quirks: QuirkTable) -> [any Allocator] {
    var allocators: [any Allocator] = heaps
    if let udmabuf { allocators.append(udmabuf) }
    allocators += cards.compactMap { $0.dumbAllocator(quirks: quirks) }
    #if GBM
    allocators += gpus.flatMap { gpu -> [GBMAllocator] in
      guard let model = model(ofNode: gpu.device.path) else { return [gpu] + gpu.others }
      return gpu.all(knownTo: quirks, of: model)
    }
    #endif
    #if Vulkan
    allocators += vulkanDevices.map { $0 as any Allocator }
    #endif
    return allocators
  }

  #if GBM
  /// The layouts that the cards' displays take.
  var scannedOutModifiers: Set<Modifier> {
    let planes = cards.flatMap { (try? $0.planes()) ?? [] }
    return Set(planes.flatMap(\.formats.pairs).compactMap(\.modifier.explicitModifier))
  }
  #endif
}

/// What a V4L2 node is, without its formats.
public struct VideoNodeSummary: Hashable, Sendable {
  /// What a node does with images.
  public enum Role: String, Hashable, Sendable {
    /// Delivers them.
    case capture
    /// Takes them.
    case output
    /// Takes some and delivers others: a converter or a codec.
    case memoryToMemory = "memory to memory"
    /// Something without images, such as metadata.
    case other
  }

  /// The node.
  public var path: String
  /// The name of its driver.
  public var driver: String
  /// The product, as the driver tells it.
  public var card: String
  /// What it does; a node may do several things.
  public var roles: Set<Role>

  package init(path: String, kernel: any Kernel) throws(DeviceError) {
    let identity: VideoIdentity
    do {
      identity = try VideoNode(opening: path, kernel: kernel).identity()
    } catch {
      throw DeviceError(.camera, error)
    }
    self.path = path
    driver = identity.driver
    card = identity.card
    let can = identity.capabilities
    roles = []
    if !can.isDisjoint(with: [.memoryToMemory, .memoryToMemoryMultiplanar]) {
      roles.insert(.memoryToMemory)
    }
    if !can.isDisjoint(with: [.capture, .captureMultiplanar]) { roles.insert(.capture) }
    if !can.isDisjoint(with: [.output, .outputMultiplanar]) { roles.insert(.output) }
    if roles.isEmpty { roles = [.other] }
  }
}
