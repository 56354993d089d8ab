// SAND: the image is cut into columns, which lie behind each other; drm_fourcc.h.
extension Modifier {
  func columnPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard let height = columnHeight else { throw .driver("the height of the columns is not told") }
    let info = image.info
    let luma = try lumaRows(in: height, of: image)
    let column = Bytes(UInt64(32) << (field(0, 8) - 2))
    let line = try image.lineBytes(plane: 0)
    let columns = TiledImage.quotient(line.value, column.value)
    let row = try column.multiplied(by: columns).checked()
    var stack = PlaneStack()
    // Columns hold both planes, so one starts where the first column's luma ends.
    var offset = Bytes.zero
    var planes: [(offset: Bytes, stride: Bytes, rows: Rows)] = []
    for index in 0..<info.planeCount {
      let rows = index == 0 ? luma : Rows(height.value - luma.value)
      planes.append((offset, try image.lineBytes(plane: index), rows))
      offset = try column.multiplied(by: luma.value).checked()
    }
    try stack.addColumns(planes, row: row, height: height)
    return stack
  }

  /// The rows of a column that hold luma.
  private func lumaRows(in height: Rows, of image: TiledImage) throws(NoLayout) -> Rows {
    let least = try image.rows(plane: 0)
    guard image.info.planeCount > 1 else {
      guard height >= least else { throw .unsupported("the columns are too short") }
      return height
    }
    guard image.info.planeCount == 2, image.info.verticalChromaSubsampling == 2 else {
      throw .unsupported("columns hold luma above interleaved chroma of half the rows")
    }
    let chroma = try image.rows(plane: 1)
    guard height >= (try least.adding(chroma).checked()) else {
      throw .unsupported("the columns are too short")
    }
    // The decoders of the Raspberry Pi put chroma right below luma of 2, 8 or 16 rows more or less.
    for step: Rows in [2, 8, 16] {
      let luma = try least.roundedUp(toMultipleOf: step).checked()
      if luma.value / 2 + luma.value == height.value { return luma }
    }
    throw .driver("where chroma starts in columns of this height is its maker's")
  }
}

extension PlaneStack {
  /// Adds planes whose bytes take turns, so that they share the size of the columns.
  fileprivate mutating func addColumns(
    _ columns: [(offset: Bytes, stride: Bytes, rows: Rows)], row: Bytes, height: Rows
  ) throws(NoLayout) {
    var interleaved: [PlaneLayout] = []
    for plane in columns {
      interleaved.append(
        PlaneLayout(
          offset: plane.offset, stride: plane.stride, rows: plane.rows,
          size: try row.multiplied(by: plane.rows.value).checked()))
    }
    self = PlaneStack(
      planes: interleaved, end: try row.multiplied(by: height.value).checked())
  }
}
