#if Vulkan
/// Vulkan's numbers for the formats that are DRM's as well (`VkFormat`); formats of DRM with and
/// without alpha have one.
enum VulkanFormat {
  /// Each with its number, the most used first.
  static let all: [(format: PixelFormat, number: Int32)] = [
    (.xrgb8888, 44), (.argb8888, 44), (.xbgr8888, 37), (.abgr8888, 37), (.rgb565, 4),
    (.xrgb2101010, 58), (.argb2101010, 58), (.xbgr2101010, 64), (.abgr2101010, 64),
    (.xbgr16161616F, 97), (.abgr16161616F, 97), (.r8, 9), (.gr88, 16), (.r16, 70), (.gr1616, 77),
    (.nv12, 1_000_156_003), (.yuv420, 1_000_156_002), (.p010, 1_000_156_013),
  ]

  /// The number of a format; `nil` where Vulkan has none.
  static func number(of format: PixelFormat) -> Int32? {
    all.first { $0.format == format }?.number
  }
}
#endif
