#if GBM
internal import CEGL

extension LoadedEGL {
  package func clientExtensions() -> Set<String> {
    unsafe words(egl.QueryString(nil, Int32(CEGL_EXTENSIONS)))
  }

  package func devices() -> Result<[EGLDevice], EGLResult> {
    guard unsafe egl.QueryDevicesEXT != nil, unsafe egl.QueryDeviceStringEXT != nil else {
      return .failure(.badParameter)
    }
    var known = unsafe [UnsafeMutableRawPointer?](repeating: nil, count: 64)
    var (count, error): (Int32, Int32) = (0, 0)
    var egl = unsafe egl
    guard unsafe cegl_devices(&egl, &known, Int32(known.count), &count, &error) else {
      return .failure(EGLResult(rawValue: error))
    }
    return unsafe .success(known.prefix(Int(count)).compactMap { unsafe $0 }.map(describe))
  }

  package func display(of device: EGLDevice) -> Result<EGLObject, EGLResult> {
    unsafe call { egl, error in
      unsafe cegl_create_display(
        egl, UInt32(CEGL_PLATFORM_DEVICE), device.object.pointer, &error)
    }
  }

  /// Asks a device for what its extensions say that it answers: all else is an error of EGL.
  private func describe(_ device: UnsafeMutableRawPointer) -> EGLDevice {
    let extensions = unsafe words(egl.QueryDeviceStringEXT(device, Int32(CEGL_EXTENSIONS)))
    func node(_ name: Int, with needed: String) -> String? {
      guard extensions.contains(needed) else { return nil }
      return unsafe text(egl.QueryDeviceStringEXT(device, Int32(name)))
    }
    return EGLDevice(
      EGLObject(address: UInt(bitPattern: device)), extensions: extensions,
      card: node(Int(CEGL_DRM_DEVICE_FILE), with: "EGL_EXT_device_drm"),
      renderNode: node(Int(CEGL_DRM_RENDER_FILE), with: "EGL_EXT_device_drm_render_node"))
  }
}
#endif
