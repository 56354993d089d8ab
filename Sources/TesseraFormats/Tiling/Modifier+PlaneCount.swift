extension Modifier {
  /// The memory planes of an image of `format` in this arrangement, those with state included.
  ///
  /// `nil` for unknown formats, for arrangements nothing is published of, and for formats that the
  /// arrangement does not take.
  public func memoryPlaneCount(for format: PixelFormat) -> Int? {
    guard let info = format.info, isExplicit else { return nil }
    let count = info.planeCount
    if self == .linear { return info.isLinearRepresentable ? count : nil }
    switch vendor {
    case .intel: return intelPlaneCount(info)
    case .amd: return amdPlaneCount(pixels: count)
    case .vivante where field(48, 4) != 0:
      return vivanteTile(bytesPerPixel: 4) == nil ? nil : count + 1
    case .arm where armName != nil, .amlogic where amlogicName != nil: return count
    case .mediaTek where mediaTekName != nil: return count
    case .qualcomm where self == .qualcommCompressed: return count
    default: return isBroadcomColumns || tile(bytesPerPixel: 1) != nil ? count : nil
    }
  }
}
