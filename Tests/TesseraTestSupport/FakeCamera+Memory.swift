internal import CLinux
internal import TesseraKernel

/// The driver's own memory: `V4L2_MEMORY_MMAP`.
extension FakeCamera {
  /// The flags that are not taken back: of a queue with cache hints only.
  var keptFlags: UInt32 { traits.queue & 0x40 != 0 ? 1 : 0 }

  /// Makes memory for so many buffers more, in the first slots that are free.
  func make(_ count: UInt32, _ sizes: [UInt32], _ state: inout State, _ tag: String) -> Int {
    var free = (0..<traits.mostBuffers).filter { state.slots[$0] == nil }
    guard free.count >= Int(count) else { return -Int(ENOBUFS) }
    for _ in 0..<count {
      let planes = sizes.compactMap { size in
        FakeMemory(tag + "vb2", atLeast: UInt64(size - min(size, traits.shortage)))
      }
      guard planes.count == sizes.count else { return -Int(ENOMEM) }
      state.slots[free.removeFirst()] = planes
      state.made.formUnion(planes.map(\.identity))
    }
    return 0
  }

  func createBuffers(_ argument: IoctlArgument, _ state: inout State, _ tag: String) -> Int {
    guard traits.growsSingly else { return -Int(ENOTTY) }
    return unsafe argument.change(clinux_create_buffers.self) { create in
      guard unsafe create.format.type == traits.queueType, unsafe create.memory == 1,
        traits.queue & 1 != 0
      else { return -Int(EINVAL) }
      unsafe create.capabilities = traits.queue
      unsafe create.max_num_buffers = traits.queue & 0x80 != 0 ? traits.mostBuffers : 0
      unsafe create.flags &= keptFlags
      unsafe create.index = UInt32((0..<traits.mostBuffers).first { state.slots[$0] == nil } ?? 0)
      guard unsafe create.count > 0 else { return 0 }
      guard state.granted == 0 else { return -Int(EINVAL) }
      let sizes = unsafe sizes(create.format)
      let needed = state.needed.isEmpty ? sizes : state.needed
      guard sizes.count == needed.count, zip(sizes, needed).allSatisfy(>=) else {
        return -Int(EINVAL)
      }
      return unsafe make(create.count, sizes, &state, tag)
    }
  }

  func removeBuffers(_ argument: IoctlArgument, _ state: inout State) -> Int {
    guard traits.queue & 0x100 != 0 else { return -Int(ENOTTY) }
    let remove = argument.read(clinux_remove_buffers.self)
    guard remove.type == traits.queueType else { return -Int(EINVAL) }
    let slots = remove.index..<remove.index + remove.count
    guard slots.allSatisfy({ state.slots[$0] != nil }) else { return -Int(EINVAL) }
    guard !slots.contains(where: state.queued.contains) else { return -Int(EBUSY) }
    for slot in slots { state.slots[slot] = nil }
    state.removed += slots
    return 0
  }

  func queryBuffer(_ argument: IoctlArgument, _ state: State) -> Int {
    unsafe argument.change(v4l2_buffer.self) { buffer in
      guard unsafe buffer.type == traits.queueType, let planes = unsafe state.slots[buffer.index]
      else { return -Int(EINVAL) }
      let sizes = planes.map { UInt32(truncatingIfNeeded: $0.size) }
      unsafe buffer.flags = state.queued.contains(buffer.index) ? 2 : 0
      guard traits.isMultiplanar else {
        unsafe buffer.length = sizes.first ?? 0
        return 0
      }
      let room = unsafe Int(buffer.length)
      for (index, size) in sizes.enumerated() where index < room {
        unsafe buffer.m.planes[index].length = size
      }
      unsafe buffer.length = UInt32(sizes.count)
      return 0
    }
  }

  func exportBuffer(_ argument: IoctlArgument, _ state: State) -> Int {
    argument.change(v4l2_exportbuffer.self) { export in
      let flags = CInt(bitPattern: export.flags)
      guard export.type == traits.queueType, flags & ~(O_CLOEXEC | O_ACCMODE) == 0,
        let planes = state.slots[export.index], planes.indices.contains(Int(export.plane))
      else { return -Int(EINVAL) }
      let shared = planes[Int(export.plane)].share()
      guard shared >= 0 else { return shared }
      export.fd = CInt(shared)
      return 0
    }
  }
}
