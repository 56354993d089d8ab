#if Vulkan
import Foundation
import TesseraKernel
import Testing

@testable import Tessera

/// Vulkan's devices as vulkaninfo sees them.
///
/// Debian 13's vulkaninfo prints no modifiers (it does not chain
/// `VkDrmFormatModifierPropertiesListEXT`) and no external-memory features of images: what a format
/// can do as LINEAR is held against what it prints of linear tiling, and the rest against nothing.
extension LabTests.VulkanTests {
  private static let told = Lab.isForVulkan ? (try? VulkanInfo.all()) ?? [] : []
  private static let library = Lab.isForVulkan ? try? LoadedVulkan() : nil

  private func descriptions() throws -> [VulkanDescription] {
    let library = try #require(Self.library)
    var found: [VulkanDescription] = []
    while let next = try library.description(ofDevice: UInt32(found.count)).get() {
      found.append(next)
    }
    return found
  }

  @Test("the devices are those that vulkaninfo prints: products, drivers, kinds, extensions")
  func sameDevices() throws {
    let mine = try descriptions()
    #expect(!mine.isEmpty)
    #expect(mine.count == Self.told.count)
    for (device, other) in zip(mine, Self.told) {
      let structure = "VkPhysicalDeviceProperties"
      #expect(device.name == other.text(structure, "deviceName"))
      #expect(
        device.isCPU == (other.text(structure, "deviceType") == "VK_PHYSICAL_DEVICE_TYPE_CPU"))
      #expect(device.driver == other.text("VkPhysicalDeviceVulkan12Properties", "driverName"))
      #expect(device.missingExtension == Self.needed.first { !other.extensions.contains($0) })
      if !other.extensions.contains("VK_EXT_physical_device_drm") {
        #expect(device.renderMinor == nil)
      }
    }
    // Whatever lacks nothing is an allocator, in the same order.
    #expect(
      Self.devices.map(\.deviceName)
        == mine.filter { $0.missingExtension == nil }.map(\.name))
  }

  @Test("types of memory are the same, and say how the CPU sees a buffer")
  func sameMemory() throws {
    let library = try #require(Self.library)
    for (index, other) in Self.told.enumerated() {
      #expect(try library.memoryTypes(ofDevice: UInt32(index)).get() == other.memoryTypes)
      let name = other.text("VkPhysicalDeviceProperties", "deviceName")
      guard let allocator = Self.devices.first(where: { $0.deviceName == name }) else { continue }
      // VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT and VK_MEMORY_PROPERTY_HOST_CACHED_BIT
      let taken = other.memoryTypes.first { $0 & 1 != 0 } ?? other.memoryTypes.first
      #expect(
        allocator.production.cacheModes
          == (try #require(taken) & 8 != 0 ? .cached : .writeCombined))
    }
  }

  @Test("a format can do as LINEAR what it can do in linear tiling, up to the same size")
  func sameFormats() throws {
    let library = try #require(Self.library)
    #expect(Set(Self.names.keys) == Set(VulkanFormat.all.map(\.number)))
    var compared = 0
    for (index, other) in Self.told.enumerated() {
      for number in Self.names.keys.sorted() {
        let name = try #require(Self.names[number])
        let layouts = try library.layouts(of: number, onDevice: UInt32(index)).get()
        let linear = layouts.first { $0.modifier == Modifier.linear.rawValue }
        #expect(linear?.features ?? 0 == other.linearFeatures[name] ?? 0, "\(name)")
        compared += linear == nil ? 0 : 1
      }
    }
    #expect(compared > 0)
  }

  @Test("what an allocator offers is what vulkaninfo's formats can be used for")
  func sameOffers() throws {
    for allocator in Self.devices {
      let other = try #require(
        Self.told.first {
          $0.text("VkPhysicalDeviceProperties", "deviceName") == allocator.deviceName
        })
      let side = try #require(other.limits["maxImageDimension2D"])
      #expect(
        allocator.production.sizes.maximum == Extent(width: Pixels(side), height: Pixels(side)))
      for (format, number) in VulkanFormat.all {
        let info = try #require(format.info)
        let features = other.linearFeatures[try #require(Self.names[number])] ?? 0
        let wanted = allocator.usage.possible(for: info).features
        let isOffered = allocator.production.formats.contains(FormatModifier(format, .linear))
        // lavapipe does not tell where it put the second plane of an image (see `planes`).
        let isTold = info.planeCount == 1
        #expect(isOffered == (features & wanted == wanted && isTold), "\(format)")
      }
    }
  }

  /// What sharing images takes, in the order in which Tessera asks.
  private static let needed = [
    "VK_KHR_external_memory_fd", "VK_EXT_external_memory_dma_buf", "VK_KHR_image_format_list",
    "VK_EXT_image_drm_format_modifier",
  ]

  /// The names of the formats that Tessera knows, by their numbers.
  private static let names: [Int32: String] = [
    4: "VK_FORMAT_R5G6B5_UNORM_PACK16", 9: "VK_FORMAT_R8_UNORM", 16: "VK_FORMAT_R8G8_UNORM",
    37: "VK_FORMAT_R8G8B8A8_UNORM", 44: "VK_FORMAT_B8G8R8A8_UNORM",
    58: "VK_FORMAT_A2R10G10B10_UNORM_PACK32", 64: "VK_FORMAT_A2B10G10R10_UNORM_PACK32",
    70: "VK_FORMAT_R16_UNORM", 77: "VK_FORMAT_R16G16_UNORM", 97: "VK_FORMAT_R16G16B16A16_SFLOAT",
    1_000_156_002: "VK_FORMAT_G8_B8_R8_3PLANE_420_UNORM",
    1_000_156_003: "VK_FORMAT_G8_B8R8_2PLANE_420_UNORM",
    1_000_156_013: "VK_FORMAT_G10X6_B10X6R10X6_2PLANE_420_UNORM_3PACK16",
  ]
}
#endif
