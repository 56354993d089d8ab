/// Marks at both ends of every row of an image: each tells its buffer, its plane and its row, so a
/// side that puts rows elsewhere cannot find them.
struct Marks {
  /// One mark.
  struct Mark {
    /// The row that it is in.
    let row: UInt64
    /// Where in the row it starts.
    let column: Int
    let value: UInt64
  }

  /// What no two sets of marks share.
  let seed: UInt64

  /// The seed of one of a trial's kinds of marks, up to 15, in one of its buffers.
  static func seed(_ purpose: UInt64, ofBuffer index: Int) -> UInt64 {
    purpose << 56 + UInt64(index) << 44
  }

  /// How many bytes of an image's rows must lie apart for two marks.
  static let size = MemoryLayout<UInt64>.size

  /// The marks of one plane; none in rows too short for one.
  func marks(inPlane plane: Int, of buffer: Buffer) -> [Mark] {
    let agreement = buffer.agreement
    guard buffer.planes.indices.contains(plane), let info = agreement.format.info,
      let layout = LinearLayout(format: agreement.format, extent: agreement.extent),
      layout.planes.indices.contains(plane),
      let tight = info.minimumStride(plane: plane, width: agreement.extent.width),
      let width = Int(exactly: tight.value), width >= Self.size
    else { return [] }
    let rows = min(buffer.planes[plane].rows.value, layout.planes[plane].rows.value)
    let columns = width >= 2 * Self.size ? [0, width - Self.size] : [0]
    return (0..<rows).flatMap { row in
      columns.map { Mark(row: row, column: $0, value: value(plane, row, $0)) }
    }
  }

  /// Bits as if by chance, the same for the same place.
  private func value(_ plane: Int, _ row: UInt64, _ column: Int) -> UInt64 {
    Self.mixed(seed &+ UInt64(plane) << 60 &+ row << 24 &+ UInt64(column == 0 ? 1 : 2))
  }

  /// Bits as if by chance, of which no two places have the same.
  static func mixed(_ place: UInt64) -> UInt64 {
    var bits = place
    for factor in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] as [UInt64] {
      bits = (bits ^ bits >> 30) &* factor
    }
    return bits ^ bits >> 31
  }

  /// Writes them, through the CPU's own mapping.
  func write(to buffer: Buffer) throws {
    for (plane, place) in buffer.planes.enumerated() {
      let marks = marks(inPlane: plane, of: buffer)
      try buffer.withMutableBytes(ofPlane: plane) { bytes in
        store(marks, in: &bytes, stride: Int(place.stride.value))
      }
    }
  }

  /// Writes some of them into rows of some stride.
  func store(_ marks: [Mark], in bytes: inout MutableRawSpan, stride: Int) {
    for mark in marks {
      let offset = Int(mark.row) * stride + mark.column
      guard offset + Self.size <= bytes.byteCount else { continue }
      bytes.storeBytes(of: mark.value, toByteOffset: offset, as: UInt64.self)
    }
  }

  /// How many of the marks that `buffer` was written stand in `seen`, which may be another mapping of
  /// the same memory.
  func count(in seen: Buffer, of buffer: Buffer) throws -> (found: Int, all: Int) {
    var (found, all) = (0, 0)
    for (plane, place) in buffer.planes.enumerated() {
      let marks = marks(inPlane: plane, of: buffer)
      all += marks.count
      found += try seen.withBytes(ofPlane: plane) { bytes in
        count(marks, in: bytes, stride: Int(place.stride.value))
      }
    }
    return (found, all)
  }

  /// How many marks stand in rows of some stride.
  func count(_ marks: [Mark], in bytes: RawSpan, stride: Int) -> Int {
    marks.count { mark in
      let offset = Int(mark.row) * stride + mark.column
      guard offset + Self.size <= bytes.byteCount else { return false }
      return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        == mark.value
    }
  }
}
