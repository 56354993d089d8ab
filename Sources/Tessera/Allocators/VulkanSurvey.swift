#if Vulkan
internal import TesseraKernel

/// What a Vulkan device makes, as it says and as was tried.
struct VulkanSurvey {
  var pairs: [FormatModifier] = []
  /// The planes in memory of each pair.
  var planes: [FormatModifier: UInt32] = [:]
  /// The greatest image of every pair.
  var greatest: Extent?
  /// What linear rows are multiples of where the driver has the choice.
  var rowMultiple: Bytes = 1
  /// What they are multiples of where it does not take the choice of somebody else, but lays the rows
  /// out longer and returns no error.
  var importedRowMultiple: Bytes = 1
  var cacheModes = CacheModes.cached

  init(of device: VulkanDevice, _ usage: VulkanUsage) {
    for (format, number) in VulkanFormat.all {
      guard let info = format.info else { continue }
      let usage = usage.possible(for: info)
      // Vulkan knows no images for nothing.
      guard !usage.isEmpty else { continue }
      for layout in device.layouts(of: number)
      where layout.features & usage.features == usage.features {
        let limits = device.limits(of: number, modifier: layout.modifier, usage: usage.rawValue)
        guard let limits, limits.canExport, limits.width > 0, limits.height > 0 else { continue }
        let pair = FormatModifier(format, .explicit(Modifier(rawValue: layout.modifier)))
        if pair.modifier == .linear {
          guard let multiple = Self.rows(of: format, number, info, usage, device),
            let common = rowMultiple.leastCommonMultiple(with: multiple)
          else { continue }
          rowMultiple = common
          if !Self.takesTightRows(number, info, usage, device) { importedRowMultiple = common }
        }
        pairs.append(pair)
        planes[pair] = layout.planes
        let here = Extent(
          width: Pixels(UInt64(limits.width)), height: Pixels(UInt64(limits.height)))
        greatest = Extent(
          width: min(greatest?.width ?? here.width, here.width),
          height: min(greatest?.height ?? here.height, here.height))
      }
    }
    if let type = memoryType(device, usage), device.memoryTypes[Int(type)] & Self.cached == 0 {
      cacheModes = .writeCombined
    }
  }

  /// The corresponding C constant is `VK_MEMORY_PROPERTY_HOST_CACHED_BIT`.
  private static let cached: UInt32 = 8

  /// What rows of a linear image are multiples of, if the driver lays planes out as it is told, and
  /// tells so; `nil` where it does not.
  ///
  /// lavapipe takes the planes of NV12 as they are told and then tells all of them at the first one's
  /// place: what cannot be read back is not offered.
  private static func rows(
    of format: PixelFormat, _ number: Int32, _ info: PixelFormatInfo, _ usage: VulkanUsage,
    _ device: VulkanDevice
  ) -> Bytes? {
    let pixel = info.plane(0).bytesPerBlock
    var request = VulkanRequest(
      format: number, width: 2, height: 2, usage: usage.rawValue, modifier: 0)
    guard let least = try? device.makeImage(request),
      let stride = least.planes(UInt32(info.planeCount)).first?.stride,
      let multiple = Bytes(stride).leastCommonMultiple(with: pixel),
      let longer = multiple.value.multipliedReportingOverflow(by: 4) as (UInt64, Bool)?, !longer.1,
      let layout = LinearLayout(format: format, extent: Extent(width: 2, height: 2))
    else { return nil }
    // Rows of two pixels tell the driver's granule, unless two pixels are as long.
    let granule = stride > 2 * pixel.value ? multiple : pixel
    var offset: UInt64 = 0
    request.planes = layout.planes.map { plane in
      defer { offset += longer.0 * plane.rows.value }
      return VulkanPlane(offset: offset, stride: longer.0)
    }
    guard let told = try? device.makeImage(request) else { return nil }
    let planes = told.planes(UInt32(request.planes.count))
    let isTold = zip(planes, request.planes).allSatisfy {
      $0.offset == $1.offset && $0.stride == $1.stride
    }
    return isTold ? granule : nil
  }

  /// Whether an image of two pixels has rows as tight as it is told.
  private static func takesTightRows(
    _ number: Int32, _ info: PixelFormatInfo, _ usage: VulkanUsage, _ device: VulkanDevice
  ) -> Bool {
    guard info.planeCount == 1 else { return true }
    let tight = 2 * info.plane(0).bytesPerBlock.value
    let image = try? device.makeImage(
      VulkanRequest(
        format: number, width: 2, height: 2, usage: usage.rawValue, modifier: 0,
        planes: [VulkanPlane(offset: 0, stride: tight)]))
    return image?.planes(1).first?.stride == tight
  }

  private func memoryType(_ device: VulkanDevice, _ usage: VulkanUsage) -> UInt32? {
    guard let pair = pairs.first, let number = VulkanFormat.number(of: pair.format),
      let modifier = pair.modifier.explicitModifier?.rawValue,
      let image = try? device.makeImage(
        VulkanRequest(
          format: number, width: 1, height: 1, usage: usage.rawValue, modifier: modifier))
    else { return nil }
    return device.memoryType(among: image.requirements.types)
  }
}

extension VulkanUsage {
  /// Images of several planes are not drawn into.
  func possible(for info: PixelFormatInfo) -> Self {
    info.planeCount > 1 ? subtracting(.colourAttachment) : self
  }
}

extension VulkanDevice {
  /// The memory to take: the device's own before others.
  func memoryType(among types: UInt32) -> UInt32? {
    var first: UInt32?
    for (index, properties) in memoryTypes.prefix(32).enumerated()
    where types & (1 << UInt32(index)) != 0 {
      // VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT
      if properties & 1 != 0 { return UInt32(index) }
      first = first ?? UInt32(index)
    }
    return first
  }
}
#endif
