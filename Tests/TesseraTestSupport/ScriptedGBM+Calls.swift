#if GBM
internal import CLinux
package import SystemPackage
internal import Tessera
package import TesseraKernel

extension ScriptedGBM {
  package func createDevice(on descriptor: CInt) -> Result<GBMObject, Errno> {
    alone { state in
      if let errno = state.strike(.createDevice) { return .failure(errno) }
      let device = state.name()
      state.devices[device] = descriptor
      return .success(device)
    }
  }

  package func destroyDevice(_ device: GBMObject) {
    alone { state in
      state.check(device)
      if state.buffers.values.contains(where: { $0.device == device }) {
        state.wrongs.append("a device that goes before its buffers")
      }
      state.devices[device] = nil
    }
  }

  package func backendName(of device: GBMObject) -> String {
    alone { state in
      state.check(device)
      return "scripted"
    }
  }

  package func isSupported(_ format: UInt32, flags: UInt32, on device: GBMObject) -> Bool {
    alone { state in
      state.check(device)
      return traits.formats.contains(format)
    }
  }

  package func planeCount(of format: UInt32, modifier: UInt64, on device: GBMObject) -> CInt {
    alone { state in
      state.check(device)
      let known = traits.modifiers.first { $0.modifier == modifier }
      guard traits.flavour == .mesa else { return 0 }
      guard traits.countsPlanes, traits.formats.contains(format), let known else { return -1 }
      return CInt(known.planes)
    }
  }

