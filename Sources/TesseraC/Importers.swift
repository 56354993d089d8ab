// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// An importer that was handed out.
final class ImporterHandle: Sendable {
  let importer: any Importer
  init(_ importer: any Importer) { self.importer = importer }
}

@c @implementation
public func tessera_card_importer(
  _ card: OpaquePointer?, _ plane: UInt32, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let card = try required(card, CardHandle.self).card
    let name = Name<Participant>(try TesseraC.name(name))
    guard plane != 0 else { return ImporterHandle(FramebufferImporter(card, named: name)) }
    return ImporterHandle(PlaneImporter(card, try card.plane(plane), named: name))
  }
}

@c @implementation
public func tessera_card_writeback_importer(
  _ card: OpaquePointer?, _ connector: UInt32, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let card = try required(card, CardHandle.self).card
    let name = Name<Participant>(try TesseraC.name(name))
    return ImporterHandle(WritebackImporter(card, try card.connector(connector), named: name))
  }
}

@c @implementation
public func tessera_camera_importer(
  _ camera: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let camera = try required(camera, CameraHandle.self).camera
    return ImporterHandle(CameraImporter(camera, named: Name(try TesseraC.name(name))))
  }
}

@c @implementation
public func tessera_camera_importer_in_memory_of(
  _ camera: OpaquePointer?, _ allocator: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let camera = try required(camera, CameraHandle.self).camera
    let allocator = try required(allocator, AllocatorHandle.self).allocator
    let name = Name<Participant>(try TesseraC.name(name))
    guard let queue = allocator as? VideoAllocator else {
      throw Failure(
        .notSupported, "no queue", "\(allocator.production.name) is no V4L2 queue's memory")
    }
    return ImporterHandle(CameraImporter(camera, named: name, inMemoryOf: queue))
  }
}

@c @implementation
public func tessera_video_importer(
  _ video: OpaquePointer?, _ side: UInt32, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let queue = try required(video, VideoHandle.self).queue(at: side)
    return ImporterHandle(VideoQueueImporter(queue, named: Name(try TesseraC.name(name))))
  }
}

@c @implementation
public func tessera_allocator_importer(
  _ allocator: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) { () throws -> ImporterHandle in
    let allocator = try required(allocator, AllocatorHandle.self).allocator
    let name = Name<Participant>(try TesseraC.name(name))
    #if GBM
    if let gpu = allocator as? GBMAllocator { return ImporterHandle(GBMImporter(gpu, named: name)) }
    #endif
    #if Vulkan
    if let gpu = allocator as? VulkanAllocator {
      return ImporterHandle(VulkanImporter(gpu, named: name))
    }
    #endif
    _ = name
    throw Failure.noGPU(behind: allocator)
  }
}

@c @implementation
public func tessera_renderer_importer(
  _ renderer: OpaquePointer?, _ use: UInt32, _ name: UnsafePointer<CChar>?,
  _ importer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) { () throws -> ImporterHandle in
    let renderer = try required(renderer, RendererHandle.self)
    let name = Name<Participant>(try TesseraC.name(name))
    let role = try rendererRole(use)
    #if GBM
    return ImporterHandle(EGLImporter(renderer.renderer, named: name, as: role))
    #else
    _ = (renderer, name, role)
    throw Failure.withoutGBM()
    #endif
  }
}

@c @implementation
public func tessera_cpu_importer(
  _ name: UnsafePointer<CChar>?, _ importer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    ImporterHandle(MappingImporter(named: Name(try TesseraC.name(name))))
  }
}

@c @implementation
public func tessera_importer_create(
  _ name: UnsafePointer<CChar>?, _ functions: UnsafePointer<tessera_importer_functions>?,
  _ data: UnsafeMutableRawPointer?, _ importer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let name = Name<Participant>(try TesseraC.name(name))
    return ImporterHandle(
      try ForeignImporter(name, try read(functions, tessera_importer_functions()), data))
  }
}

@c @implementation
public func tessera_importer_destroy(_ importer: OpaquePointer?) {
  end(importer, ImporterHandle.self)
}

@c @implementation
public func tessera_importer_take(
  _ importer: OpaquePointer?, _ buffers: UnsafePointer<OpaquePointer?>?, _ count: Int,
  _ agreement: OpaquePointer?, _ lesson: UnsafeMutablePointer<UInt32>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let importer = try required(importer, ImporterHandle.self).importer
    let buffers = try objects(buffers, count, Buffer.self, "buffers")
    guard let first = buffers.first else { throw Failure.invalid("there are no buffers to take") }
    let agreement = object(agreement, AgreementHandle.self)?.agreement ?? first.agreement
    for buffer in buffers where !buffer.isDescribed(by: agreement) {
      throw Failure.invalid("the buffers are not what the agreement says")
    }
    do throws(Refusal) {
      try importer.take(buffers, under: agreement)
    } catch {
      if let lesson { lesson.pointee = number(of: error.lesson) }
      throw Failure(refused: error)
    }
  }
}

@c @implementation
public func tessera_importer_release(_ importer: OpaquePointer?) -> CInt {
  report { try required(importer, ImporterHandle.self).importer.release() }
}

extension Buffer {
  /// Whether an agreement is about such buffers, whoever made them.
  fileprivate func isDescribed(by told: Agreement) -> Bool {
    told.extent == agreement.extent && told.format == agreement.format
      && told.pair.modifier.number == agreement.pair.modifier.number
      && (told.layout.planes.map { $0.count == planes.count } ?? true)
      && (told.layout.sizes.map { $0.count == dmaBufferCount } ?? true)
  }
}

extension Failure {
  init(refused refusal: Refusal) {
    self.init(.notSupported, "refused", refusal.description)
  }
}
