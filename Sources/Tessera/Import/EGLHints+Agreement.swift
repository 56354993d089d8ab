#if GBM
internal import TesseraKernel

extension EGLHints {
  /// What was agreed of the colours of luma and chroma, as far as EGL has words for it.
  init(of agreement: Agreement) {
    self.init()
    guard agreement.format.info?.isYUV == true else { return }
    let encodings: [Colour.Value: EGLEncoding] = [
      "bt601": .bt601, "bt709": .bt709, "bt2020": .bt2020,
    ]
    encoding = agreement.colour[.encoding].flatMap { encodings[$0] }
    let ranges: [Colour.Value: EGLRange] = ["full": .full, "limited": .narrow]
    range = agreement.colour[.range].flatMap { ranges[$0] }
  }
}
#endif
