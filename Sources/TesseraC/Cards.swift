// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

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
    try required(card, CardHandle.self).participant(plane, name, scaling: [])
  }
}

extension CardHandle {
  /// A plane's side of a problem.
  func participant(
    _ plane: UInt32, _ name: UnsafePointer<CChar>?, scaling: [PlaneScaling]
  ) throws -> ParticipantHandle {
    let name = try TesseraC.name(name)
    return ParticipantHandle(
      card.participant(
        scanningOut: try card.plane(plane), named: Name(name), quirks: quirks.table,
        scaling: scaling))
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

  /// The connector of the kernel's number for it.
  func connector(_ number: UInt32) throws -> DisplayConnector {
    guard let connector = try connectors().first(where: { $0.identifier == number }) else {
      throw Failure(
        .noSuchFileOrDirectory, "no such connector", "\(path): there is no connector \(number)",
        path: path)
    }
    return connector
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
    let name = Name<Participant>(try TesseraC.name(name))
    return ParticipantHandle(
      handle.card.participant(
        writingBackTo: try handle.card.connector(connector), named: name,
        quirks: handle.quirks.table))
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
