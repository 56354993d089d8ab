internal import CDRM
internal import CLinux
internal import TesseraKernel

extension FakeCard {
  func createDumb(_ argument: IoctlArgument, _ state: inout State, _ tag: String) -> Int {
    argument.change(drm_mode_create_dumb.self) { dumb in
      guard traits.depths.contains(dumb.bpp), dumb.width > 0, dumb.height > 0, dumb.flags == 0
      else { return -Int(EINVAL) }
      let row = UInt64(dumb.width) * UInt64(dumb.bpp) / 8
      let granule = UInt64(traits.strideGranule)
      var stride = (row + granule - 1) / granule * granule
      if state.mischief == .otherStride { stride += granule }
      let bytes = state.mischief == .tooSmall ? 1 : stride * UInt64(dumb.height)
      guard let memory = FakeMemory(tag + "dumb", atLeast: bytes) else { return -Int(ENOMEM) }
      dumb.handle = state.adopt(memory)
      dumb.pitch = UInt32(stride)
      dumb.size = memory.size
      return 0
    }
  }

  func closeHandle(_ argument: IoctlArgument, _ state: inout State) -> Int {
    let handle = argument.read(drm_gem_close.self).handle
    return state.handles.removeValue(forKey: handle) == nil ? -Int(EINVAL) : 0
  }

  func export(_ argument: IoctlArgument, _ state: State) -> Int {
    argument.change(drm_prime_handle.self) { prime in
      let known = traits.exportsWritable ? cdrm_CLOEXEC | cdrm_RDWR : cdrm_CLOEXEC
      guard prime.flags & ~known == 0 else { return -Int(EINVAL) }
      guard let memory = state.handles[prime.handle] else { return -Int(ENOENT) }
      let shared = memory.share()
      guard shared >= 0 else { return shared }
      prime.fd = CInt(shared)
      return 0
    }
  }

  func importHandle(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_prime_handle.self) { prime in
      guard let identity = FileIdentity(of: prime.fd) else { return -Int(EBADF) }
      // The same memory is the same handle on one open file, and the kernel counts nothing.
      if let known = state.handles.first(where: { $0.value.identity == identity }) {
        prime.handle = known.key
        return 0
      }
      guard let memory = FakeMemory(heldBy: prime.fd) else { return -Int(EMFILE) }
      prime.handle = state.adopt(memory)
      return 0
    }
  }
}

extension FakeCard.State {
  mutating func adopt(_ memory: FakeMemory) -> UInt32 {
    defer { nextHandle += 1 }
    handles[nextHandle] = memory
    return nextHandle
  }
}
