extension PixelFormatInfo {
  /// Indexed, one-component and two-component formats.
  static let monochrome: [PixelFormatInfo] = [
    PixelFormatInfo(.c1, "C1", bits: 1, traits: [.indexed], PlaneGeometry(1, block: (8, 1))),
    PixelFormatInfo(.c2, "C2", bits: 2, traits: [.indexed], PlaneGeometry(1, block: (4, 1))),
    PixelFormatInfo(.c4, "C4", bits: 4, traits: [.indexed], PlaneGeometry(1, block: (2, 1))),
    PixelFormatInfo(.c8, "C8", bits: 8, traits: [.indexed], PlaneGeometry(1)),
    PixelFormatInfo(.d1, "D1", bits: 1, traits: [.greyscale], PlaneGeometry(1, block: (8, 1))),
    PixelFormatInfo(.d2, "D2", bits: 2, traits: [.greyscale], PlaneGeometry(1, block: (4, 1))),
    PixelFormatInfo(.d4, "D4", bits: 4, traits: [.greyscale], PlaneGeometry(1, block: (2, 1))),
    PixelFormatInfo(.d8, "D8", bits: 8, traits: [.greyscale], PlaneGeometry(1)),
    PixelFormatInfo(.r1, "R1", bits: 1, traits: [.greyscale], PlaneGeometry(1, block: (8, 1))),
    PixelFormatInfo(.r2, "R2", bits: 2, traits: [.greyscale], PlaneGeometry(1, block: (4, 1))),
    PixelFormatInfo(.r4, "R4", bits: 4, traits: [.greyscale], PlaneGeometry(1, block: (2, 1))),
    PixelFormatInfo(.r8, "R8", bits: 8, traits: [.greyscale], PlaneGeometry(1)),
    PixelFormatInfo(.r10, "R10", bits: 10, traits: [.greyscale], PlaneGeometry(2)),
    PixelFormatInfo(.r12, "R12", bits: 12, traits: [.greyscale], PlaneGeometry(2)),
    PixelFormatInfo(.r16, "R16", bits: 16, traits: [.greyscale], PlaneGeometry(2)),
    PixelFormatInfo(.rg88, "RG88", bits: 8, PlaneGeometry(2)),
    PixelFormatInfo(.gr88, "GR88", bits: 8, PlaneGeometry(2)),
    PixelFormatInfo(.rg1616, "RG1616", bits: 16, PlaneGeometry(4)),
    PixelFormatInfo(.gr1616, "GR1616", bits: 16, PlaneGeometry(4)),
    PixelFormatInfo(.r16F, "R16F", bits: 16, traits: [.greyscale, .float], PlaneGeometry(2)),
    PixelFormatInfo(.gr1616F, "GR1616F", bits: 16, traits: [.float], PlaneGeometry(4)),
    PixelFormatInfo(.r32F, "R32F", bits: 32, traits: [.greyscale, .float], PlaneGeometry(4)),
    PixelFormatInfo(.gr3232F, "GR3232F", bits: 32, traits: [.float], PlaneGeometry(8)),
    PixelFormatInfo(.y8, "Y8", bits: 8, traits: [.yuv, .greyscale], PlaneGeometry(1)),
    PixelFormatInfo(
      .xyyy2101010, "XYYY2101010", bits: 10, traits: [.yuv, .greyscale],
      PlaneGeometry(4, block: (3, 1))),
  ]
}
