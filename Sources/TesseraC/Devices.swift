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
    found.ask(openGL: libraries & openGL != 0, vulkan: libraries & vulkan != 0)
    return InventoryHandle(found, quirks: table(quirks))
  }
}

extension Inventory {
  /// Asks those of the libraries that this one was built with.
  fileprivate mutating func ask(openGL: Bool, vulkan: Bool) {
    #if GBM
    if openGL { findOpenGL() }
    #endif
    #if Vulkan
    if vulkan { findVulkan() }
    #endif
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

/// A card, with its identity where C can read it.
final class CardHandle: Sendable {
  let card: DRMDevice
  let device: Text
  let path: Text
  let quirks: QuirksInUse

  init(_ card: DRMDevice, quirks: QuirkTable = .standard) {
    self.card = card
    self.quirks = QuirksInUse(quirks)
    device = Text(card.identity.identity)
    path = Text(card.path)
  }
}

@c @implementation
public func tessera_card_path(_ card: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(card, CardHandle.self)?.path.pointer
}

@c @implementation
public func tessera_card_device(_ card: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(card, CardHandle.self)?.device.pointer
}

@c @implementation
public func tessera_card_open(
  _ path: UnsafePointer<CChar>?, _ card: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: card, error) { CardHandle(try DRMDevice(path: try text(path, "the path"))) }
}

@c @implementation
public func tessera_card_reopen(
  _ descriptor: CInt, _ card: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: card, error) {
    CardHandle(try DRMDevice(reopening: FileDescriptor(rawValue: descriptor)))
  }
}

@c @implementation
public func tessera_card_destroy(_ card: OpaquePointer?) { end(card, CardHandle.self) }

@c @implementation
public func tessera_card_allocator(
  _ card: OpaquePointer?, _ allocator: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) {
    let handle = try required(card, CardHandle.self)
    let card = handle.card
    guard let allocator = card.dumbAllocator(quirks: handle.quirks.table) else {
      throw Failure(
        .notSupported, "no dumb buffers", "\(card.path): \(card.driver) makes no linear buffers",
        path: card.path)
    }
    return AllocatorHandle(allocator)
  }
}

@c @implementation
public func tessera_card_plane_participant(
  _ card: OpaquePointer?, _ plane: UInt32, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let handle = try required(card, CardHandle.self)
    let name = try TesseraC.name(name)
    return ParticipantHandle(
      handle.card.participant(
        scanningOut: try handle.card.plane(plane), named: Name(name), quirks: handle.quirks.table))
  }
}

extension DRMDevice {
  /// The plane of the kernel's number for it.
  func plane(_ number: UInt32) throws -> DisplayPlane {
    guard let plane = try planes().first(where: { $0.identifier == number }) else {
      throw Failure(
        .noSuchFileOrDirectory, "no such plane", "\(path): there is no plane \(number)",
        path: path)
    }
    return plane
  }
}

@c @implementation
public func tessera_card_writeback_participant(
  _ card: OpaquePointer?, _ connector: UInt32, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let handle = try required(card, CardHandle.self)
    let card = handle.card
    let name = Name<Participant>(try TesseraC.name(name))
    guard let found = try card.connectors().first(where: { $0.identifier == connector }) else {
      throw Failure(
        .noSuchFileOrDirectory, "no such connector",
        "\(card.path): there is no connector \(connector)", path: card.path)
    }
    return ParticipantHandle(
      card.participant(writingBackTo: found, named: name, quirks: handle.quirks.table))
  }
}

@c @implementation
public func tessera_card_try(
  _ card: OpaquePointer?, _ buffer: OpaquePointer?, _ lesson: UnsafeMutablePointer<UInt32>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let importer = FramebufferImporter(try required(card, CardHandle.self).card, named: "the card")
    let buffer = try required(buffer, Buffer.self)
    do throws(Refusal) {
      try importer.take([buffer], under: buffer.agreement)
    } catch {
      if let lesson { lesson.pointee = number(of: error.lesson) }
      throw Failure(.invalidArgument, "refused", error.description, path: importer.device.path)
    }
  }
}

/// A camera, with its node where C can read it.
final class CameraHandle: Sendable {
  let camera: Camera
  let path: Text
  let quirks: QuirksInUse

  init(_ camera: Camera, quirks: QuirkTable = .standard) {
    self.camera = camera
    self.quirks = QuirksInUse(quirks)
    path = Text(camera.path)
  }
}

@c @implementation
public func tessera_camera_path(_ camera: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(camera, CameraHandle.self)?.path.pointer
}

@c @implementation
public func tessera_camera_open(
  _ path: UnsafePointer<CChar>?, _ camera: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: camera, error) { CameraHandle(try Camera(path: try text(path, "the path"))) }
}

@c @implementation
public func tessera_camera_reopen(
  _ descriptor: CInt, _ camera: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: camera, error) {
    CameraHandle(try Camera(reopening: FileDescriptor(rawValue: descriptor)))
  }
}

@c @implementation
public func tessera_camera_destroy(_ camera: OpaquePointer?) {
  end(camera, CameraHandle.self)
}

@c @implementation
public func tessera_camera_participant(
  _ camera: OpaquePointer?, _ width: UInt32, _ height: UInt32, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let handle = try required(camera, CameraHandle.self)
    return ParticipantHandle(
      try handle.camera.participant(
        named: Name(try TesseraC.name(name)), extent: try Extent(pixels: width, height),
        quirks: handle.quirks.table))
  }
}

@c @implementation
public func tessera_camera_takes_dma_buffers(_ camera: OpaquePointer?) -> CInt {
  guard let camera = object(camera, CameraHandle.self)?.camera else {
    return -Errno.invalidArgument.rawValue
  }
  return camera.takesDMABuffers ? 1 : 0
}

@c @implementation
public func tessera_camera_own_allocators(
  _ camera: OpaquePointer?, _ width: UInt32, _ height: UInt32,
  _ allocators: UnsafeMutablePointer<OpaquePointer?>?, _ room: Int,
  _ count: UnsafeMutablePointer<Int>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  giveAll(to: allocators, room: room, count: count, error) {
    let camera = try required(camera, CameraHandle.self).camera
    return camera.ownAllocators(of: try Extent(pixels: width, height)).map(AllocatorHandle.init)
  }
}
