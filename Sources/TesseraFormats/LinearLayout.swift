/// Where a linear image of the least size keeps its planes: one behind the other, without padding.
public struct LinearLayout: Hashable, Sendable {
  /// Where one plane lies.
  public struct Plane: Hashable, Sendable {
    /// Bytes from the start of the image to the plane.
    public let offset: Bytes
    /// Bytes from one line to the next.
    public let stride: Bytes
    /// Lines of the plane in memory.
    public let rows: Rows
    /// Bytes of the plane.
    public let size: Bytes
  }

  /// The format of the image.
  public let format: PixelFormat
  /// The size of the image in pixels.
  public let extent: Extent
  /// The planes in memory order.
  public let planes: [Plane]
  /// Bytes of the whole image.
  public let totalSize: Bytes

  /// Lays an image out, or answers `nil` for an unknown or non-linear format, or on overflow.
  public init?(format: PixelFormat, extent: Extent) {
    guard let info = format.info, info.isLinearRepresentable else { return nil }
    var planes: [Plane] = []
    var end = Bytes.zero
    for index in 0..<info.planeCount {
      guard let stride = info.minimumStride(plane: index, width: extent.width),
        let rows = info.rows(plane: index, height: extent.height),
        let size = stride.multiplied(by: rows.value), let next = end.adding(size)
      else { return nil }
      planes.append(Plane(offset: end, stride: stride, rows: rows, size: size))
      end = next
    }
    self.format = format
    self.extent = extent
    self.planes = planes
    totalSize = end
  }
}

/// Where one plane of a linear image lies.
public typealias PlaneLayout = LinearLayout.Plane
