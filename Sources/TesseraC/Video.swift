// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// A V4L2 node with its queues of images, which share an open file.
final class VideoHandle: Sendable {
  private let queues: [VideoQueue]
  let path: Text
  let quirks: QuirksInUse

  init(_ queues: [VideoQueue], quirks: QuirkTable = .standard) throws(Failure) {
    guard let first = queues.first else {
      throw Failure(.notSupported, "no images", "the node has no queue that images go through")
    }
    self.queues = queues
    self.quirks = QuirksInUse(quirks)
    path = Text(first.path)
  }

  /// The queue of a number of `enum tessera_side`.
  func queue(at number: UInt32) throws(Failure) -> VideoQueue {
    let side = try side(number)
    guard let queue = queues.first(where: { $0.side == side }) else {
      let path = queues[0].path
      throw Failure(
        .noSuchFileOrDirectory, "no such queue", "\(path): it has no \(side) queue", path: path)
    }
    return queue
  }

  /// The side that a number of `enum tessera_side` stands for.
  private func side(_ number: UInt32) throws(Failure) -> VideoAllocator.Side {
    switch number {
    case TESSERA_SIDE_CAPTURE.rawValue: .capture
    case TESSERA_SIDE_OUTPUT.rawValue: .output
    default: throw .invalid("\(number) is no side of a node")
    }
  }
}

@c @implementation
public func tessera_video_open(
  _ path: UnsafePointer<CChar>?, _ video: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: video, error) { try VideoHandle(try VideoQueue.all(of: try text(path, "the path"))) }
}

@c @implementation
public func tessera_video_reopen(
  _ descriptor: CInt, _ video: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: video, error) {
    try VideoHandle(try VideoQueue.all(reopening: FileDescriptor(rawValue: descriptor)))
  }
}

@c @implementation
public func tessera_video_destroy(_ video: OpaquePointer?) { end(video, VideoHandle.self) }

@c @implementation
public func tessera_video_path(_ video: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(video, VideoHandle.self)?.path.pointer
}

@c @implementation
public func tessera_video_participant(
  _ video: OpaquePointer?, _ side: UInt32, _ width: UInt32, _ height: UInt32,
  _ name: UnsafePointer<CChar>?, _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let handle = try required(video, VideoHandle.self)
    return ParticipantHandle(
      try handle.queue(at: side).participant(
        named: Name(try TesseraC.name(name)), extent: try Extent(pixels: width, height),
        quirks: handle.quirks.table))
  }
}

@c @implementation
public func tessera_video_allocator(
  _ video: OpaquePointer?, _ side: UInt32, _ width: UInt32, _ height: UInt32, _ flags: UInt32,
  _ allocator: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) {
    let queue = try required(video, VideoHandle.self).queue(at: side)
    let separate = TESSERA_VIDEO_SEPARATE_PLANES.rawValue
    let loose = TESSERA_VIDEO_NOT_COHERENT.rawValue
    let keeping = TESSERA_VIDEO_KEEPING_SLOTS.rawValue
    guard flags & ~(separate | loose | keeping) == 0 else {
      throw Failure.invalid("\(flags) has flags that are not known")
    }
    return AllocatorHandle(
      try VideoAllocator(
        path: queue.path, queue.side, extent: try Extent(pixels: width, height),
        topology: flags & separate != 0 ? .bufferPerPlane : .oneBuffer,
        keepingSlots: flags & keeping != 0, coherent: flags & loose == 0))
  }
}

@c @implementation
public func tessera_video_own_allocators(
  _ video: OpaquePointer?, _ side: UInt32, _ width: UInt32, _ height: UInt32,
  _ allocators: UnsafeMutablePointer<OpaquePointer?>?, _ room: Int,
  _ count: UnsafeMutablePointer<Int>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  giveAll(to: allocators, room: room, count: count, error) {
    let handle = try required(video, VideoHandle.self)
    return try handle.queue(at: side).ownAllocators(
      of: try Extent(pixels: width, height), quirks: handle.quirks.table
    ).map(AllocatorHandle.init)
  }
}
