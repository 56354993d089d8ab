#if Vulkan
/// What a Vulkan image is for; drivers lay it out accordingly.
///
/// The corresponding C type is `VkImageUsageFlags`.
public struct VulkanUsage: OptionSet, Hashable, Sendable {
  /// Vulkan's bits.
  public let rawValue: UInt32
  /// Takes Vulkan's bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// It is copied from.
  ///
  /// The corresponding C constant is `VK_IMAGE_USAGE_TRANSFER_SRC_BIT`.
  public static let copySource = Self(rawValue: 0x1)
  /// It is copied to.
  ///
  /// The corresponding C constant is `VK_IMAGE_USAGE_TRANSFER_DST_BIT`.
  public static let copyDestination = Self(rawValue: 0x2)
  /// Shaders sample it.
  ///
  /// The corresponding C constant is `VK_IMAGE_USAGE_SAMPLED_BIT`.
  public static let sampled = Self(rawValue: 0x4)
  /// It is drawn into.
  ///
  /// The corresponding C constant is `VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT`.
  public static let colourAttachment = Self(rawValue: 0x10)

  /// What a format must be capable of for this.
  ///
  /// The corresponding C type is `VkFormatFeatureFlags`.
  package var features: UInt32 {
    (contains(.copySource) ? 0x4000 : 0) | (contains(.copyDestination) ? 0x8000 : 0)
      | (contains(.sampled) ? 0x1 : 0) | (contains(.colourAttachment) ? 0x80 : 0)
  }
}
#endif
