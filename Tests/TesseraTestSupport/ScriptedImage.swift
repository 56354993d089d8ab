#if GBM
internal import TesseraKernel

/// The memory behind an image, as a scripted OpenGL sees it.
struct ScriptedImage: Sendable {
  private struct Plane: Sendable {
    let memory: FakeMemory?
    let place: GBMForeignImage.Plane
  }

  private let planes: [Plane]
  private let format: UInt32

  init(_ image: GBMForeignImage) {
    format = image.format
    planes = image.planes.map { Plane(memory: FakeMemory(heldBy: $0.descriptor), place: $0) }
  }

  /// Visits the pixels of a window that are in the first plane: the byte of each, and its place in the
  /// window.
  func visit(
    _ window: GLESWindow, _ more: Int,
    _ body: (_ bytes: inout MutableRawSpan, _ offset: Int, _ place: Int) -> Void
  ) {
    guard let mapping = planes[0].memory?.mapped() else { return }
    let plane = planes[0].place
    mapping.withMutableBytes(in: 0..<mapping.count) { bytes in
      for (x, y, place) in Self.pixels(of: window) {
        let offset = Int(plane.offset) + y * (Int(plane.stride) + more) + 4 * x
        guard offset + 4 <= bytes.byteCount else { continue }
        body(&bytes, offset, place)
      }
    }
  }

  private static func pixels(of window: GLESWindow) -> [(x: Int, y: Int, place: Int)] {
    let columns = Int(window.columns)
    return (0..<Int(window.height)).flatMap { y in
      (0..<2 * columns).map { end in
        (end < columns ? end : Int(window.width) - 2 * columns + end, y, y * 2 * columns + end)
      }
    }
  }
}

/// Luma and chroma.
extension ScriptedImage {
  /// Where samples lie: the plane, bytes from one sample to the next, the first, and bytes of each.
  private typealias Samples = (plane: Int, step: Int, start: Int, size: Int)
  private typealias Shape = (luma: Samples, blue: Samples, red: Samples, across: Int, down: Int)

  private static let shapes: [UInt32: Shape] = [
    0x3231_564e: ((0, 1, 0, 1), (1, 2, 0, 1), (1, 2, 1, 1), 2, 2),  // NV12
    0x3132_564e: ((0, 1, 0, 1), (1, 2, 1, 1), (1, 2, 0, 1), 2, 2),  // NV21
    0x3631_564e: ((0, 1, 0, 1), (1, 2, 0, 1), (1, 2, 1, 1), 2, 1),  // NV16
    0x3231_5559: ((0, 1, 0, 1), (1, 1, 0, 1), (2, 1, 0, 1), 2, 2),  // YU12
    0x3231_5659: ((0, 1, 0, 1), (2, 1, 0, 1), (1, 1, 0, 1), 2, 2),  // YV12
    0x3956_5559: ((0, 1, 0, 1), (1, 1, 0, 1), (2, 1, 0, 1), 4, 4),  // YUV9
    0x5659_5559: ((0, 2, 0, 1), (0, 4, 1, 1), (0, 4, 3, 1), 2, 1),  // YUYV
    0x3031_3050: ((0, 2, 0, 2), (1, 4, 0, 2), (1, 4, 2, 2), 2, 2),  // P010
    0x3432_5559: ((0, 1, 0, 1), (1, 1, 0, 1), (2, 1, 0, 1), 1, 1),  // YU24
  ]

  /// Whether it has luma and chroma that can be converted.
  var isYUV: Bool { Self.shapes[format] != nil }

  /// What a window shows of it.
  func converted(
    by conversion: ScriptedConversion, in window: GLESWindow, _ more: Int
  ) -> [UInt8] {
    var pixels = [UInt8](repeating: 255, count: window.byteCount)
    guard let shape = Self.shapes[format] else { return pixels }
    let bytes = planes.map { plane -> [UInt8] in
      guard let mapping = plane.memory?.mapped() else { return [] }
      return mapping.withMutableBytes(in: 0..<mapping.count) { bytes in
        (0..<bytes.byteCount).map {
          unsafe bytes.bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
        }
      }
    }
    func sample(_ samples: Samples, _ x: Int, _ y: Int) -> Double {
      let place = planes[samples.plane].place
      let start =
        Int(place.offset) + y * (Int(place.stride) + more) + x * samples.step + samples.start
      guard start + samples.size <= bytes[samples.plane].count else { return 0 }
      // The upper byte is what counts of two.
      return Double(bytes[samples.plane][start + samples.size - 1]) / 255
    }
    func chroma(_ samples: Samples, _ x: Int, _ y: Int) -> Double {
      var sum = 0.0
      for down in conversion.sources(of: y, every: shape.down, Int(window.height)) {
        for across in conversion.sources(of: x, every: shape.across, Int(window.width)) {
          sum += sample(samples, across.sample, down.sample) * across.weight * down.weight
        }
      }
      return sum
    }
    for (x, y, place) in Self.pixels(of: window) {
      let colour = conversion.colour(
        sample(shape.luma, x, y), chroma(shape.blue, x, y), chroma(shape.red, x, y))
      for (channel, value) in colour.enumerated() { pixels[4 * place + channel] = value }
    }
    return pixels
  }
}
#endif
