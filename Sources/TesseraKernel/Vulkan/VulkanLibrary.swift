#if Vulkan
/// The calls of Vulkan that Tessera makes, one requirement each.
///
/// `LoadedVulkan` is the real one. Tests put a scripted one in its place, so that each can be failed.
package protocol VulkanLibrary: Sendable {
  /// What a device says of itself; `nil` beyond the last.
  ///
  /// The corresponding C functions are `vkEnumeratePhysicalDevices` and
  /// `vkGetPhysicalDeviceProperties2`.
  func description(ofDevice index: UInt32) -> Result<VulkanDescription?, VulkanResult>
  /// The layouts of a format.
  ///
  /// The corresponding C type is `VkDrmFormatModifierPropertiesListEXT`.
  func layouts(of format: Int32, onDevice index: UInt32) -> Result<[VulkanLayout], VulkanResult>
  /// What images of a format in a layout are limited to.
  ///
  /// The corresponding C function is `vkGetPhysicalDeviceImageFormatProperties2`.
  func limits(
    of format: Int32, modifier: UInt64, usage: UInt32, onDevice index: UInt32
  ) -> Result<VulkanLimits, VulkanResult>
  /// How the CPU sees each type of memory.
  ///
  /// The corresponding C function is `vkGetPhysicalDeviceMemoryProperties`.
  func memoryTypes(ofDevice index: UInt32) -> Result<[UInt32], VulkanResult>

  /// The corresponding C function is `vkCreateDevice`.
  func createDevice(_ index: UInt32) -> Result<VulkanObject, VulkanResult>
  /// The corresponding C function is `vkDestroyDevice`.
  func destroyDevice(_ device: VulkanObject)
  /// The corresponding C function is `vkCreateImage`.
  func createImage(_ request: VulkanRequest, on device: VulkanObject)
    -> Result<VulkanObject, VulkanResult>
  /// The corresponding C function is `vkDestroyImage`.
  func destroyImage(_ image: VulkanObject, on device: VulkanObject)
  /// The corresponding C function is `vkGetImageMemoryRequirements`.
  func requirements(of image: VulkanObject, on device: VulkanObject) -> VulkanRequirements
  /// The corresponding C function is `vkGetImageDrmFormatModifierPropertiesEXT`.
  func modifier(of image: VulkanObject, on device: VulkanObject) -> Result<UInt64, VulkanResult>
  /// The corresponding C function is `vkGetImageSubresourceLayout`.
  func plane(_ index: UInt32, of image: VulkanObject, on device: VulkanObject) -> VulkanPlane
  /// New exportable memory for one image, or that of a dma-buf, which is taken over on success.
  ///
  /// The corresponding C function is `vkAllocateMemory`.
  func allocate(
    _ size: UInt64, type: UInt32, for image: VulkanObject, importing descriptor: CInt?,
    on device: VulkanObject
  ) -> Result<VulkanObject, VulkanResult>
  /// The corresponding C function is `vkFreeMemory`.
  func free(_ memory: VulkanObject, on device: VulkanObject)
  /// The corresponding C function is `vkBindImageMemory`.
  func bind(_ memory: VulkanObject, to image: VulkanObject, on device: VulkanObject) -> VulkanResult
  /// The corresponding C function is `vkGetMemoryFdKHR`.
  func export(_ memory: VulkanObject, on device: VulkanObject) -> Result<CInt, VulkanResult>
  /// The memory types that a dma-buf can be imported as, one bit each.
  ///
  /// The corresponding C function is `vkGetMemoryFdPropertiesKHR`.
  func importTypes(of descriptor: CInt, on device: VulkanObject) -> Result<UInt32, VulkanResult>
  /// Copies an image's planes into bytes, or bytes into them, and waits until that is done.
  ///
  /// The corresponding C functions are `vkCmdCopyImageToBuffer` and `vkCmdCopyBufferToImage`.
  ///
  /// - Parameter memoryTypes: how the CPU sees each type of memory.
  func copy(
    _ direction: VulkanCopy, _ bytes: inout [UInt8], _ regions: [VulkanRegion],
    of image: VulkanObject, memoryTypes: [UInt32], on device: VulkanObject
  ) -> VulkanResult
}

/// What a call of Vulkan answered.
///
/// The corresponding C type is `VkResult`.
package struct VulkanResult: RawRepresentable, Error, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The corresponding C constant is `VK_SUCCESS`.
  package static let success = Self(rawValue: 0)
  /// The corresponding C constant is `VK_TIMEOUT`.
  package static let timeout = Self(rawValue: 2)
  /// The corresponding C constant is `VK_ERROR_OUT_OF_HOST_MEMORY`.
  package static let outOfHostMemory = Self(rawValue: -1)
  /// The corresponding C constant is `VK_ERROR_OUT_OF_DEVICE_MEMORY`.
  package static let outOfDeviceMemory = Self(rawValue: -2)
  /// The corresponding C constant is `VK_ERROR_INITIALIZATION_FAILED`.
  package static let initializationFailed = Self(rawValue: -3)
  /// The corresponding C constant is `VK_ERROR_INCOMPATIBLE_DRIVER`.
  package static let incompatibleDriver = Self(rawValue: -9)
  /// The corresponding C constant is `VK_ERROR_TOO_MANY_OBJECTS`.
  package static let tooManyObjects = Self(rawValue: -10)
  /// The corresponding C constant is `VK_ERROR_FORMAT_NOT_SUPPORTED`.
  package static let formatNotSupported = Self(rawValue: -11)
  /// The corresponding C constant is `VK_ERROR_INVALID_EXTERNAL_HANDLE`.
  package static let invalidExternalHandle = Self(rawValue: -1_000_072_003)
  /// The corresponding C constant is `VK_ERROR_INVALID_DRM_FORMAT_MODIFIER_PLANE_LAYOUT_EXT`.
  package static let invalidPlaneLayout = Self(rawValue: -1_000_158_000)
}

