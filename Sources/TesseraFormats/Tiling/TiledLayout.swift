/// What is known of the memory of an image before a driver has made it.
public enum TiledLayout: Hashable, Sendable {
  /// What is published of the arrangement fixes every plane.
  ///
  /// Strides are the least that fit; each plane starts at the first place behind the one before
  /// where the arrangement lets it start, and `size` ends with the last plane. An allocator may
  /// round the whole up. Where bytes of one plane lie between those of another, or a plane carries
  /// state of its own in front of its pixels, its size is more than its stride times its rows.
  case exact(planes: [PlaneLayout], size: Bytes)
  /// The arrangement leaves something to the driver; the words say what.
  case driverChoice(String)
  /// The image cannot have this arrangement; the words say why.
  case unsupported(String)
}

extension TiledLayout {
  /// The memory planes, where they are known.
  public var planes: [PlaneLayout]? {
    guard case .exact(let planes, _) = self else { return nil }
    return planes
  }

  /// The bytes of the whole image, where they are known.
  public var size: Bytes? {
    guard case .exact(_, let size) = self else { return nil }
    return size
  }
}

/// Why a calculator came to no layout.
enum NoLayout: Error {
  case driver(String)
  case unsupported(String)
  case overflow

  static let multiPlanar =
    Self.driver("how several planes of pixels share a buffer is not published")

  var layout: TiledLayout {
    switch self {
    case .driver(let reason): .driverChoice(reason)
    case .unsupported(let reason): .unsupported(reason)
    case .overflow: .unsupported("the sizes overflow 64 bits")
    }
  }
}

extension Optional {
  /// The value, or the overflow that its absence stands for.
  func checked() throws(NoLayout) -> Wrapped {
    guard let self else { throw .overflow }
    return self
  }
}
