internal import CDRM
internal import CLinux
internal import TesseraKernel

extension FakeCard {
  func addFramebuffer(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_fb_cmd2.self) { command in
      let saysModifier = command.flags & UInt32(DRM_MODE_FB_MODIFIERS) != 0
      guard traits.formats.contains(command.pixel_format),
        !saysModifier || traits.takesModifiers && traits.modifiers.contains(command.modifier.0)
      else { return -Int(EINVAL) }
      let planes = [
        (command.handles.0, command.pitches.0), (command.handles.1, command.pitches.1),
        (command.handles.2, command.pitches.2), (command.handles.3, command.pitches.3),
      ].filter { $0.0 != 0 }
      let memory = planes.compactMap { state.handles[$0.0] }
      guard memory.count == planes.count else { return -Int(ENOENT) }
      guard let first = memory.first,
        UInt64(command.pitches.0) * UInt64(command.height) <= first.size
      else { return -Int(EINVAL) }
      state.framebuffers[state.nextObject] = memory
      command.fb_id = state.nextObject
      state.nextObject += 1
      return 0
    }
  }

  func removeFramebuffer(_ argument: IoctlArgument, _ state: inout State) -> Int {
    let framebuffer = argument.read(UInt32.self)
    return state.framebuffers.removeValue(forKey: framebuffer) == nil ? -Int(ENOENT) : 0
  }

  func commit(_ argument: IoctlArgument, _ state: inout State) -> Int {
    guard state.isMaster else { return -Int(EACCES) }
    let atomic = argument.read(drm_mode_atomic.self)
    let objects = copyIn(UInt32.self, from: atomic.objs_ptr, count: atomic.count_objs)
    let counts = copyIn(UInt32.self, from: atomic.count_props_ptr, count: atomic.count_objs)
    let total = counts.reduce(0, +)
    let properties = copyIn(UInt32.self, from: atomic.props_ptr, count: total)
    let values = copyIn(UInt64.self, from: atomic.prop_values_ptr, count: total)
    let known = [
      Object.plane, Object.overlay, Object.crtc, Object.connector, Object.writeback,
    ]
    guard objects.allSatisfy(known.contains) else { return -Int(ENOENT) }
    var settings: [UInt32: [UInt32: UInt64]] = [:]
    var place = 0
    for (object, count) in zip(objects, counts) {
      let range = place..<place + Int(count)
      settings[object] = Dictionary(uniqueKeysWithValues: zip(properties[range], values[range]))
      place = range.upperBound
    }
    let framebuffers = settings.mapValues { $0[Property.framebuffer] }
    let isPictured = framebuffers[Object.plane].flatMap(\.self) ?? 0 != 0
    if traits.needsPicture, settings[Object.crtc]?[Property.active] == 1, !isPictured {
      return -Int(EINVAL)
    }
    for plane in [Object.plane, Object.overlay] {
      guard let framebuffer = framebuffers[plane].flatMap(\.self), framebuffer != 0
      else { continue }
      guard state.framebuffers[UInt32(truncatingIfNeeded: framebuffer)] != nil else {
        return -Int(EINVAL)
      }
      guard scales(settings[plane] ?? [:]) else { return -Int(ERANGE) }
    }
    let framebuffer = framebuffers[Object.plane].flatMap(\.self)
      .map { UInt32(truncatingIfNeeded: $0) }
    if atomic.flags & UInt32(DRM_MODE_ATOMIC_TEST_ONLY) != 0 {
      state.tests += 1
    } else if let framebuffer {
      state.shown.append(framebuffer)
      finishWriting(settings[Object.writeback] ?? [:], &state)
    }
    return 0
  }

  private func finishWriting(_ settings: [UInt32: UInt64], _ state: inout State) {
    guard settings[Property.written] ?? 0 != 0, let address = settings[Property.fence] else {
      return
    }
    let fence = FakeFence()
    fence.signal(failingWith: traits.writebackErrno)
    state.fences.append(fence)
    copyOut([CInt(fence.share())], to: address, room: 1)
  }
}
