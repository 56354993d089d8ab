// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// What was found on this machine, with its problems where C can read them.
final class InventoryHandle: Sendable {
  let inventory: Inventory
  let quirks: QuirkTable
  let allocators: [any Allocator]
  let problems: [Text]
  let hardware: [HardwareTexts]
  var cards: [DRMDevice] { inventory.cards }
  var cameras: [Camera] { inventory.cameras }
  var videoNodes: [VideoNodeSummary] {
    inventory.otherVideoNodes.filter { $0.roles != [.other] }
  }

  init(_ inventory: Inventory, quirks: QuirkTable = .standard) {
    self.inventory = inventory
    self.quirks = quirks
    allocators = inventory.allocators(quirks: quirks)
    problems = inventory.problems.map { Text($0.description) }
    hardware = inventory.hardware.map(HardwareTexts.init)
  }
}

@c @implementation
public func tessera_inventory_find(
  _ inventory: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: inventory, error) { InventoryHandle(.find()) }
}

@c @implementation
public func tessera_inventory_find_with(
  _ libraries: UInt32, _ quirks: OpaquePointer?,
  _ inventory: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: inventory, error) {
    let openGL = TESSERA_LIBRARY_OPENGL.rawValue
    let vulkan = TESSERA_LIBRARY_VULKAN.rawValue
    guard libraries & ~(openGL | vulkan) == 0 else {
      throw Failure.invalid("\(libraries) has libraries that are not known")
    }
    var found = Inventory.find()
    found.findRenderers(openGL: libraries & openGL != 0, vulkan: libraries & vulkan != 0)
    return InventoryHandle(found, quirks: table(quirks))
  }
}

@c @implementation
public func tessera_inventory_destroy(_ inventory: OpaquePointer?) {
  end(inventory, InventoryHandle.self)
}

@c @implementation
public func tessera_inventory_allocator_count(_ inventory: OpaquePointer?) -> Int {
  object(inventory, InventoryHandle.self)?.allocators.count ?? 0
}

@c @implementation
public func tessera_inventory_allocator(
  _ inventory: OpaquePointer?, _ index: Int, _ allocator: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, nil) {
    AllocatorHandle(try found(\.allocators, index, "allocators", inventory).0)
  }
}

@c @implementation
public func tessera_inventory_card_count(_ inventory: OpaquePointer?) -> Int {
  object(inventory, InventoryHandle.self)?.cards.count ?? 0
}

@c @implementation
public func tessera_inventory_card(
  _ inventory: OpaquePointer?, _ index: Int, _ card: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: card, nil) {
    let (card, quirks) = try found(\.cards, index, "cards", inventory)
    return CardHandle(card, quirks: quirks)
  }
}

@c @implementation
public func tessera_inventory_camera_count(_ inventory: OpaquePointer?) -> Int {
  object(inventory, InventoryHandle.self)?.cameras.count ?? 0
}

@c @implementation
public func tessera_inventory_camera(
  _ inventory: OpaquePointer?, _ index: Int, _ camera: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: camera, nil) {
    let (camera, quirks) = try found(\.cameras, index, "cameras", inventory)
    return CameraHandle(camera, quirks: quirks)
  }
}

@c @implementation
public func tessera_inventory_video_count(_ inventory: OpaquePointer?) -> Int {
  object(inventory, InventoryHandle.self)?.videoNodes.count ?? 0
}

@c @implementation
public func tessera_inventory_video(
  _ inventory: OpaquePointer?, _ index: Int, _ video: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: video, error) {
    let (node, quirks) = try found(\.videoNodes, index, "other V4L2 nodes", inventory)
    return try VideoHandle(try node.queues(), quirks: quirks)
  }
}

@c @implementation
public func tessera_inventory_renderer_count(_ inventory: OpaquePointer?) -> Int {
  #if GBM
  object(inventory, InventoryHandle.self)?.renderers.count ?? 0
  #else
  0
  #endif
}

@c @implementation
public func tessera_inventory_renderer(
  _ inventory: OpaquePointer?, _ index: Int, _ renderer: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: renderer, nil) { () throws -> RendererHandle in
    #if GBM
    return RendererHandle(try found(\.renderers, index, "renderers", inventory).0)
    #else
    throw Failure.invalid("there are 0 renderers")
    #endif
  }
}

#if GBM
extension InventoryHandle {
  fileprivate var renderers: [EGLRenderer] { inventory.renderers }
}
#endif

/// One of the things that were found, and the table that the inventory goes by.
private func found<Value>(
  _ list: KeyPath<InventoryHandle, [Value]>, _ index: Int, _ what: String,
  _ inventory: OpaquePointer?
) throws(Failure) -> (Value, quirks: QuirkTable) {
  let handle = try required(inventory, InventoryHandle.self)
  return (try element(index, of: handle[keyPath: list], what), handle.quirks)
}

@c @implementation
public func tessera_inventory_problem(
  _ inventory: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  element(index, of: object(inventory, InventoryHandle.self)?.problems)?.pointer
}

@c @implementation
public func tessera_inventory_record(
  _ inventory: OpaquePointer?, _ sizes: UnsafePointer<tessera_extent>?, _ count: Int,
  _ json: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let inventory = try required(inventory, InventoryHandle.self).inventory
    guard let json = json else { throw Failure.invalid("there is no place for the text") }
    var extents: [Extent] = []
    if count != 0 {
      guard let sizes = sizes else { throw Failure.invalid("\(count) sizes are told at NULL") }
      // Each is asked of every queue; so large a count is a number that was never set.
      guard (1...(1 << 16)).contains(count) else {
        throw Failure.invalid("\(count) sizes are not possible")
      }
      for size in UnsafeBufferPointer(start: sizes, count: count) {
        extents.append(try Extent(pixels: size.width, size.height))
      }
    }
    guard let text = handedOut(written(inventory.recording(sizes: extents).json(.compact))) else {
      throw Failure(.noMemory, "out of memory", "there is no memory for the recording")
    }
    json.pointee = text
  }
}
