// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_buffer_import(
  _ image: UnsafePointer<tessera_image>?, _ planes: UnsafePointer<tessera_plane>?,
  _ descriptors: UnsafePointer<CInt>?, _ buffer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: buffer, error) {
    guard let descriptors = descriptors else {
      throw Failure.invalid("the descriptors are told at NULL")
    }
    let agreement = try Agreement(read(image, tessera_image()), planes, from: "elsewhere")
    let count = agreement.layout.sizes?.count ?? 0
    return try Buffer(
      importing: agreement,
      descriptors: UnsafeBufferPointer(start: descriptors, count: count).map {
        FileDescriptor(rawValue: $0)
      })
  }
}

extension Agreement {
  /// Describes memory as a caller does; each dma-buf is as large as its planes need.
  init(
    _ image: tessera_image, _ planes: UnsafePointer<tessera_plane>?,
    from allocator: Name<Production>
  ) throws(Failure) {
    guard let planes = planes, (1...4).contains(image.plane_count),
      (1...4).contains(image.dma_buffer_count)
    else { throw .invalid("a buffer has one to four planes in one to four dma-bufs") }
    var described: [AgreedPlane] = []
    var sizes = [Bytes](repeating: .zero, count: Int(image.dma_buffer_count))
    for index in 0..<Int(image.plane_count) {
      let plane = try read(planes + index, tessera_plane())
      let told = AgreedPlane(
        buffer: Int(plane.dma_buffer), offset: Bytes(plane.offset), stride: Bytes(plane.stride),
        rows: Rows(UInt64(plane.rows)), size: Bytes(plane.bytes))
      guard sizes.indices.contains(told.buffer), let end = told.offset.adding(told.size) else {
        throw .invalid("plane \(index) lies in no dma-buf that is told")
      }
      sizes[told.buffer] = max(sizes[told.buffer], end)
      described.append(told)
    }
    self.init(
      describing: FormatModifier(
        PixelFormat(rawValue: image.fourcc),
        try TesseraC.layout(image.modifier, on: Device("elsewhere"))),
      extent: try Extent(pixels: image.width, image.height), planes: described, sizes: sizes,
      from: allocator)
  }
}

@c @implementation
public func tessera_buffer_ref(_ buffer: OpaquePointer?) -> OpaquePointer? {
  object(buffer, Buffer.self).map(handedOut)
}

@c @implementation
public func tessera_buffer_destroy(_ buffer: OpaquePointer?) { end(buffer, Buffer.self) }

@c @implementation
public func tessera_buffer_image(
  _ buffer: OpaquePointer?, _ image: UnsafeMutablePointer<tessera_image>?
) -> CInt {
  report {
    let buffer = try required(buffer, Buffer.self)
    try write(
      tessera_image(
        buffer.agreement, planes: buffer.planes.count, dmaBuffers: buffer.dmaBufferCount),
      to: image)
  }
}

@c @implementation
public func tessera_buffer_plane(
  _ buffer: OpaquePointer?, _ index: UInt32, _ plane: UnsafeMutablePointer<tessera_plane>?
) -> CInt {
  report {
    let planes = try required(buffer, Buffer.self).planes
    try write(tessera_plane(try planes.at(index)), to: plane)
  }
}

/// A buffer that has a dma-buf of this index.
func holder(
  of index: UInt32, _ buffer: OpaquePointer?
) throws(Failure) -> (buffer: Buffer, index: Int) {
  let buffer = try required(buffer, Buffer.self)
  guard Int(index) < buffer.dmaBufferCount else {
    throw .invalid("there are \(buffer.dmaBufferCount) dma-bufs")
  }
  return (buffer, Int(index))
}

@c @implementation
public func tessera_buffer_descriptor(_ buffer: OpaquePointer?, _ index: UInt32) -> CInt {
  var number: CInt = -1
  let answer = report {
    let place = try holder(of: index, buffer)
    number = place.buffer.withDescriptor(ofDMABuffer: place.index, \.self)
  }
  return answer == 0 ? number : answer
}

@c @implementation
public func tessera_buffer_export(
  _ buffer: OpaquePointer?, _ index: UInt32, _ descriptor: UnsafeMutablePointer<CInt>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  giveDescriptor(to: descriptor, error) {
    let place = try holder(of: index, buffer)
    return try place.buffer.duplicatedDescriptor(ofDMABuffer: place.index)
  }
}

