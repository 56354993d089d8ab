#if GBM
/// A device that a driver of EGL knows by itself, without GBM.
package struct EGLDevice: Hashable, Sendable {
  package let object: EGLObject
  /// The names of its extensions.
  package var extensions: Set<String>
  /// Its primary node, such as `/dev/dri/card0`; `nil` where it has none or does not say.
  ///
  /// The corresponding C constant is `EGL_DRM_DEVICE_FILE_EXT`.
  package var card: String?
  /// Its render node, such as `/dev/dri/renderD128`; `nil` where it has none or does not say.
  ///
  /// The corresponding C constant is `EGL_DRM_RENDER_NODE_FILE_EXT`.
  package var renderNode: String?

  package init(
    _ object: EGLObject, extensions: Set<String> = [], card: String? = nil,
    renderNode: String? = nil
  ) {
    self.object = object
    self.extensions = extensions
    self.card = card
    self.renderNode = renderNode
  }

  /// Whether it draws with the CPU, and stands for no hardware.
  package var isSoftware: Bool { extensions.contains("EGL_MESA_device_software") }
}

extension EGLDevice {
  /// The extensions without which EGL lists no devices, or has no displays of them, as far as a library
  /// lacks them.
  package static func missingExtensions(in library: any EGLLibrary) -> [String] {
    let known = library.clientExtensions()
    var needed = ["EGL_EXT_platform_device"]
    // The first is short for the other two.
    if !known.contains("EGL_EXT_device_base") {
      needed += ["EGL_EXT_device_enumeration", "EGL_EXT_device_query"]
    }
    return needed.filter { !known.contains($0) }
  }

  /// The devices that a library lists, each driver's own: two drivers may know the same node.
  ///
  /// The corresponding C function is `eglQueryDevicesEXT`.
  package static func all(in library: any EGLLibrary) throws(EGLError) -> [EGLDevice] {
    do {
      return try library.devices().get()
    } catch {
      throw EGLError(call: "eglQueryDevicesEXT", result: error)
    }
  }
}
#endif
