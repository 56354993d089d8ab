public import TesseraFormats

/// Where the planes of a planned image lie, to the byte, and how large its dma-bufs are.
public struct PlannedLayout: Hashable, Sendable {
  /// The planes.
  public internal(set) var planes: PerPlane<AgreedPlane>
  /// The bytes of each dma-buf.
  public internal(set) var sizes: PerPlane<Bytes>

  init(planeCount: Int) {
    let nowhere = AgreedPlane(buffer: 0, offset: .zero, stride: .zero, rows: .zero, size: .zero)
    planes = PerPlane(repeating: nowhere, count: planeCount)
    sizes = PerPlane(repeating: .zero, count: planeCount)
  }

  /// The bytes of all dma-bufs together; `nil` on overflow.
  public var size: Bytes? {
    var total = Bytes.zero
    for size in sizes {
      guard let sum = total.adding(size) else { return nil }
      total = sum
    }
    return total
  }
}

extension AgreedLayout {
  /// Takes what was planned; `nil` stands for a layout that the driver chooses.
  init(_ planned: PlannedLayout?) {
    self = planned.map { .planned(Array($0.planes), sizes: Array($0.sizes)) } ?? .byDriver
  }
}
