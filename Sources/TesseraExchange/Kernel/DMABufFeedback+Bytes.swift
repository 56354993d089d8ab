internal import TesseraFormats

// The bytes as they cross the wire. Rows are 16 bytes: format, four unused bytes, modifier.
extension DMABufFeedback {
  private static let rowSize = 16

  /// Reads a table as it is mapped from the `format_table` event's file.
  public static func table(bytes: [UInt8]) throws(Malformed) -> [Entry] {
    guard bytes.count % rowSize == 0, bytes.count / rowSize <= 1 << 16 else {
      throw .table(byteCount: bytes.count)
    }
    return stride(from: 0, to: bytes.count, by: rowSize).map { place in
      Entry(
        PixelFormat(rawValue: LittleEndian.number(bytes, at: place)),
        Modifier(rawValue: LittleEndian.number(bytes, at: place + 8)))
    }
  }

  /// The table as it is mapped by clients.
  public var tableBytes: [UInt8] {
    table.flatMap { entry in
      LittleEndian.bytes(entry.format.rawValue) + [0, 0, 0, 0]
        + LittleEndian.bytes(entry.modifier.rawValue)
    }
  }
}

extension DMABufFeedback.DeviceNumber {
  /// Reads the array of a `main_device` or `tranche_target_device` event.
  public init(bytes: [UInt8]) throws(DMABufFeedback.Malformed) {
    guard bytes.count == 8 else { throw .device(byteCount: bytes.count) }
    self.init(rawValue: LittleEndian.number(bytes, at: 0))
  }

  /// The array of such an event.
  public var bytes: [UInt8] { LittleEndian.bytes(rawValue) }

  /// The driver's part of the number.
  public var major: UInt32 {
    UInt32(truncatingIfNeeded: rawValue >> 8 & 0xfff | rawValue >> 32 & 0xffff_f000)
  }

  /// The device's part of the number.
  public var minor: UInt32 {
    UInt32(truncatingIfNeeded: rawValue & 0xff | rawValue >> 12 & 0xffff_ff00)
  }
}

extension DMABufFeedback.DeviceNumber: CustomStringConvertible {
  /// Both parts, such as `226:128`.
  public var description: String { "\(major):\(minor)" }
}

extension DMABufFeedback.Tranche {
  /// Reads the arrays of one tranche's events.
  public init(
    targetDevice: [UInt8], flags: UInt32, indices: [UInt8]
  ) throws(DMABufFeedback.Malformed) {
    guard indices.count % 2 == 0 else { throw .indices(byteCount: indices.count) }
    self.init(
      targetDevice: try DMABufFeedback.DeviceNumber(bytes: targetDevice),
      flags: Flags(rawValue: flags),
      indices: stride(from: 0, to: indices.count, by: 2).map {
        LittleEndian.number(indices, at: $0)
      })
  }

  /// The array of the `tranche_formats` event.
  public var indexBytes: [UInt8] { indices.flatMap { LittleEndian.bytes($0) } }
}

extension DMABufFeedback.Malformed: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .table(let count):
      "The format table has \(count) bytes; it must be 16 bytes a row and at most 65536 rows."
    case .device(let count): "A device has \(count) bytes; it must have 8."
    case .indices(let count): "A list of indices has \(count) bytes; it must have 2 an index."
    case .index(let index, let count):
      "A tranche names row \(index) of a table of \(count) rows; send the table that it is of."
    }
  }
}
