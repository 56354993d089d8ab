import Testing
import TesseraFormats

/// How the records of a GPU family are compared, and how many agree.
struct TilingFamily: Sendable, CustomTestStringConvertible {
  let name: String
  var exact = 0
  var driverChoices = 0
  var exceptions = 0
  /// What of the strides of a record is the driver's policy.
  var strideMultiple: @Sendable (TilingRecord) -> Bytes = { record in
    record.modifier == .linear ? Bytes(record.granules.explicit) : 1
  }
  /// Whether the driver allocates a layout of so many bytes as recorded.
  var allocates: @Sendable (TilingRecord, UInt64) -> Bool = { record, size in
    record.size == TilingFamily.rounded(size, 4096)
  }
  /// Whether a disagreement has a known reason, which is told where this is set.
  var exception: @Sendable (TilingRecord) -> Bool = { _ in false }

  var testDescription: String { name }

  func exception(to record: TilingRecord) -> Bool { exception(record) }

  static func rounded(_ size: UInt64, _ step: UInt64) -> UInt64 {
    (size + step - 1) / step * step
  }

  /// Buckets: a quarter of a power of two, and whole pages of 2 MiB on Intel.
  static func bucket(_ record: TilingRecord, _ size: UInt64) -> Bool {
    size <= record.size && record.size <= size + max(size / 4, 2 << 20)
  }

  /// The size of a linear image whose lines a driver pads.
  static func linear(_ record: TilingRecord, lines: (UInt64) -> UInt64) -> UInt64 {
    record.planes[0].stride * lines(record.extent.height.value)
  }

  /// Checksums of 16 × 16 pixels, which Mali writes behind images of up to 32 bits.
  static func checksums(_ record: TilingRecord) -> UInt64 {
    guard let bytes = record.format.info?.plane(0).bytesPerBlock, bytes <= 4 else { return 0 }
    return rounded(record.extent.width.value, 16) * rounded(record.extent.height.value, 16) / 32
  }

  /// Arm's own arrangements fix their strides; panfrost pads those of others.
  @Sendable static func maliMultiple(_ record: TilingRecord) -> Bytes {
    record.modifier.vendor == .arm ? 1 : Bytes(record.granules.explicit)
  }

  static let all: [TilingFamily] = [
    TilingFamily(name: "amdgpu", exact: 1560),
    TilingFamily(name: "asahi", exact: 144, allocates: { $0.size == rounded($1, 16384) }),
    TilingFamily(
      name: "etnaviv", exact: 270, strideMultiple: { Bytes($0.granules.explicit) },
      allocates: { record, size in
        // The resolver copies four lines at a time.
        bucket(record, record.modifier == .linear ? linear(record) { rounded($0, 4) } : size)
      }),
    TilingFamily(name: "freedreno", exact: 378, allocates: bucket),
    TilingFamily(
      name: "intel", exact: 1585, driverChoices: 8, exceptions: 20,
      strideMultiple: { record in
        // Only displays want linear lines padded.
        guard record.modifier == .linear else { return 1 }
        let forDisplay = record.usages.contains { $0.contains("S") }
        return Bytes(forDisplay ? record.granules.display : record.granules.explicit)
      }, allocates: bucket,
      // Buffers without a modifier may have compression state of the driver's own.
      exception: { ["intel-tgl", "intel-mtl"].contains($0.device) && $0.usages == ["IR"] }),
    TilingFamily(
      name: "lima", exact: 84,
      allocates: { record, size in
        // Lima pads linear images to tiles, too.
        let padded = record.modifier == .linear ? linear(record) { rounded($0, 16) } : size
        return record.size == rounded(padded, 4096)
      }),
    TilingFamily(
      name: "nouveau", exact: 704,
      strideMultiple: { record in
        guard record.modifier == .linear else { return 1 }
        let implicit = record.usages.allSatisfy { $0.hasPrefix("I") }
        return Bytes(implicit ? record.granules.display : record.granules.explicit)
      },
      allocates: { record, size in
        guard record.modifier == .linear else { return record.size == size }
        // Linear images have a power of two of lines.
        return record.size == linear(record) { 1 << (64 - ($0 - 1).leadingZeroBitCount) }
      }),
    TilingFamily(
      name: "nvidia", exact: 898, exceptions: 30,
      strideMultiple: { $0.modifier == .linear ? Bytes($0.granules.explicit) : 1 },
      // Blocks are no taller than the image needs, and the modifier stays as if they were; nouveau
      // does not lower them. Lines are the same either way, what lies between them is not.
      allocates: { record, size in
        guard record.modifier != .linear else { return record.size == size }
        let needed: UInt64 = (0...5).first { record.extent.height.value <= 8 << $0 } ?? 5
        let lowered = Modifier(
          rawValue: record.modifier.rawValue & ~0xf | min(record.modifier.rawValue & 0xf, needed))
        return record.modifier.layout(of: record.format, extent: record.extent).size?.value == size
          && lowered.layout(of: record.format, extent: record.extent).size?.value == record.size
      },
      // Each plane of an image in several begins 64 KiB further on.
      exception: { $0.planes.count > 1 && $0.planes.allSatisfy { $0.offset % 65536 == 0 } }),
    TilingFamily(
      name: "panfrost", exact: 1036, exceptions: 32,
      strideMultiple: maliMultiple,
      allocates: { record, _ in
        // Mali renders 16 lines at a time, more than a superblock of 32 × 8 has.
        let extent = Extent(
          width: record.extent.width,
          height: record.modifier == .linear
            ? record.extent.height : Pixels(rounded(record.extent.height.value, 16)))
        let layout = record.modifier.layout(
          of: record.format, extent: extent, strideMultiple: maliMultiple(record))
        return layout.size.map { rounded($0.value + checksums(record), 4096) } == record.size
      },
      // The GPU reads what MediaTek's decoder wrote; what it makes itself lacks the last rows.
      exception: { $0.modifier == .mediaTek16L32STile }),
    // V3D reads ahead by a cache line.
    TilingFamily(name: "v3d", exact: 96, allocates: { $0.size == rounded($1 + 64, 4096) }),
    TilingFamily(name: "vc4", exact: 24),
  ]
}
