#if GBM
internal import TesseraKernel

/// Marks at both ends of every row of luma, or of chroma, that OpenGL's colours tell again, whatever
/// matrix and range it converts with.
///
/// Each sample is one bit, as if by chance. Neutral chroma makes dark and bright luma dark and bright
/// grey: 56 to 64 and 192 to 205 of 255. In middle grey, 126 to 128, red and blue rise and fall with
/// their own chroma alone, by 78 to 120. Where a driver makes chroma smooth, the pixels that are looked
/// at have 9/16 of it from their own sample in the worst case: an eighth of that is left, 9 and more.
struct YUVMarks {
  /// What is marked; the rest is neutral.
  enum Part: String, CaseIterable {
    case luma
    case chroma
  }

  private let part: Part
  private let seed: UInt64
  private let samples: YUVSamples
  private let window: GLESWindow

  init(_ part: Part, seed: UInt64, _ samples: YUVSamples, in window: GLESWindow) {
    self.part = part
    self.seed = seed
    self.samples = samples
    self.window = window
  }

  private func bit(_ component: UInt64, _ column: Int, _ row: Int) -> Bool {
    Marks.mixed(seed &+ component << 60 &+ UInt64(row) << 24 &+ UInt64(column)) & 1 == 1
  }

  /// Writes them, and what is neutral, one sample beyond the window: a driver may look there too.
  func write(to buffer: Buffer) throws {
    for (plane, place) in buffer.planes.enumerated() {
      try buffer.withMutableBytes(ofPlane: plane) { bytes in
        for (index, component) in [samples.luma, samples.blue, samples.red].enumerated()
        where component.plane == plane {
          let (isLuma, wide) = (index == 0, component.pixels.across)
          let (low, high): (UInt64, UInt64) = isLuma ? (64, 192) : (72, 184)
          let isMarked = isLuma == (part == .luma)
          let last = (Int(window.width) - 1) / wide
          let near = (Int(window.columns) - 1) / wide + 1
          let columns = Set(0...min(near, last)).union(max(0, last - near)...last)
          for row in 0...(Int(window.height) - 1) / component.pixels.down {
            for column in columns {
              let level = bit(UInt64(index), column, row) ? high : low
              component.store(
                isMarked ? level : isLuma ? 126 : 128, at: (column, row), in: &bytes,
                stride: Int(place.stride.value))
            }
          }
        }
      }
    }
  }

  /// How many ends of rows a window shows as they were marked, and of how many.
  func count(inWindow bytes: [UInt8]) -> (found: Int, all: Int) {
    let (columns, gap) = (Int(window.columns), Int(window.width - window.columns))
    let pixels = part == .luma ? samples.luma.pixels : samples.blue.pixels
    var (found, all) = (0, 0)
    // Of the pixels that share a sample, the one that is nearest to it and not behind.
    for y in 0..<Int(window.height) where y % pixels.down == (pixels.down - 1) / 2 {
      for end in 0...1 {
        let shown = (0..<columns).allSatisfy { place in
          let x = end * gap + place
          guard x % pixels.across == (pixels.across - 1) / 2 else { return true }
          let start = 4 * ((2 * y + end) * columns + place)
          return shows(bytes[start..<start + 4], x / pixels.across, y / pixels.down)
        }
        all += 1
        if shown { found += 1 }
      }
    }
    return (found, all)
  }

  /// Whether a colour, of red, green and blue, is that of the samples there.
  private func shows(_ colour: ArraySlice<UInt8>, _ column: Int, _ row: Int) -> Bool {
    let channels = Array(colour)
    switch part {
    case .luma:
      let isBright = bit(0, column, row)
      return channels[..<3].allSatisfy { isBright ? $0 >= 160 : $0 <= 96 }
    case .chroma:
      return [(1, channels[2]), (2, channels[0])].allSatisfy { component, value in
        bit(component, column, row) ? value >= 131 : value <= 123
      }
    }
  }
}
#endif