@c @implementation
public func tessera_buffer_export_memory_file(
  _ buffer: OpaquePointer?, _ index: UInt32, _ descriptor: UnsafeMutablePointer<CInt>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  giveDescriptor(to: descriptor, error) {
    let place = try holder(of: index, buffer)
    guard let file = try place.buffer.duplicatedMemoryFile(ofDMABuffer: place.index) else {
      throw Failure(
        .notSupported, "no memory file",
        "the buffer, made by \(place.buffer.allocator), keeps no memory file beside its dma-buf",
        hint: "open udmabuf with TESSERA_UDMABUF_KEEPING_MEMORY_FILES")
    }
    return file
  }
}

@c @implementation
public func tessera_buffer_bytes(_ buffer: OpaquePointer?, _ index: UInt32) -> UInt64 {
  guard let place = try? holder(of: index, buffer) else { return 0 }
  return place.buffer.size(ofDMABuffer: place.index).value
}

/// The direction that a number stands for.
func direction(_ number: UInt32) throws(Failure) -> AccessDirection {
  guard (1...3).contains(number) else { throw .invalid("\(number) is no direction") }
  return AccessDirection(rawValue: UInt64(number))
}

/// A time limit; `nil` for none.
func limit(_ nanoseconds: Int64) throws(Failure) -> Duration? {
  guard nanoseconds >= TESSERA_FOREVER else { throw .invalid("\(nanoseconds) ns is no time limit") }
  return nanoseconds == TESSERA_FOREVER ? nil : .nanoseconds(nanoseconds)
}

@c @implementation
public func tessera_buffer_begin_access(
  _ buffer: OpaquePointer?, _ plane: UInt32, _ direction: UInt32, _ timeout: Int64,
  _ access: UnsafeMutablePointer<tessera_access>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let buffer = try required(buffer, Buffer.self)
    let direction = try TesseraC.direction(direction)
    let place = try buffer.planes.at(plane)
    // Before anything is begun: whoever gets no address could not know what to end.
    try write(tessera_access(), to: access)
    let memory = try buffer.openAccess(
      direction, ofPlane: Int(plane), within: try limit(timeout))
    var answer = tessera_access()
    answer.data = memory.baseAddress
    answer.bytes = UInt64(memory.count)
    answer.stride = place.stride.value
    try write(answer, to: access)
  }
}

@c @implementation
public func tessera_buffer_end_access(
  _ buffer: OpaquePointer?, _ plane: UInt32, _ direction: UInt32,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let buffer = try required(buffer, Buffer.self)
    _ = try buffer.planes.at(plane)
    try buffer.closeAccess(try TesseraC.direction(direction), ofPlane: Int(plane))
  }
}

@c @implementation
public func tessera_buffer_begin_access_all(
  _ buffer: OpaquePointer?, _ direction: UInt32, _ timeout: Int64,
  _ accesses: UnsafeMutablePointer<tessera_access>?, _ count: UInt32,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let buffer = try required(buffer, Buffer.self)
    let direction = try TesseraC.direction(direction)
    let planes = buffer.planes
    guard Int(count) == planes.count, let accesses = accesses else {
      throw Failure.invalid("there is room for \(count) planes, and there are \(planes.count)")
    }
    for index in planes.indices { try write(tessera_access(), to: accesses + index) }
    let memory = try buffer.openAccess(direction, within: try limit(timeout))
    for (index, bytes) in memory.enumerated() {
      var answer = tessera_access()
      answer.data = bytes.baseAddress
      answer.bytes = UInt64(bytes.count)
      answer.stride = planes[index].stride.value
      try write(answer, to: accesses + index)
    }
  }
}

@c @implementation
public func tessera_buffer_end_access_all(
  _ buffer: OpaquePointer?, _ direction: UInt32, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let buffer = try required(buffer, Buffer.self)
    try buffer.closeAccess(try TesseraC.direction(direction))
  }
}

@c @implementation
public func tessera_buffer_send(
  _ buffer: OpaquePointer?, _ socket: CInt, _ timeout: Int64,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    try required(buffer, Buffer.self).send(
      over: FileDescriptor(rawValue: socket), timeout: try limit(timeout))
  }
}

@c @implementation
public func tessera_buffer_receive(
  _ socket: CInt, _ timeout: Int64, _ buffer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: buffer, error) {
    let received = try Buffer.receive(
      from: FileDescriptor(rawValue: socket), timeout: try limit(timeout))
    guard let received else {
      throw Failure(.brokenPipe, "closed", "the other side has closed the connection")
    }
    return received
  }
}
