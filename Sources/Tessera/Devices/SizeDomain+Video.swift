internal import TesseraKernel

extension SizeDomain {
  /// The sizes that a driver enumerates; any where it does not.
  init(_ sizes: FrameSizes?) {
    func extent(_ size: FrameSizes.Size) -> Extent {
      Extent(width: Pixels(UInt64(size.width)), height: Pixels(UInt64(size.height)))
    }
    switch sizes {
    case nil: self = .any
    case .discrete(let sizes): self.init(discrete: Set(sizes.map(extent)))
    case .stepwise(let minimum, let maximum, let step):
      // Some drivers say a step of zero where they mean any.
      let whole = Extent(
        width: Pixels(UInt64(max(step.width, 1))), height: Pixels(UInt64(max(step.height, 1))))
      self.init(minimum: extent(minimum), maximum: extent(maximum), step: whole)
    }
  }
}
