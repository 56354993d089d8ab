// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_udmabuf_open(
  _ path: UnsafePointer<CChar>?, _ allocator: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  tessera_udmabuf_open_with(path, 0, allocator, error)
}

@c @implementation
public func tessera_udmabuf_open_with(
  _ path: UnsafePointer<CChar>?, _ flags: UInt32,
  _ allocator: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, error) {
    let path = try text(path, "the path")
    return AllocatorHandle(try UdmabufAllocator(path: path, options: try options(flags)))
  }
}

private func options(_ flags: UInt32) throws(Failure) -> UdmabufAllocator.Options {
  let known: [(UInt32, UdmabufAllocator.Options)] = [
    (TESSERA_UDMABUF_KEEPING_MEMORY_FILES.rawValue, .keepsMemoryFiles),
    (TESSERA_UDMABUF_HUGE_PAGES.rawValue, .hugePages),
  ]
  guard flags & ~known.reduce(0, { $0 | $1.0 }) == 0 else {
    throw .invalid("\(flags) has flags that are not known")
  }
  return known.reduce(into: []) { if flags & $1.0 != 0 { $0.formUnion($1.1) } }
}

@c @implementation
public func tessera_udmabuf_share(
  _ allocator: OpaquePointer?, _ ranges: UnsafePointer<tessera_memory_range>?, _ count: Int,
  _ image: UnsafePointer<tessera_image>?, _ planes: UnsafePointer<tessera_plane>?,
  _ name: UnsafePointer<CChar>?, _ buffer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: buffer, error) {
    let allocator = try required(allocator, AllocatorHandle.self).allocator
    let agreement = try Agreement(
      read(image, tessera_image()), planes, from: allocator.production.name)
    let told = try memoryRanges(ranges, count)
    var plan = BufferPlan(agreement)
    if name != nil { plan.name = try text(name, "the name") }
    guard let udmabuf = allocator as? UdmabufAllocator else {
      throw Failure(
        .notSupported, "no ranges",
        "\(allocator.production.name) makes no buffers of memory files; open udmabuf for that")
    }
    return try udmabuf.share(told, as: plan)
  }
}

private func memoryRanges(
  _ ranges: UnsafePointer<tessera_memory_range>?, _ count: Int
) throws(Failure) -> [MemoryFileRange] {
  // More than the driver joins; so large a count is a number that was never set.
  guard (1...(1 << 16)).contains(count), let ranges = ranges else {
    throw .invalid("\(count) ranges are told at \(ranges == nil ? "NULL" : "an address")")
  }
  var told: [MemoryFileRange] = []
  for range in UnsafeBufferPointer(start: ranges, count: count) {
    guard range.reserved == 0 else { throw .invalid("a range's reserved bytes are not zero") }
    told.append(
      MemoryFileRange(
        FileDescriptor(rawValue: range.memory_file), offset: Bytes(range.offset),
        size: Bytes(range.bytes)))
  }
  return told
}
