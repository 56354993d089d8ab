import CDRM
import TesseraKernel

/// Requests past the table of handles, or such as Tessera has no use for: a value ≥ 0, or −errno.
extension DRMNode {
  private func ask<Argument: BitwiseCopyable>(_ request: UInt, _ argument: inout Argument) -> Int {
    unsafe file.kernel.ioctl(file.descriptor, request, &argument)
  }

  /// Exports with any flags; a descriptor that is the caller's.
  func rawExport(_ handle: UInt32, flags: UInt32 = cdrm_CLOEXEC | cdrm_RDWR) -> Int {
    var argument = drm_prime_handle(handle: handle, flags: flags, fd: -1)
    let answer = ask(cdrm_PRIME_HANDLE_TO_FD, &argument)
    return answer < 0 ? answer : Int(argument.fd)
  }

  /// The handle of a dma-buf.
  func rawImport(_ descriptor: CInt) -> Int {
    var argument = drm_prime_handle(handle: 0, flags: 0, fd: descriptor)
    let answer = ask(cdrm_PRIME_FD_TO_HANDLE, &argument)
    return answer < 0 ? answer : Int(argument.handle)
  }

  func rawClose(_ handle: UInt32) -> Int {
    var argument = drm_gem_close(handle: handle, pad: 0)
    return ask(cdrm_GEM_CLOSE, &argument)
  }

  func rawDestroyDumb(_ handle: UInt32) -> Int {
    var argument = drm_mode_destroy_dumb(handle: handle)
    return ask(cdrm_MODE_DESTROY_DUMB, &argument)
  }

  /// Where in the node a handle is mapped.
  func rawMapOffset(_ handle: UInt32) -> Int {
    var argument = drm_mode_map_dumb(handle: handle, pad: 0, offset: 0)
    let answer = ask(cdrm_MODE_MAP_DUMB, &argument)
    return answer < 0 ? answer : Int(argument.offset)
  }

  /// Makes a dumb buffer with flags, of which there are none; its handle.
  func rawDumb(flags: UInt32) -> Int {
    var argument = drm_mode_create_dumb()
    (argument.width, argument.height, argument.bpp, argument.flags) = (64, 64, 32, flags)
    let answer = ask(cdrm_MODE_CREATE_DUMB, &argument)
    return answer < 0 ? answer : Int(argument.handle)
  }

  /// A lease of nothing; a descriptor that is the caller's.
  func rawLease() -> Int {
    var argument = drm_mode_create_lease()
    argument.flags = UInt32(O_CLOEXEC)
    let answer = ask(cdrm_MODE_CREATE_LEASE, &argument)
    return answer < 0 ? answer : Int(argument.fd)
  }
}

/// Framebuffers.
extension DRMNode {
  /// The framebuffer's number.
  func rawFramebuffer(_ command: drm_mode_fb_cmd2) -> Int {
    var argument = command
    let answer = ask(cdrm_MODE_ADDFB2, &argument)
    return answer < 0 ? answer : Int(argument.fb_id)
  }

  func rawRemove(_ framebuffer: UInt32) -> Int {
    var argument = framebuffer
    return ask(cdrm_MODE_RMFB, &argument)
  }

  /// The handle of a framebuffer's first plane.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_GETFB2`.
  func rawHandle(ofFramebuffer number: UInt32) -> Int {
    var argument = drm_mode_fb_cmd2()
    argument.fb_id = number
    let answer = ask(0xc068_64ce, &argument)
    return answer < 0 ? answer : Int(argument.handles.0)
  }

  /// Lets go of a framebuffer and of nothing that shows it.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_CLOSEFB`, since Linux 6.8.
  func rawCloseFramebuffer(_ number: UInt32) -> Int {
    // Its number, and a word that must be zero.
    var argument = UInt64(number).littleEndian
    return ask(0xc008_64d0, &argument)
  }
}

extension drm_mode_fb_cmd2 {
  /// An image in one buffer, laid out as the flag says.
  init(
    _ buffer: DumbBuffer, _ format: UInt32, width: UInt32 = 64, height: UInt32 = 64,
    modifiers: Bool = true
  ) {
    self.init()
    (self.width, self.height, pixel_format) = (width, height, format)
    handles.0 = buffer.handle
    pitches.0 = buffer.stride
    if modifiers { flags = UInt32(DRM_MODE_FB_MODIFIERS) }
  }
}
