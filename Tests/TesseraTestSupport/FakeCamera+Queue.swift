internal import CLinux
internal import TesseraKernel

extension FakeCamera {
  func requestBuffers(_ argument: IoctlArgument, _ state: inout State, _ tag: String) -> Int {
    argument.change(v4l2_requestbuffers.self) { request in
      let memoryBit: UInt32 = request.memory == 4 ? 4 : 1
      guard request.type == traits.queueType, traits.queue & memoryBit != 0 else {
        return -Int(EINVAL)
      }
      if request.count == 0 { state.freed += 1 }
      state.held = [:]
      state.slots = [:]
      state.queued = []
      state.isStreaming = false
      state.granted = 0
      request.capabilities = traits.queue
      if request.memory != 4 { request.flags &= UInt8(keptFlags) }
      guard request.count > 0 else { return 0 }
      request.count = min(max(request.count, traits.leastBuffers), traits.mostBuffers)
      if request.memory == 4 { state.granted = request.count }
      guard request.memory == 1 else { return 0 }
      return make(request.count, state.sizes.isEmpty ? firstSizes : state.sizes, &state, tag)
    }
  }

  func queue(_ argument: IoctlArgument, _ state: inout State) -> Int {
    let buffer = unsafe argument.read(v4l2_buffer.self)
    let index = unsafe buffer.index
    guard unsafe buffer.type == traits.queueType, !state.queued.contains(index)
    else { return -Int(EINVAL) }
    if unsafe buffer.memory == 1, state.slots[index] != nil {
      state.queued.append(index)
      return 0
    }
    guard unsafe buffer.memory == 4, index < state.granted else { return -Int(EINVAL) }
    var planes: [(descriptor: CInt, length: UInt32, used: UInt32)] = []
    if traits.isMultiplanar {
      let count = unsafe buffer.length
      let entries = unsafe copyIn(
        v4l2_plane.self, from: UInt64(UInt(bitPattern: buffer.m.planes)), count: count)
      planes = entries.map { (unsafe $0.m.fd, $0.length, $0.bytesused) }
    } else {
      planes = [(unsafe buffer.m.fd, unsafe buffer.length, unsafe buffer.bytesused)]
    }
    guard planes.count == state.needed.count else { return -Int(EINVAL) }
    var held: [FakeMemory] = []
    for (plane, needed) in zip(planes, state.needed) {
      guard let memory = FakeMemory(heldBy: plane.descriptor) else { return -Int(EBADF) }
      guard plane.length >= needed, memory.size >= UInt64(needed) else { return -Int(EINVAL) }
      // Linux takes all of a buffer for the image where nothing is told, and warns of that.
      guard !traits.isOutput || plane.used >= needed else { return -Int(EINVAL) }
      guard traits.reaches(memory.identity) else { return -Int(EFAULT) }
      held.append(memory)
    }
    if state.held[index]?.map(\.identity) != held.map(\.identity) { state.attachments += 1 }
    state.held[index] = held
    state.queued.append(index)
    return 0
  }

  func dequeue(_ argument: IoctlArgument, _ state: inout State) -> Int {
    unsafe argument.change(v4l2_buffer.self) { buffer in
      guard state.isStreaming else { return -Int(EINVAL) }
      guard !state.queued.isEmpty else { return -Int(EAGAIN) }
      unsafe buffer.index = state.queued.removeFirst()
      unsafe buffer.sequence = state.sequence
      unsafe buffer.flags = 0
      state.sequence += 1
      if traits.isMultiplanar, let planes = unsafe buffer.m.planes, !state.needed.isEmpty {
        guard Int(unsafe buffer.length) >= state.needed.count else { return -Int(EINVAL) }
        unsafe planes[state.needed.count - 1].data_offset = traits.lateness
      }
      return 0
    }
  }

  func stream(_ argument: IoctlArgument, _ state: inout State, _ on: Bool) -> Int {
    guard argument.read(UInt32.self) == traits.queueType else { return -Int(EINVAL) }
    if !on { state.queued = [] }
    state.isStreaming = on
    state.sequence = 0
    return 0
  }
}
