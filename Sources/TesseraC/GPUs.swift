// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera
internal import TesseraKernel

/// What OpenGL takes of a GPU.
final class RendererHandle: Sendable {
  #if GBM
  let renderer: EGLRenderer
  let path: Text?
  let device: Text
  init(_ renderer: EGLRenderer) {
    self.renderer = renderer
    path = Text(renderer.path)
    device = Text(renderer.device.identity)
  }
  #endif
}

@c @implementation
public func tessera_gbm_open(
  _ path: UnsafePointer<CChar>?, _ allocator: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) { () throws -> AllocatorHandle in
    let path = try text(path, "the path")
    #if GBM
    return AllocatorHandle(try GBMAllocator(path: path))
    #else
    throw Failure.withoutGBM(path)
    #endif
  }
}

@c @implementation
public func tessera_gbm_open_for(
  _ path: UnsafePointer<CChar>?, _ use: UInt32, _ formats: UnsafePointer<tessera_format>?,
  _ formatCount: Int, _ allocator: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) { () throws -> AllocatorHandle in
    let path = try text(path, "the path")
    // What a driver chooses by itself is tried anyway.
    let modifiers = Set(
      try TesseraC.pairs(formats, formatCount, on: Device(path))
        .compactMap(\.modifier.explicitModifier))
    let known = [
      TESSERA_USE_SCANOUT, TESSERA_USE_CURSOR, TESSERA_USE_RENDERING, TESSERA_USE_LINEAR,
      TESSERA_USE_PROTECTED, TESSERA_USE_FRONT_RENDERING,
    ].reduce(0) { $0 | $1.rawValue }
    guard use & ~known == 0 else { throw Failure.invalid("\(use) has uses that are not known") }
    #if GBM
    return AllocatorHandle(
      try GBMAllocator(path: path, usage: GBMUsage(rawValue: use), modifiers: modifiers))
    #else
    _ = modifiers
    throw Failure.withoutGBM(path)
    #endif
  }
}

@c @implementation
public func tessera_vulkan_open(
  _ device: UnsafePointer<CChar>?, _ allocator: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  tessera_vulkan_open_for(device, vulkanUses, allocator, error)
}

@c @implementation
public func tessera_vulkan_open_for(
  _ device: UnsafePointer<CChar>?, _ use: UInt32,
  _ allocator: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) { () throws -> AllocatorHandle in
    let device = try text(device, "the device")
    guard use != 0 else { throw Failure.invalid("an image of Vulkan's is for something") }
    guard use & ~vulkanUses == 0 else {
      throw Failure.invalid("\(use) has uses that are not known")
    }
    #if Vulkan
    var others: [String] = []
    let found = try VulkanAllocator.find(usage: VulkanUsage(rawValue: use)) {
      others.append($0.description)
    }
    guard
      let gpu = found.first(where: { $0.path == device || $0.production.name.rawValue == device })
    else {
      others += found.map { "there is \($0.production.name) (\($0.deviceName))" }
      throw Failure(
        .operationNotSupportedByDevice, "no such device",
        (["Vulkan shares no images of \(device)"] + others).joined(separator: "; "), path: device)
    }
    return AllocatorHandle(gpu)
    #else
    throw Failure(
      .notSupported, "not built in", "this library was built without Vulkan", path: device)
    #endif
  }
}

/// All uses of the header; they are Vulkan's bits.
private let vulkanUses = [
  TESSERA_VULKAN_USE_COPY_SOURCE, TESSERA_VULKAN_USE_COPY_DESTINATION, TESSERA_VULKAN_USE_SAMPLED,
  TESSERA_VULKAN_USE_COLOUR_ATTACHMENT,
].reduce(0) { $0 | $1.rawValue }

@c @implementation
public func tessera_allocator_participant(
  _ allocator: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) { () throws -> ParticipantHandle in
    let allocator = try required(allocator, AllocatorHandle.self).allocator
    let name = Name<Participant>(try TesseraC.name(name))
    #if GBM
    if let gpu = allocator as? GBMAllocator {
      return ParticipantHandle(gpu.participant(named: name))
    }
    #endif
    #if Vulkan
    if let gpu = allocator as? VulkanAllocator {
      return ParticipantHandle(gpu.participant(named: name))
    }
    #endif
    _ = name
    throw Failure.noGPU(behind: allocator)
  }
}

@c @implementation
public func tessera_allocator_other_count(_ allocator: OpaquePointer?) -> Int {
  object(allocator, AllocatorHandle.self)?.others.count ?? 0
}

@c @implementation
public func tessera_allocator_other(
  _ allocator: OpaquePointer?, _ index: Int, _ other: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: other, nil) {
    let others = try required(allocator, AllocatorHandle.self).others
    return AllocatorHandle(try element(index, of: others, "other allocators"))
  }
}

extension AllocatorHandle {
  /// The same device's formats with rows of another rule.
  fileprivate var others: [any Allocator] {
    #if GBM
    (allocator as? GBMAllocator)?.others ?? []
    #else
    []
    #endif
  }
}

@c @implementation
public func tessera_renderer_open(
  _ path: UnsafePointer<CChar>?, _ renderer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: renderer, error) { () throws -> RendererHandle in
    let path = try text(path, "the path")
    #if GBM
    return RendererHandle(try EGLRenderer(path: path))
    #else
    throw Failure.withoutGBM(path)
    #endif
  }
}

@c @implementation
public func tessera_renderer_open_software(
  _ renderer: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: renderer, error) { () throws -> RendererHandle in
    #if GBM
    return RendererHandle(try EGLRenderer.software())
    #else
    throw Failure.withoutGBM()
    #endif
  }
}

@c @implementation
public func tessera_renderer_device(_ renderer: OpaquePointer?) -> UnsafePointer<CChar>? {
  #if GBM
  object(renderer, RendererHandle.self)?.device.pointer
  #else
  nil
  #endif
}

@c @implementation
public func tessera_renderer_destroy(_ renderer: OpaquePointer?) {
  end(renderer, RendererHandle.self)
}

@c @implementation
public func tessera_renderer_path(_ renderer: OpaquePointer?) -> UnsafePointer<CChar>? {
  #if GBM
  object(renderer, RendererHandle.self)?.path?.pointer
  #else
  nil
  #endif
}

@c @implementation
public func tessera_renderer_participant(
  _ renderer: OpaquePointer?, _ use: UInt32, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) { () throws -> ParticipantHandle in
    let renderer = try required(renderer, RendererHandle.self)
    let name = Name<Participant>(try TesseraC.name(name))
    let role = try rendererRole(use)
    #if GBM
    return ParticipantHandle(renderer.renderer.participant(named: name, as: role))
    #else
    _ = (renderer, name, role)
    throw Failure.withoutGBM()
    #endif
  }
}

/// What a renderer does, as the header's number for it.
func rendererRole(_ use: UInt32) throws -> BufferRole {
  switch use {
  case TESSERA_RENDERER_SAMPLES.rawValue: .sample
  case TESSERA_RENDERER_DRAWS.rawValue: .render
  default: throw Failure.invalid("\(use) is nothing that a renderer does")
  }
}

extension Failure {
  static func withoutGBM(_ path: String? = nil) -> Self {
    Self(.notSupported, "not built in", "this library was built without GBM", path: path)
  }

  static func noGPU(behind allocator: any Allocator) -> Self {
    Self(
      .notSupported, "no GPU", "\(allocator.production.name) is no GPU's, which could take buffers")
  }
}
