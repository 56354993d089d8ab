import Tessera

extension DeviceReport.Renderer {
  /// Those that were looked for, in the order of the libraries.
  static func all(in inventory: Inventory) -> [Self] {
    var all: [Self] = []
    #if GBM
    all += inventory.renderers.map { Self($0) }
    #endif
    #if Vulkan
    all += inventory.vulkanDevices.map { Self($0) }
    #endif
    return all
  }

  /// What it does, on a line.
  var line: String {
    "\(heading): \(formats.count + externalFormats.count) layouts of formats"
  }

  /// By what it is reached.
  var heading: String {
    let way =
      switch platform {
      case "gbm": " through GBM"
      case "device": " as a device of EGL's own"
      default: ""
      }
    return "\(library)\(way) (\(driver))"
  }
}

#if GBM
extension DeviceReport.Renderer {
  fileprivate init(_ renderer: EGLRenderer) {
    name = renderer.name
    path = renderer.path
    library = "OpenGL"
    platform = renderer.platform.rawValue
    driver = renderer.driver
    let drawn = FormatTable(renderer.formats.pairs + renderer.implicitFormats.pairs)
    formats = drawn.pairs.map(\.description)
    externalFormats = renderer.externalFormats.pairs.map(\.description)
    summary = [
      drawn.pairs.isEmpty ? nil : "\(drawn)",
      externalFormats.isEmpty ? nil : "as external textures \(renderer.externalFormats)",
    ].compactMap(\.self).joined(separator: "; ")
    source = renderer.participant(named: "GPU", as: .sample).offers
      .flatMap(\.constraints).map { "\($0.evidence)" }.joined(separator: ", ")
  }
}
#endif

#if Vulkan
extension DeviceReport.Renderer {
  fileprivate init(_ gpu: VulkanAllocator) {
    name = gpu.name
    path = gpu.path
    library = "Vulkan"
    driver = gpu.deviceName
    formats = gpu.production.formats.pairs.map(\.description)
    externalFormats = []
    summary = "\(gpu.production.formats)"
    source = "\(gpu.production.evidence)"
  }
}
#endif
