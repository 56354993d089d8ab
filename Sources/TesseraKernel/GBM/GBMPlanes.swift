#if GBM
/// The planes of a buffer, four of them at most, without memory of their own.
package struct GBMPlanes: RandomAccessCollection, Sendable {
  package typealias Index = Int
  package typealias Element = GBMPlane
  private var planes = InlineArray<4, GBMPlane>(repeating: .none)
  /// As many as the library says, 5 for all that are too many.
  package let endIndex: Int
  package var startIndex: Int { 0 }

  /// Asks for each plane that there can be.
  package init(count: Int, _ plane: (Int) -> GBMPlane) {
    endIndex = Swift.min(Swift.max(0, count), 5)
    for index in 0..<Swift.min(endIndex, planes.count) { planes[index] = plane(index) }
  }

  package subscript(index: Int) -> GBMPlane { index < planes.count ? planes[index] : .none }

  /// Whether all begin where others do, with the same rows.
  func lie(as others: borrowing Self) -> Bool {
    guard endIndex == others.endIndex else { return false }
    for index in 0..<Swift.min(endIndex, planes.count) {
      guard planes[index].stride == others.planes[index].stride,
        planes[index].offset == others.planes[index].offset
      else { return false }
    }
    return true
  }

  /// Over how many dma-bufs they are spread: within one open file the kernel gives none two handles.
  var dmaBufferCount: Int {
    var count = 0
    for index in 0..<Swift.min(endIndex, planes.count) {
      var isFirst = true
      for earlier in 0..<index where planes[earlier].handle == planes[index].handle {
        isFirst = false
      }
      count += isFirst ? 1 : 0
    }
    return count
  }
}

extension GBMPlane {
  fileprivate static var none: Self { Self(handle: -1, stride: 0, offset: 0) }
}
#endif
