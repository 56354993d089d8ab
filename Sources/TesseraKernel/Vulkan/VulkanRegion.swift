#if Vulkan
/// Which way bytes go between an image and the CPU.
package enum VulkanCopy: Sendable {
  /// Out of the image.
  case read
  /// Into the image.
  case write
}

/// A plane of an image in the CPU's bytes, its rows one after the other without gaps.
///
/// The corresponding C type is `VkBufferImageCopy`.
package struct VulkanRegion: Hashable, Sendable {
  /// Where in the bytes it starts; a multiple of 4 and of the plane's texels.
  package var offset: UInt64
  /// In texels of the plane.
  package var width: UInt32
  package var height: UInt32

  package init(offset: UInt64, width: UInt32, height: UInt32) {
    self.offset = offset
    self.width = width
    self.height = height
  }
}

extension VulkanMemory {
  /// Copies the planes of its image into bytes, or bytes into them, and waits until that is done.
  ///
  /// The corresponding C functions are `vkCmdCopyImageToBuffer` and `vkCmdCopyBufferToImage`.
  ///
  /// - Parameter regions: one for each plane, in order.
  package func copy(
    _ direction: VulkanCopy, _ bytes: inout [UInt8], _ regions: [VulkanRegion]
  ) throws(VulkanError) {
    let result = device.library.copy(
      direction, &bytes, regions, of: image.image, memoryTypes: device.memoryTypes,
      on: device.device)
    // The device still works on them: neither the memory nor its image may go.
    if result == .timeout { _ = unsafe Unmanaged.passRetained(self) }
    guard result == .success else {
      throw VulkanError(
        direction == .read ? "vkCmdCopyImageToBuffer" : "vkCmdCopyBufferToImage", result)
    }
  }
}
#endif
