// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// What was found on this machine, with its problems where C can read them.
final class InventoryHandle: Sendable {
  let allocators: [any Allocator]
  let cards: [DRMDevice]
  let cameras: [Camera]
  let problems: [Text]

  init(_ inventory: Inventory) {
    allocators = inventory.allocators
    cards = inventory.cards
    cameras = inventory.cameras
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
    AllocatorHandle(try found(\.allocators, index, "allocators", inventory))
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
  give(to: card, nil) { CardHandle(try found(\.cards, index, "cards", inventory)) }
}

@c @implementation
public func tessera_inventory_camera_count(_ inventory: OpaquePointer?) -> Int {
  object(inventory, InventoryHandle.self)?.cameras.count ?? 0
}

@c @implementation
public func tessera_inventory_camera(
  _ inventory: OpaquePointer?, _ index: Int, _ camera: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: camera, nil) { CameraHandle(try found(\.cameras, index, "cameras", inventory)) }
}

/// One of the things that were found.
private func found<Value>(
  _ list: KeyPath<InventoryHandle, [Value]>, _ index: Int, _ what: String,
  _ inventory: OpaquePointer?
) throws(Failure) -> Value {
  try element(index, of: required(inventory, InventoryHandle.self)[keyPath: list], what)
}

@c @implementation
public func tessera_inventory_problem(
  _ inventory: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  element(index, of: object(inventory, InventoryHandle.self)?.problems)?.pointer
}

/// A card, with its identity where C can read it.
final class CardHandle: Sendable {
  let card: DRMDevice
  let device: Text
  let path: Text

  init(_ card: DRMDevice) {
    self.card = card
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
    let card = try required(card, CardHandle.self).card
    guard let allocator = card.dumbAllocator else {
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
    let card = try required(card, CardHandle.self).card
    let name = try TesseraC.name(name)
    return ParticipantHandle(
      card.participant(scanningOut: try card.plane(plane), named: Name(name)))
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
    let card = try required(card, CardHandle.self).card
    let name = Name<Participant>(try TesseraC.name(name))
    guard let found = try card.connectors().first(where: { $0.identifier == connector }) else {
      throw Failure(
        .noSuchFileOrDirectory, "no such connector",
        "\(card.path): there is no connector \(connector)", path: card.path)
    }
    return ParticipantHandle(card.participant(writingBackTo: found, named: name))
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

  init(_ camera: Camera) {
    self.camera = camera
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
    let camera = try required(camera, CameraHandle.self).camera
    return ParticipantHandle(
      try camera.participant(
        named: Name(try TesseraC.name(name)), extent: try Extent(pixels: width, height)))
  }
}
