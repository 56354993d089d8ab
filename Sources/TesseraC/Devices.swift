// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// What was found on this machine, with its problems where C can read them.
final class InventoryHandle: Sendable {
  let allocators: [any Allocator]
  let problems: [Text]

  init(_ inventory: Inventory) {
    allocators = inventory.allocators
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
    let allocators = try required(inventory, InventoryHandle.self).allocators
    guard allocators.indices.contains(index) else {
      throw Failure.invalid("there are \(allocators.count) allocators")
    }
    return AllocatorHandle(allocators[index])
  }
}

@c @implementation
public func tessera_inventory_problem(
  _ inventory: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  guard let problems = object(inventory, InventoryHandle.self)?.problems,
    problems.indices.contains(index)
  else { return nil }
  return problems[index].pointer
}

/// A card, with its identity where C can read it.
final class CardHandle: Sendable {
  let card: DRMDevice
  let device: Text

  init(_ card: DRMDevice) {
    self.card = card
    device = Text(card.identity.identity)
  }
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
    guard let plane = try card.planes().first(where: { $0.identifier == plane }) else {
      throw Failure(
        .noSuchFileOrDirectory, "no such plane", "\(card.path): there is no plane \(plane)",
        path: card.path)
    }
    return ParticipantHandle(card.participant(scanningOut: plane, named: Name(name)))
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

@c @implementation
public func tessera_camera_open(
  _ path: UnsafePointer<CChar>?, _ camera: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: camera, error) { try Camera(path: try text(path, "the path")) }
}

@c @implementation
public func tessera_camera_destroy(_ camera: OpaquePointer?) { end(camera, Camera.self) }

@c @implementation
public func tessera_camera_participant(
  _ camera: OpaquePointer?, _ width: UInt32, _ height: UInt32, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let camera = try required(camera, Camera.self)
    return ParticipantHandle(
      try camera.participant(
        named: Name(try TesseraC.name(name)), extent: try Extent(pixels: width, height)))
  }
}
