#if Vulkan
internal import TesseraKernel

/// An image that Vulkan copies and the CPU looks at: what one writes, the other must see.
///
/// A copy takes the bytes as they are, whatever they mean.
struct CopyTrial {
  /// A plane in the bytes that are copied.
  private struct Plane {
    var region: VulkanRegion
    /// Bytes from one of its rows to the next.
    var stride: Int
    var bytes: Range<Int>
  }

  private let buffer: Buffer
  /// Which of the buffers it is: no two are marked alike.
  private let index: Int
  private let image: VulkanMemory
  private let isTouchedByCPU: Bool
  private let planes: [Plane]

  /// Lays the planes out one after the other.
  init(
    _ buffer: Buffer, _ index: Int, _ image: VulkanMemory, isTouchedByCPU: Bool
  ) throws(PatternStop) {
    self.buffer = buffer
    self.index = index
    self.image = image
    self.isTouchedByCPU = isTouchedByCPU
    let agreement = buffer.agreement
    guard let info = agreement.format.info,
      let tight = LinearLayout(format: agreement.format, extent: agreement.extent),
      tight.planes.count == buffer.planes.count
    else { throw .untried("\(agreement.format) has no rows to copy") }
    var planes: [Plane] = []
    for (index, plane) in tight.planes.enumerated() {
      // A multiple of 4 and of every texel that there is.
      let start = ((planes.last?.bytes.upperBound ?? 0) + 47) / 48 * 48
      let geometry = info.plane(index)
      guard geometry.bytesPerBlock > .zero,
        let stride = info.minimumStride(plane: index, width: agreement.extent.width),
        let row = Int(exactly: stride.value), let rows = Int(exactly: plane.rows.value),
        let wide = UInt32(
          exactly: stride.value / geometry.bytesPerBlock.value * geometry.blockWidth.value),
        let high = UInt32(exactly: rows),
        case let size = row.multipliedReportingOverflow(by: rows), !size.overflow,
        case let end = start.addingReportingOverflow(size.partialValue), !end.overflow
      else { throw .untried("\(agreement.format) has no texels to copy") }
      planes.append(
        Plane(
          region: VulkanRegion(offset: UInt64(start), width: wide, height: high), stride: row,
          bytes: start..<end.partialValue))
    }
    self.planes = planes
  }

  private func marks(_ purpose: UInt64) -> Marks {
    Marks(seed: Marks.seed(purpose, ofBuffer: index))
  }

  /// Has Vulkan copy what the CPU wrote.
  func read() throws(PatternStop) {
    try PatternStop.byCPU { try marks(1).write(to: buffer) }
    let copied = try copy()
    let (found, all) = count(marks(1), in: copied)
    guard all > 0 else { throw .untried("the rows are too short to tell apart") }
    guard found < all else { return }
    // Wherever it looks in the buffer, every byte is another now.
    try PatternStop.byCPU {
      for index in buffer.planes.indices {
        try buffer.withMutableBytes(ofPlane: index) { $0.invert() }
      }
    }
    throw PatternStop(
      "of \(all) marks that the CPU wrote, Vulkan copies \(found)",
      isSeen: try copy() != copied, isTouchedByCPU: isTouchedByCPU)
  }

  /// Has Vulkan write what the CPU reads, over marks of its own.
  func write() throws(PatternStop) {
    try PatternStop.byCPU { try marks(2).write(to: buffer) }
    let before = try PatternStop.byCPU { try digests() }
    var bytes = [UInt8](repeating: 0, count: size)
    for (index, plane) in planes.enumerated() {
      for mark in marks(3).marks(inPlane: index, of: buffer) {
        let start = plane.bytes.lowerBound + Int(mark.row) * plane.stride + mark.column
        for byte in 0..<Marks.size {
          bytes[start + byte] = UInt8(truncatingIfNeeded: mark.value >> UInt64(8 * byte))
        }
      }
    }
    try copy(.write, &bytes)
    let (found, all) = try PatternStop.byCPU { try marks(3).count(in: buffer, of: buffer) }
    guard all > 0 else { throw .untried("the rows are too short to tell apart") }
    guard found < all else { return }
    throw PatternStop(
      "of \(all) marks that Vulkan wrote, the CPU reads \(found)",
      isSeen: try PatternStop.byCPU { try digests() } != before, isTouchedByCPU: isTouchedByCPU)
  }

  private var size: Int { planes.last?.bytes.upperBound ?? 0 }

  private func copy() throws(PatternStop) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    try copy(.read, &bytes)
    return bytes
  }

  private func copy(_ direction: VulkanCopy, _ bytes: inout [UInt8]) throws(PatternStop) {
    do {
      try image.copy(direction, &bytes, planes.map(\.region))
    } catch {
      throw .untried("Vulkan does not copy it (\(error))")
    }
  }

  private func count(_ marks: Marks, in bytes: [UInt8]) -> (found: Int, all: Int) {
    var (found, all) = (0, 0)
    for (index, plane) in planes.enumerated() {
      let wanted = marks.marks(inPlane: index, of: buffer)
      all += wanted.count
      let rows = unsafe bytes.span.bytes.extracting(plane.bytes)
      found += marks.count(wanted, in: rows, stride: plane.stride)
    }
    return (found, all)
  }

  private func digests() throws -> [UInt64] {
    try buffer.planes.indices.map { try buffer.withBytes(ofPlane: $0) { $0.digest } }
  }
}
#endif
