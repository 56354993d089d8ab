/// Memory planes, each behind the one before.
struct PlaneStack {
  private(set) var planes: [PlaneLayout] = []
  /// Bytes from the start of the image to the end of the last plane.
  private(set) var end = Bytes.zero

  var layout: TiledLayout { .exact(planes: planes, size: end) }

  /// Adds a plane of `rows` lines; its size is those lines unless told otherwise.
  mutating func add(
    stride: Bytes, rows: Rows, size: Bytes? = nil, alignment: Bytes
  ) throws(NoLayout) {
    let offset = try end.roundedUp(toMultipleOf: alignment).checked()
    let bytes = try (size ?? stride.multiplied(by: rows.value)).checked()
    end = try offset.adding(bytes).checked()
    planes.append(PlaneLayout(offset: offset, stride: stride, rows: rows, size: bytes))
  }

  /// Adds a plane of an image, whole tiles wide and tall.
  mutating func add(
    _ image: TiledImage, plane index: Int, tile: TileShape, strideGranule: Bytes? = nil,
    alignment: Bytes? = nil
  ) throws(NoLayout) {
    let stride = try image.stride(
      image.lineBytes(plane: index), granule: strideGranule ?? tile.width, plane: index)
    let rows = try image.rows(plane: index).roundedUp(toMultipleOf: tile.height).checked()
    try add(stride: stride, rows: rows, alignment: alignment ?? tile.size)
  }
}
