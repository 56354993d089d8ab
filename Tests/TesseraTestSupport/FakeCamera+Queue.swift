internal import CLinux
internal import TesseraKernel

extension FakeCamera {
  func requestBuffers(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(v4l2_requestbuffers.self) { request in
      let memoryBit: UInt32 = request.memory == 4 ? 4 : 1
      guard request.type == traits.queueType, traits.queue & memoryBit != 0 else {
        return -Int(EINVAL)
      }
      if request.count == 0 { state.freed += 1 }
      state.held = [:]
      state.queued = []
      state.isStreaming = false
      state.granted = min(request.count, traits.mostBuffers)
      request.count = state.granted
      request.capabilities = traits.queue
      return 0
    }
  }

  func queue(_ argument: IoctlArgument, _ state: inout State) -> Int {
    let buffer = unsafe argument.read(v4l2_buffer.self)
    let index = unsafe buffer.index
    guard unsafe buffer.type == traits.queueType, unsafe buffer.memory == 4, index < state.granted,
      !state.queued.contains(index)
    else { return -Int(EINVAL) }
    var planes: [(descriptor: CInt, length: UInt32)] = []
    if traits.isMultiplanar {
      let count = unsafe buffer.length
      let entries = unsafe copyIn(
        v4l2_plane.self, from: UInt64(UInt(bitPattern: buffer.m.planes)), count: count)
      planes = entries.map { (unsafe $0.m.fd, $0.length) }
    } else {
      planes = [(unsafe buffer.m.fd, unsafe buffer.length)]
    }
    guard planes.count == state.needed.count else { return -Int(EINVAL) }
    var held: [FakeMemory] = []
    for (plane, needed) in zip(planes, state.needed) {
      guard let memory = FakeMemory(heldBy: plane.descriptor) else { return -Int(EBADF) }
      guard plane.length >= needed, memory.size >= UInt64(needed) else { return -Int(EINVAL) }
      guard traits.reaches(memory.identity) else { return -Int(EFAULT) }
      held.append(memory)
    }
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
