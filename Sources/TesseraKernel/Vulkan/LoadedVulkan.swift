#if Vulkan
internal import CVulkan
internal import Synchronization

/// The Vulkan loader of this machine, opened at run time.
@safe package final class LoadedVulkan: VulkanLibrary, @unchecked Sendable {
  // Sendable by hand: the functions do not change, Vulkan's are made to be called from any thread,
  // the list of devices is behind a lock, and a device ends when nobody has it.
  private let instance: cvulkan_instance
  /// The functions of all devices, each of which is known by where they are.
  ///
  /// They stay until this goes, so that a device that has ended is known as such.
  private let devices = Mutex<[Functions]>([])
  /// Held while a device's queue works: Vulkan wants one thread at a time.
  private let copying = Mutex(())

  /// A device's own functions, which never change, and the device, which is none at its end.
  @safe private struct Functions: @unchecked Sendable {
    let place: UnsafeMutablePointer<cvulkan_device>
  }

  /// Opens the loader and makes an instance of Vulkan 1.1 without layers.
  package init() throws(VulkanResult) {
    var instance = unsafe cvulkan_instance()
    let result = unsafe cvulkan_open(&instance)
    guard result == VK_SUCCESS else { throw VulkanResult(result) }
    unsafe self.instance = unsafe instance
  }

  deinit {
    devices.withLock { for known in $0 { unsafe known.place.deallocate() } }
    var instance = unsafe instance
    unsafe cvulkan_close(&instance)
  }

  private func physical(_ index: UInt32) -> Result<VkPhysicalDevice, VulkanResult> {
    var device: VkPhysicalDevice?
    var instance = unsafe instance
    let result = unsafe cvulkan_physical_device(&instance, index, &device)
    guard result == VK_SUCCESS, let device = unsafe device else {
      return unsafe .failure(VulkanResult(result))
    }
    return unsafe .success(device)
  }

  package func description(
    ofDevice index: UInt32
  ) -> Result<VulkanDescription?, VulkanResult> {
    let device: VkPhysicalDevice
    switch unsafe physical(index) {
    case .success(let found): unsafe device = unsafe found
    case .failure(let result):
      return result.rawValue == VK_INCOMPLETE.rawValue ? .success(nil) : .failure(result)
    }
    var told = cvulkan_description()
    var instance = unsafe instance
    unsafe cvulkan_describe(&instance, device, &told)
    let missing = text(&told.missing)
    return .success(
      VulkanDescription(
        name: text(&told.name), driver: text(&told.driver),
        isCPU: told.type == VK_PHYSICAL_DEVICE_TYPE_CPU,
        missingExtension: missing.isEmpty ? nil : missing,
        renderMinor: told.has_render_node ? told.render_minor : nil))
  }

  package func layouts(
    of format: Int32, onDevice index: UInt32
  ) -> Result<[VulkanLayout], VulkanResult> {
    unsafe physical(index).map { device in
      var known = [VkDrmFormatModifierPropertiesEXT](repeating: .init(), count: 256)
      var instance = unsafe instance
      let count = unsafe cvulkan_modifiers(
        &instance, device, VkFormat(UInt32(bitPattern: format)), &known, UInt32(known.count))
      return known.prefix(Int(count)).map {
        VulkanLayout(
          modifier: $0.drmFormatModifier, planes: $0.drmFormatModifierPlaneCount,
          features: $0.drmFormatModifierTilingFeatures)
      }
    }
  }

  package func limits(
    of format: Int32, modifier: UInt64, usage: UInt32, onDevice index: UInt32
  ) -> Result<VulkanLimits, VulkanResult> {
    unsafe physical(index).flatMap { device in
      var greatest = VkExtent3D()
      var features: VkExternalMemoryFeatureFlags = 0
      var instance = unsafe instance
      let result = unsafe cvulkan_limits(
        &instance, device, VkFormat(UInt32(bitPattern: format)), modifier, usage, &greatest,
        &features)
      guard result == VK_SUCCESS else { return .failure(VulkanResult(result)) }
      func has(_ feature: VkExternalMemoryFeatureFlagBits) -> Bool {
        features & feature.rawValue != 0
      }
      return .success(
        VulkanLimits(
          width: greatest.width, height: greatest.height,
          canExport: has(VK_EXTERNAL_MEMORY_FEATURE_EXPORTABLE_BIT),
          canImport: has(VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT)))
    }
  }

  package func memoryTypes(ofDevice index: UInt32) -> Result<[UInt32], VulkanResult> {
    unsafe physical(index).map { device in
      var properties = VkPhysicalDeviceMemoryProperties()
      unsafe instance.GetPhysicalDeviceMemoryProperties?(device, &properties)
      let count = Int(properties.memoryTypeCount)
      return unsafe withUnsafeBytes(of: &properties.memoryTypes) { types in
        unsafe types.bindMemory(to: VkMemoryType.self).prefix(count).map(\.propertyFlags)
      }
    }
  }

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
  private func with<R>(
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
        return unsafe answer(result, image)
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

  package func allocate(
    _ size: UInt64, type: UInt32, for image: VulkanObject, importing descriptor: CInt?,
    on device: VulkanObject
  ) -> Result<VulkanObject, VulkanResult> {
    unsafe with(device) { device in
      var memory: VkDeviceMemory?
      let result = unsafe cvulkan_allocate(
        device, image.pointer, size, type, descriptor ?? -1, &memory)
      return unsafe answer(result, memory)
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
}

extension LoadedVulkan {
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

extension VulkanResult {
  fileprivate init(_ result: VkResult) { self.init(rawValue: Int32(result.rawValue)) }
}

extension VulkanObject {
  fileprivate var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: UInt(number)) }
}

private func answer(_ result: VkResult, _ made: OpaquePointer?) -> Result<
  VulkanObject, VulkanResult
> {
  result == VK_SUCCESS
    ? .success(VulkanObject(UInt64(UInt(bitPattern: made))))
    : .failure(VulkanResult(result))
}

/// The text in a fixed array of characters.
private func text<Characters>(_ characters: inout Characters) -> String {
  unsafe withUnsafeBytes(of: &characters) { bytes in
    unsafe String(decoding: unsafe bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
#endif
