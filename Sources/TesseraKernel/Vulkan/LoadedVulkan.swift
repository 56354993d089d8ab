#if Vulkan
internal import CVulkan
internal import Synchronization

/// The Vulkan loader of this machine, opened at run time.
@safe package final class LoadedVulkan: VulkanLibrary, @unchecked Sendable {
  // Sendable by hand: the functions do not change, Vulkan's are made to be called from any thread,
  // the list of devices is behind a lock, and a device ends when nobody has it.
  let instance: cvulkan_instance
  /// The functions of all devices, each of which is known by where they are.
  ///
  /// They stay until this goes, so that a device that has ended is known as such.
  let devices = Mutex<[Functions]>([])
  /// Held while a device's queue works: Vulkan wants one thread at a time.
  let copying = Mutex(())

  /// A device's own functions, which never change, and the device, which is none at its end.
  @safe struct Functions: @unchecked Sendable {
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

  func physical(_ index: UInt32) -> Result<VkPhysicalDevice, VulkanResult> {
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
}

extension VulkanResult {
  init(_ result: VkResult) { self.init(rawValue: Int32(result.rawValue)) }
}

extension VulkanObject {
  var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: UInt(number)) }
}

extension Result<VulkanObject, VulkanResult> {
  init(_ result: VkResult, _ made: OpaquePointer?) {
    self =
      result == VK_SUCCESS
      ? .success(VulkanObject(UInt64(UInt(bitPattern: made))))
      : .failure(VulkanResult(result))
  }
}

/// The text in a fixed array of characters.
private func text<Characters>(_ characters: inout Characters) -> String {
  unsafe withUnsafeBytes(of: &characters) { bytes in
    unsafe String(decoding: unsafe bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
#endif
