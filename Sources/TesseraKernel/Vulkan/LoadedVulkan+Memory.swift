#if Vulkan
internal import CVulkan
internal import Synchronization

/// The memory of images: its own or imported, exported, and copied by the device.
extension LoadedVulkan {
  package func allocate(
    _ size: UInt64, type: UInt32, for image: VulkanObject, importing descriptor: CInt?,
    on device: VulkanObject
  ) -> Result<VulkanObject, VulkanResult> {
    unsafe with(device) { device in
      var memory: VkDeviceMemory?
      let result = unsafe cvulkan_allocate(
        device, image.pointer, size, type, descriptor ?? -1, &memory)
      return unsafe .init(result, memory)
    }
  }

  package func free(_ memory: VulkanObject, on device: VulkanObject) {
    unsafe with(device) { unsafe $0.pointee.FreeMemory?($0.pointee.device, memory.pointer, nil) }
  }

  package func bind(
    _ memory: VulkanObject, to image: VulkanObject, on device: VulkanObject
  ) -> VulkanResult {
    unsafe with(device) { device in
      unsafe VulkanResult(
        device.pointee.BindImageMemory?(
          device.pointee.device, image.pointer, memory.pointer, 0) ?? VK_ERROR_UNKNOWN)
    }
  }

  package func export(
    _ memory: VulkanObject, on device: VulkanObject
  ) -> Result<CInt, VulkanResult> {
    unsafe with(device) { device in
      var descriptor: CInt = -1
      let result = unsafe cvulkan_export(device, memory.pointer, &descriptor)
      return result == VK_SUCCESS ? .success(descriptor) : .failure(VulkanResult(result))
    }
  }

  package func importTypes(
    of descriptor: CInt, on device: VulkanObject
  ) -> Result<UInt32, VulkanResult> {
    unsafe with(device) { device in
      var types: UInt32 = 0
      let result = unsafe cvulkan_import_types(device, descriptor, &types)
      return result == VK_SUCCESS ? .success(types) : .failure(VulkanResult(result))
    }
  }

  package func copy(
    _ direction: VulkanCopy, _ bytes: inout [UInt8], _ regions: [VulkanRegion],
    of image: VulkanObject, memoryTypes: [UInt32], on device: VulkanObject
  ) -> VulkanResult {
    let copies = regions.enumerated().map { index, region in
      // One plane is the image's colour; of several, each has an aspect of its own.
      let aspect =
        regions.count == 1
        ? VK_IMAGE_ASPECT_COLOR_BIT.rawValue : VK_IMAGE_ASPECT_PLANE_0_BIT.rawValue << UInt32(index)
      return VkBufferImageCopy(
        bufferOffset: region.offset, bufferRowLength: 0, bufferImageHeight: 0,
        imageSubresource: VkImageSubresourceLayers(
          aspectMask: aspect, mipLevel: 0, baseArrayLayer: 0, layerCount: 1),
        imageOffset: VkOffset3D(),
        imageExtent: VkExtent3D(width: region.width, height: region.height, depth: 1))
    }
    return copying.withLock { _ in
      unsafe with(device) { device in
        unsafe bytes.withUnsafeMutableBytes { bytes in
          unsafe VulkanResult(
            cvulkan_copy(
              device, memoryTypes, UInt32(memoryTypes.count), image.pointer, copies,
              UInt32(copies.count), direction == .read, bytes.baseAddress, bytes.count))
        }
      }
    }
  }
}
#endif
