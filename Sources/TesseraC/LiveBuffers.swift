// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// The dma-bufs that were seen.
private final class LiveBuffersHandle: Sendable {
  let buffers: [SeenBuffer]
  let problems: [Text]

  init(_ found: LiveBuffers) {
    buffers = found.buffers.map(SeenBuffer.init)
    problems = found.unread.map { Text("\($0.path) may not be read (\($0.errno)).") }
  }
}

/// A buffer, with what C reads of it.
private final class SeenBuffer: Sendable {
  let buffer: LiveBuffer
  let name: Text?
  let exporter: Text
  let devices: [Text]
  let holders: [SeenHolder]

  init(_ buffer: LiveBuffer) {
    self.buffer = buffer
    name = Text(buffer.name)
    exporter = Text(buffer.exporter)
    devices = buffer.devices.map { Text($0) }
    holders = buffer.holders.map(SeenHolder.init)
  }
}

/// A process, with what C reads of it.
private final class SeenHolder: Sendable {
  let holder: LiveBuffer.Holder
  let command: Text
  let descriptors: CArray<Int32>

  init(_ holder: LiveBuffer.Holder) {
    self.holder = holder
    command = Text(holder.command)
    descriptors = CArray(holder.descriptors.map { Int32(clamping: $0) })
  }
}

@c @implementation
public func tessera_live_buffers_find(
  _ process: Int32, _ buffers: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: buffers, error) {
    guard process >= 0 else { throw Failure.invalid("\(process) is no process") }
    return LiveBuffersHandle(try LiveBuffers.find(process: process == 0 ? nil : Int(process)))
  }
}

@c @implementation
public func tessera_live_buffers_destroy(_ buffers: OpaquePointer?) {
  end(buffers, LiveBuffersHandle.self)
}

@c @implementation
public func tessera_live_buffers_count(_ buffers: OpaquePointer?) -> Int {
  object(buffers, LiveBuffersHandle.self)?.buffers.count ?? 0
}

@c @implementation
public func tessera_live_buffers_buffer(
  _ buffers: OpaquePointer?, _ index: Int, _ buffer: UnsafeMutablePointer<tessera_live_buffer>?
) -> CInt {
  report {
    let seen = try element(
      index, of: required(buffers, LiveBuffersHandle.self).buffers, "dma-bufs")
    var told = tessera_live_buffer()
    told.inode = seen.buffer.inode
    told.bytes = seen.buffer.size.value
    told.age = seen.buffer.age.map(nanoseconds) ?? -1
    told.references = seen.buffer.references.map { Int64($0) } ?? -1
    told.name = seen.name?.pointer
    told.exporter = seen.exporter.pointer
    told.holder_count = UInt32(clamping: seen.holders.count)
    told.device_count = UInt32(clamping: seen.devices.count)
    try write(told, to: buffer)
  }
}

@c @implementation
public func tessera_live_buffers_holder(
  _ buffers: OpaquePointer?, _ buffer: Int, _ index: Int,
  _ holder: UnsafeMutablePointer<tessera_holder>?
) -> CInt {
  report {
    let seen = try element(
      buffer, of: required(buffers, LiveBuffersHandle.self).buffers, "dma-bufs")
    let one = try element(index, of: seen.holders, "holders")
    var told = tessera_holder()
    told.command = one.command.pointer
    told.descriptors = one.descriptors.pointer
    told.descriptor_count = UInt32(clamping: one.descriptors.count)
    told.mapping_count = UInt32(clamping: one.holder.mappings)
    told.process = Int32(clamping: one.holder.process)
    try write(told, to: holder)
  }
}

@c @implementation
public func tessera_live_buffers_device(
  _ buffers: OpaquePointer?, _ buffer: Int, _ index: Int
) -> UnsafePointer<CChar>? {
  let seen = element(buffer, of: object(buffers, LiveBuffersHandle.self)?.buffers)
  return element(index, of: seen?.devices)?.pointer
}

@c @implementation
public func tessera_live_buffers_problem(
  _ buffers: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  element(index, of: object(buffers, LiveBuffersHandle.self)?.problems)?.pointer
}
