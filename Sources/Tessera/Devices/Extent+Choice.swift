extension Extent {
  /// The number of pixels, as far as it is to be compared.
  var area: UInt64 {
    width.value.multipliedReportingOverflow(by: height.value).partialValue
  }
}

extension [Extent] {
  /// The size that comes closest to the best: the largest that is within it, else the smallest.
  func closest(to best: Extent) -> Extent? {
    let within = filter { $0.width <= best.width && $0.height <= best.height }
    return within.max { $0.area < $1.area } ?? self.min { $0.area < $1.area }
  }
}
