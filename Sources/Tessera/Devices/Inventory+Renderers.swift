extension Inventory {
  /// Loads what this build has of OpenGL and Vulkan, as far as they are wished for, and asks.
  package mutating func findRenderers(openGL: Bool = true, vulkan: Bool = true) {
    #if GBM
    if openGL { findOpenGL() }
    #endif
    #if Vulkan
    if vulkan { findVulkan() }
    #endif
  }

  #if GBM
  /// Asks what OpenGL takes of the GPUs here, and keeps why one cannot be used among the problems.
  ///
  /// GBM lists no layouts: it is tried on those that OpenGL does, beside those of the displays.
  ///
  /// This loads OpenGL's drivers into the process, which takes time and memory.
  public mutating func findOpenGL() {
    var problems: [DeviceError] = []
    renderers = EGLRenderer.find { problems.append($0) }
    self.problems += problems
    for renderer in renderers {
      guard let path = renderer.path,
        let index = gpus.firstIndex(where: { $0.device.path == path }),
        !renderer.modifiers.isSubset(of: scannedOutModifiers.union([.linear])),
        let gpu = try? GBMAllocator(
          path: path, modifiers: renderer.modifiers.union(scannedOutModifiers))
      else { continue }
      gpus[index] = gpu
    }
  }
  #endif

  #if Vulkan
  /// Asks for the GPUs of Vulkan, and keeps why there are none, or why one cannot be used, among the
  /// problems.
  ///
  /// This loads Vulkan's drivers into the process, some of which change it for good.
  public mutating func findVulkan() {
    var problems: [DeviceError] = []
    do {
      vulkanDevices = try VulkanAllocator.find { problems.append($0) }
    } catch {
      problems.append(error)
    }
    self.problems += problems
  }
  #endif
}
