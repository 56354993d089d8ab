import Tessera

extension Inventory {
  /// Loads what this build has of OpenGL and Vulkan, and asks.
  mutating func findRenderers(openGL: Bool = true, vulkan: Bool = true) {
    #if GBM
    if openGL { findOpenGL() }
    #endif
    #if Vulkan
    if vulkan { findVulkan() }
    #endif
  }
}
