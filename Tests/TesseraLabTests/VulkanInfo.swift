#if Vulkan
import Foundation

/// What `vulkaninfo` prints of one device.
struct VulkanInfo: Sendable {
  /// The texts of `VkPhysicalDeviceProperties` and the like, by structure and field.
  private var properties: [String: [String: String]]
  /// `VkPhysicalDeviceLimits`, as far as they are whole numbers.
  var limits: [String: UInt64]
  /// The extensions that the device has.
  var extensions: Set<String>
  /// What a format can do in linear tiling (`VkFormatFeatureFlags`), by the C name of the format;
  /// formats that can do nothing at all are not printed.
  var linearFeatures: [String: UInt32]
  /// How the CPU sees each type of memory (`VkMemoryPropertyFlags`).
  var memoryTypes: [UInt32]

  /// All devices, in the loader's order.
  static func all() throws -> [VulkanInfo] {
    // Types of memory are printed as text alone, the rest as JSON for one device at a time.
    let (text, status) = try Command.run("sh", "-c", "vulkaninfo 2>/dev/null")
    guard status == 0 else { return [] }
    let memory = Self.memoryTypes(in: text)
    return try memory.indices.map { try VulkanInfo(ofDevice: $0, memory[$0]) }
  }

  private init(ofDevice index: Int, _ memoryTypes: [UInt32]) throws {
    let file = "vulkaninfo-\(index).json"
    _ = try Command.run("sh", "-c", "cd /tmp && vulkaninfo --json=\(index) --output \(file)")
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: "/tmp/\(file)")))
    let device = Self.object(Self.object(Self.object(json)["capabilities"])["device"])
    let structures = Self.object(device["properties"])
    properties = structures.mapValues { Self.object($0).compactMapValues { $0 as? String } }
    limits = Self.object(Self.object(structures["VkPhysicalDeviceProperties"])["limits"])
      .compactMapValues { ($0 as? NSNumber)?.uint64Value }
    extensions = Set(Self.object(device["extensions"]).keys)
    linearFeatures = Self.object(device["formats"]).mapValues { format in
      let told = Self.object(Self.object(format)["VkFormatProperties"])["linearTilingFeatures"]
      return (told as? [String] ?? []).reduce(0) { $0 | (Self.features[$1] ?? 1 << 31) }
    }
    self.memoryTypes = memoryTypes
  }

  /// A field of a structure that is a text or a name.
  func text(_ structure: String, _ field: String) -> String? { properties[structure]?[field] }

  private static func object(_ value: Any?) -> [String: Any] { value as? [String: Any] ?? [:] }

  /// Of each device, such as `propertyFlags = 0x000f: count = 4` below `memoryTypes`.
  private static func memoryTypes(in text: String) -> [[UInt32]] {
    var devices: [[UInt32]] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("VkPhysicalDeviceMemoryProperties:") {
        devices.append([])
      } else if let flags = line.range(of: "propertyFlags = 0x"), !devices.isEmpty {
        let digits = line[flags.upperBound...].prefix(while: \.isHexDigit)
        devices[devices.count - 1].append(UInt32(digits, radix: 16) ?? .max)
      }
    }
    return devices
  }

  /// The names of `VkFormatFeatureFlagBits`, from the lowest bit on.
  private static let features: [String: UInt32] = {
    let names = [
      "SAMPLED_IMAGE", "STORAGE_IMAGE", "STORAGE_IMAGE_ATOMIC", "UNIFORM_TEXEL_BUFFER",
      "STORAGE_TEXEL_BUFFER", "STORAGE_TEXEL_BUFFER_ATOMIC", "VERTEX_BUFFER", "COLOR_ATTACHMENT",
      "COLOR_ATTACHMENT_BLEND", "DEPTH_STENCIL_ATTACHMENT", "BLIT_SRC", "BLIT_DST",
      "SAMPLED_IMAGE_FILTER_LINEAR", "SAMPLED_IMAGE_FILTER_CUBIC", "TRANSFER_SRC", "TRANSFER_DST",
      "SAMPLED_IMAGE_FILTER_MINMAX", "MIDPOINT_CHROMA_SAMPLES",
      "SAMPLED_IMAGE_YCBCR_CONVERSION_LINEAR_FILTER",
      "SAMPLED_IMAGE_YCBCR_CONVERSION_SEPARATE_RECONSTRUCTION_FILTER",
      "SAMPLED_IMAGE_YCBCR_CONVERSION_CHROMA_RECONSTRUCTION_EXPLICIT",
      "SAMPLED_IMAGE_YCBCR_CONVERSION_CHROMA_RECONSTRUCTION_EXPLICIT_FORCEABLE", "DISJOINT",
      "COSITED_CHROMA_SAMPLES",
    ]
    return Dictionary(
      uniqueKeysWithValues: names.enumerated().map {
        ("VK_FORMAT_FEATURE_\($1)_BIT", UInt32(1) << UInt32($0))
      })
  }()
}
#endif
