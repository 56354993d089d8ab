/// How a scripted OpenGL makes colours of luma and chroma.
package struct ScriptedConversion: Hashable, Sendable {
  /// Where chroma between its samples comes from.
  package enum Reconstruction: Hashable, Sendable, CaseIterable {
    /// The nearest sample, by the textures' relative coordinates.
    case nearest
    /// Between samples that lie amid their pixels.
    case centred
    /// Between samples that lie on the first of their pixels.
    case sited
  }

  /// The weights of red and blue in luma.
  package var red: Double
  package var blue: Double
  package var isNarrow = true
  package var reconstruction = Reconstruction.nearest

  package static let bt601 = Self(red: 0.299, blue: 0.114)
  package static let bt709 = Self(red: 0.2126, blue: 0.0722)
  package static let bt2020 = Self(red: 0.2627, blue: 0.0593)

  /// Red, green and blue in bytes, of luma and chroma from 0 to 1.
  func colour(_ luma: Double, _ blueChroma: Double, _ redChroma: Double) -> [UInt8] {
    let y = isNarrow ? (luma * 255 - 16) / 219 : luma
    let scale = isNarrow ? 255.0 / 224 : 1
    // The middle is 128, not half of 255.
    let u = (blueChroma - 128.0 / 255) * scale
    let v = (redChroma - 128.0 / 255) * scale
    let r = y + 2 * (1 - red) * v
    let b = y + 2 * (1 - blue) * u
    let g = (y - red * r - blue * b) / (1 - red - blue)
    return [r, g, b].map { UInt8((min(max($0, 0), 1) * 255).rounded()) }
  }

  /// The samples along one line that chroma of a pixel comes from, and their weights.
  func sources(
    of pixel: Int, every pixels: Int, _ size: Int
  ) -> [(sample: Int, weight: Double)] {
    let count = (size + pixels - 1) / pixels
    let place: Double
    switch reconstruction {
    case .nearest:
      return [(Int((Double(pixel) + 0.5) / Double(size) * Double(count)), 1)]
    case .centred: place = (Double(pixel) + 0.5) / Double(pixels) - 0.5
    case .sited: place = Double(pixel) / Double(pixels)
    }
    let low = place.rounded(.down)
    return [
      (min(max(Int(low), 0), count - 1), 1 - place + low),
      (min(Int(low) + 1, count - 1), place - low),
    ]
  }
}
