internal import TesseraKernel

/// The devices of this machine that take part in sharing images, and those that could not be opened.
public struct Inventory: Sendable {
  /// The DRM cards.
  public var cards: [DRMDevice] = []
  /// The capture nodes of V4L2.
  public var cameras: [Camera] = []
  /// The DMA heaps, each under its newest name.
  public var heaps: [HeapAllocator] = []
  /// The udmabuf device.
  public var udmabuf: UdmabufAllocator?
  /// Nodes that are there and could not be used, each with the reason.
  public var problems: [DeviceError] = []

  /// Looks for devices.
  ///
  /// Works for any user: what may not be opened is among the problems.
  public static func find() -> Inventory { find(kernel: LinuxKernel()) }

  package static func find(kernel: any Kernel) -> Inventory {
    var inventory = Inventory()
    let found = foundDevices(inSubsystems: ["drm", "video4linux", "dma_heap", "misc"])
    for device in found where device.subsystem == "drm" && device.path.contains("/card") {
      inventory.keep(\.cards) { () throws(DeviceError) in
        try DRMDevice(
          path: device.path, identity: device.bus.isEmpty ? nil : Device(device.bus),
          kernel: kernel)
      }
    }
    for device in found
    where device.subsystem == "video4linux" && device.path.contains("/video") {
      inventory.keep(\.cameras) { () throws(DeviceError) in
        try Camera(path: device.path, kernel: kernel)
      }
    }
    let heaps = found.filter { $0.subsystem == "dma_heap" }.map(\.path)
    for name in HeapName.withoutAliases(
      heaps.compactMap { $0.split(separator: "/").last.map { HeapName(String($0)) } })
    {
      inventory.keep(\.heaps) { () throws(DeviceError) in
        try HeapAllocator(path: "/dev/dma_heap/\(name.rawValue)", kernel: kernel)
      }
    }
    for device in found where device.path == "/dev/udmabuf" {
      do {
        inventory.udmabuf = try UdmabufAllocator(path: device.path, kernel: kernel)
      } catch {
        inventory.problems.append(error)
      }
    }
    return inventory
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
  public var allocators: [any Allocator] {
    var allocators: [any Allocator] = heaps
    if let udmabuf { allocators.append(udmabuf) }
    allocators += cards.compactMap(\.dumbAllocator)
    return allocators
  }
}