  package func createBuffer(
    _ request: GBMRequest, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno> {
    alone { state in
      state.check(device)
      state.requests.append(request)
      state.flags.append(flags)
      if let errno = state.strike(.create) { return .failure(errno) }
      let isLinear = flags & GBMUsage.linear.rawValue != 0
      guard request.width > 0, request.height > 0, traits.formats.contains(request.format),
        request.modifiers.isEmpty || !isLinear
      else { return .failure(.invalidArgument) }
      // As real drivers do: no buffer, and no reason.
      let silence = Errno(rawValue: 0)
      guard !traits.unmade.contains(request.format) else { return .failure(silence) }
      var (modifier, planes) = (GBMDevice.noModifier, 1)
      if !request.modifiers.isEmpty {
        guard traits.takesModifiers,
          let chosen = traits.modifiers.first(where: { request.modifiers.contains($0.modifier) })
        else { return .failure(silence) }
        (modifier, planes) = chosen
      }
      return state.make(request, (modifier, planes), on: device, traits, tag)
    }
  }

  package func importBuffer(
    _ image: GBMForeignImage, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno> {
    alone { state in
      state.check(device)
      state.flags.append(flags)
      if let errno = state.strike(.importBuffer) { return .failure(errno) }
      var planes: [GBMPlane] = []
      var memory: [FakeMemory] = []
      for plane in image.planes {
        guard let held = FakeMemory(heldBy: plane.descriptor) else { return .failure(.noFunction) }
        let known = memory.firstIndex { $0.identity == held.identity }
        if known == nil { memory.append(held) }
        planes.append(
          GBMPlane(
            handle: Int32(known ?? memory.count - 1) + 1, stride: UInt32(plane.stride),
            offset: UInt32(plane.offset)))
      }
      return state.keep(
        Buffer(
          device: device, memory: memory, modifier: image.modifier, planes: planes,
          count: CInt(planes.count)))
    }
  }

  package func destroyBuffer(_ buffer: GBMObject) {
    alone { state in
      guard let known = state.buffers.removeValue(forKey: buffer) else {
        state.wrongs.append("a buffer that ends twice")
        return
      }
      state.check(known.device)
    }
  }

  package func layout(of buffer: GBMObject) -> GBMLayout {
    alone { state in
      guard let known = state.buffers[buffer] else {
        state.wrongs.append("a buffer that ended is asked about")
        return GBMLayout(modifier: 0, planes: GBMPlanes(count: 0) { _ in fatalError() })
      }
      let planes = GBMPlanes(count: Int(known.count)) { index in
        known.planes.indices.contains(index)
          ? known.planes[index] : GBMPlane(handle: -1, stride: 0, offset: 0)
      }
      return GBMLayout(modifier: known.modifier, planes: planes)
    }
  }

  package func descriptor(ofPlane index: Int, of buffer: GBMObject) -> Result<CInt, Errno> {
    alone { state in
      if let errno = state.strike(.descriptor) { return .failure(errno) }
      guard let known = state.buffers[buffer], known.planes.indices.contains(index) else {
        return .failure(.invalidArgument)
      }
      let descriptor = CInt(known.memory[Int(known.planes[index].handle) - 1].share())
      if case .inherited? = state.mischief { _ = clinux_fcntl(descriptor, F_SETFD, 0) }
      if let fence = state.clearing { fences.attach(fence, to: descriptor, isWriting: true) }
      return .success(descriptor)
    }
  }

  package func map(_ buffer: GBMObject, _ window: GBMWindow) -> Result<GBMMapping, Errno> {
    alone { state in
      if let errno = state.strike(.map) { return .failure(errno) }
      // A copy with rows of its own, as for a tiled buffer.
      let stride = (state.buffers[buffer]?.planes.first?.stride ?? 0) + 64
      let copy = UnsafeMutableRawPointer.allocate(
        byteCount: Int(stride) * Int(window.height), alignment: 16)
      unsafe copy.initializeMemory(
        as: UInt8.self, repeating: 0, count: Int(stride) * Int(window.height))
      state.mapped += 1
      return unsafe .success(GBMMapping(address: copy, stride: stride, token: copy))
    }
  }

  package func unmap(_ buffer: GBMObject, _ mapping: GBMMapping) {
    alone { state in
      unsafe mapping.address.deallocate()
      state.mapped -= 1
    }
  }
}

extension ScriptedGBM.State {
  /// Lays a buffer out as its traits and its mischief say.
  fileprivate mutating func make(
    _ request: GBMRequest, _ layout: (modifier: UInt64, planes: Int), on device: GBMObject,
    _ traits: ScriptedGBM.Traits, _ tag: String
  ) -> Result<GBMObject, Errno> {
    let bytesPerPixel = UInt64(PixelFormat(rawValue: request.format).info?.bitsPerPixel ?? 32) / 8
    let granule = UInt64(traits.granule)
    var row = (UInt64(request.width) + granule - 1) / granule * granule * bytesPerPixel
    if case .otherStride(let more)? = mischief { row += UInt64(more) }
    let size = row * UInt64(request.height) + UInt64(traits.offset)
    guard let stride = UInt32(exactly: row) else { return .failure(Errno(rawValue: 0)) }
    var count = CInt(layout.planes)
    if case .planes(let other)? = mischief { count = other }
    var isDisjoint = traits.isDisjoint
    if case .disjoint? = mischief { isDisjoint = true }
    var isSmall = false
    if case .tooSmall? = mischief { isSmall = true }
    if layout.modifier == 0 || layout.modifier == GBMDevice.noModifier,
      let info = PixelFormat(rawValue: request.format).info, info.planeCount > 1
    {
      return makePlanar(request, layout.modifier, on: device, traits, tag)
    }
    var memory: [FakeMemory] = []
    for _ in 0..<(isDisjoint ? max(1, Int(count)) : 1) {
      guard
        let made = FakeMemory(
          tag + "gbm", atLeast: isSmall ? 1 : size * UInt64(isDisjoint ? 1 : max(1, count)))
      else { return .failure(.noMemory) }
      memory.append(made)
    }
    var planes: [GBMPlane] = []
    for index in 0..<max(0, Int(count)) {
      planes.append(
        GBMPlane(
          handle: isDisjoint ? Int32(index) + 1 : 1, stride: stride,
          offset: isDisjoint ? 0 : traits.offset + UInt32(UInt64(index) * size)))
    }
    return keep(
      ScriptedGBM.Buffer(
        device: device, memory: memory, modifier: layout.modifier, planes: planes, count: count))
  }

  /// Lays linear planes one behind the other, each after so many rows.
  private mutating func makePlanar(
    _ request: GBMRequest, _ modifier: UInt64, on device: GBMObject, _ traits: ScriptedGBM.Traits,
    _ tag: String
  ) -> Result<GBMObject, Errno> {
    let granules = (request.width + traits.granule - 1) / traits.granule
    let rows = (request.height + traits.rowGranule - 1) / traits.rowGranule * traits.rowGranule
    let extent = Extent(
      width: Pixels(UInt64(granules * traits.granule)), height: Pixels(UInt64(rows)))
    guard
      let layout = LinearLayout(format: PixelFormat(rawValue: request.format), extent: extent),
      let memory = FakeMemory(tag + "gbm", atLeast: layout.totalSize.value)
    else { return .failure(.noMemory) }
    let planes = layout.planes.map {
      GBMPlane(
        handle: 1, stride: UInt32($0.stride.value), offset: UInt32($0.offset.value))
    }
    return keep(
      ScriptedGBM.Buffer(
        device: device, memory: [memory], modifier: modifier, planes: planes,
        count: CInt(planes.count)))
  }

  fileprivate mutating func keep(_ buffer: ScriptedGBM.Buffer) -> Result<GBMObject, Errno> {
    var buffer = buffer
    if case .otherModifier(let other)? = mischief { buffer.modifier = other }
    if case .noHandle? = mischief {
      for index in buffer.planes.indices { buffer.planes[index].handle = -1 }
    }
    let object = name()
    buffers[object] = buffer
    return .success(object)
  }
}
#endif