extension VulkanResult: CustomStringConvertible {
  /// The C name without its prefix, or the number.
  package var description: String {
    switch self {
    case .success: "SUCCESS"
    case .timeout: "TIMEOUT"
    case .outOfHostMemory: "OUT_OF_HOST_MEMORY"
    case .outOfDeviceMemory: "OUT_OF_DEVICE_MEMORY"
    case .initializationFailed: "INITIALIZATION_FAILED"
    case .incompatibleDriver: "INCOMPATIBLE_DRIVER"
    case .tooManyObjects: "TOO_MANY_OBJECTS"
    case .formatNotSupported: "FORMAT_NOT_SUPPORTED"
    case .invalidExternalHandle: "INVALID_EXTERNAL_HANDLE"
    case .invalidPlaneLayout: "INVALID_DRM_FORMAT_MODIFIER_PLANE_LAYOUT"
    default: "VkResult \(rawValue)"
    }
  }
}

/// A device, an image or memory of Vulkan: a number that only the library looks behind.
package struct VulkanObject: Hashable, Sendable {
  package let number: UInt64
  package init(_ number: UInt64) { self.number = number }
}

/// What a device says of itself.
package struct VulkanDescription: Hashable, Sendable {
  /// The product, such as `llvmpipe (LLVM 19.1.7, 256 bits)`.
  package var name: String
  /// The driver, such as `llvmpipe`; empty where it does not say.
  package var driver: String
  /// Whether it is the CPU that draws.
  package var isCPU: Bool
  /// The first extension that sharing images takes and that it lacks; `nil` where it has all.
  package var missingExtension: String?
  /// The number of its render node; `nil` where it has none.
  package var renderMinor: Int64?
  /// Its render node; `nil` where it has none.
  package var renderNode: String? { renderMinor.map { "/dev/dri/renderD\($0)" } }

  package init(
    name: String, driver: String, isCPU: Bool, missingExtension: String? = nil,
    renderMinor: Int64? = nil
  ) {
    self.name = name
    self.driver = driver
    self.isCPU = isCPU
    self.missingExtension = missingExtension
    self.renderMinor = renderMinor
  }
}

/// A layout that a format can have.
///
/// The corresponding C type is `VkDrmFormatModifierPropertiesEXT`.
package struct VulkanLayout: Hashable, Sendable {
  package var modifier: UInt64
  package var planes: UInt32
  /// The corresponding C type is `VkFormatFeatureFlags`.
  package var features: UInt32

  package init(modifier: UInt64, planes: UInt32, features: UInt32) {
    self.modifier = modifier
    self.planes = planes
    self.features = features
  }
}

/// What images of a format in a layout are limited to.
package struct VulkanLimits: Hashable, Sendable {
  /// In pixels.
  package var width: UInt32
  package var height: UInt32
  package var canExport: Bool
  package var canImport: Bool

  package init(width: UInt32, height: UInt32, canExport: Bool, canImport: Bool) {
    self.width = width
    self.height = height
    self.canExport = canExport
    self.canImport = canImport
  }
}

/// An image in one layout.
package struct VulkanRequest: Hashable, Sendable {
  /// The corresponding C type is `VkFormat`.
  package var format: Int32
  package var width: UInt32
  package var height: UInt32
  /// The corresponding C type is `VkImageUsageFlags`.
  package var usage: UInt32
  package var modifier: UInt64
  /// Where the planes are to lie; empty where the driver lays them out.
  package var planes: [VulkanPlane]

  package init(
    format: Int32, width: UInt32, height: UInt32, usage: UInt32, modifier: UInt64,
    planes: [VulkanPlane] = []
  ) {
    self.format = format
    self.width = width
    self.height = height
    self.usage = usage
    self.modifier = modifier
    self.planes = planes
  }
}

/// Where a plane lies, in bytes.
///
/// The corresponding C type is `VkSubresourceLayout`.
package struct VulkanPlane: Hashable, Sendable {
  package var offset: UInt64
  package var stride: UInt64
  package var size: UInt64

  package init(offset: UInt64, stride: UInt64, size: UInt64 = 0) {
    self.offset = offset
    self.stride = stride
    self.size = size
  }
}

/// The memory that an image needs.
///
/// The corresponding C type is `VkMemoryRequirements`.
package struct VulkanRequirements: Hashable, Sendable {
  package var size: UInt64
  /// One bit for each memory type that will do.
  package var types: UInt32

  package init(size: UInt64, types: UInt32) {
    self.size = size
    self.types = types
  }
}
#endif
