// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

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
    let handle = try required(camera, CameraHandle.self)
    return handle.camera.ownAllocators(
      of: try Extent(pixels: width, height), quirks: handle.quirks.table
    ).map(AllocatorHandle.init)
  }
}
