#if Vulkan
internal import CVulkan
internal import Synchronization

/// Devices, and the images that are made on them.
extension LoadedVulkan {
  package func createDevice(_ index: UInt32) -> Result<VulkanObject, VulkanResult> {
    unsafe physical(index).flatMap { physical in
      var device = unsafe cvulkan_device()
      var instance = unsafe instance
      let result = unsafe cvulkan_create_device(&instance, physical, &device)
      guard result == VK_SUCCESS else { return .failure(VulkanResult(result)) }
      let functions = unsafe Functions(place: .allocate(capacity: 1))
      unsafe functions.place.initialize(to: device)
      devices.withLock { $0.append(functions) }
      return unsafe .success(VulkanObject(UInt64(UInt(bitPattern: functions.place))))
    }
  }

  package func destroyDevice(_ device: VulkanObject) {
    unsafe with(device) { unsafe $0.pointee.DestroyDevice?($0.pointee.device, nil) }
    unsafe UnsafeMutablePointer<cvulkan_device>(device.pointer)?.pointee.device = nil
  }

  /// Runs `body` with the functions of a device that is there.
  func with<R>(
    _ device: VulkanObject, _ body: (UnsafePointer<cvulkan_device>) -> R
  ) -> R {
    guard let functions = unsafe UnsafePointer<cvulkan_device>(device.pointer),
      unsafe functions.pointee.device != nil
    else {
      preconditionFailure("a Vulkan device was used after its end")
    }
    return unsafe body(functions)
  }

  package func createImage(
    _ request: VulkanRequest, on device: VulkanObject
  ) -> Result<VulkanObject, VulkanResult> {
    unsafe with(device) { device in
      // Not a list, which is memory of its own for every image.
      unsafe withUnsafeTemporaryAllocation(
        of: VkSubresourceLayout.self, capacity: request.planes.count
      ) { planes in
        for (index, plane) in request.planes.enumerated() {
          unsafe planes.initializeElement(
            at: index,
            to: VkSubresourceLayout(
              offset: plane.offset, size: 0, rowPitch: plane.stride, arrayPitch: 0, depthPitch: 0))
        }
        var image: VkImage?
        let result = unsafe cvulkan_create_image(
          device, VkFormat(UInt32(bitPattern: request.format)), request.width, request.height,
          request.usage, request.modifier, planes.isEmpty ? nil : planes.baseAddress,
          UInt32(planes.count), &image)
        return unsafe .init(result, image)
      }
    }
  }

  package func destroyImage(_ image: VulkanObject, on device: VulkanObject) {
    unsafe with(device) { unsafe $0.pointee.DestroyImage?($0.pointee.device, image.pointer, nil) }
  }

  package func requirements(
    of image: VulkanObject, on device: VulkanObject
  ) -> VulkanRequirements {
    unsafe with(device) { device in
      var told = VkMemoryRequirements()
      unsafe device.pointee.GetImageMemoryRequirements?(
        device.pointee.device, image.pointer, &told)
      return VulkanRequirements(size: told.size, types: told.memoryTypeBits)
    }
  }

  package func modifier(
    of image: VulkanObject, on device: VulkanObject
  ) -> Result<UInt64, VulkanResult> {
    unsafe with(device) { device in
      var modifier: UInt64 = 0
      let result = unsafe cvulkan_image_modifier(device, image.pointer, &modifier)
      return result == VK_SUCCESS ? .success(modifier) : .failure(VulkanResult(result))
    }
  }

  package func plane(
    _ index: UInt32, of image: VulkanObject, on device: VulkanObject
  ) -> VulkanPlane {
    unsafe with(device) { device in
      let plane = unsafe cvulkan_plane(device, image.pointer, index)
      return VulkanPlane(offset: plane.offset, stride: plane.rowPitch, size: plane.size)
    }
  }
}
#endif
