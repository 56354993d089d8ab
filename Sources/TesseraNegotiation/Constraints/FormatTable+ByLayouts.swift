package import TesseraFormats

extension FormatTable {
  /// The formats that share their layouts, in the order of their codes, as the first of each are.
  package var formatsByLayouts: [(formats: [PixelFormat], layouts: Layouts)] {
    // What merging made may be the same set twice.
    let firsts = groups.map { groups.firstIndex(of: $0) }
    var result: [(formats: [PixelFormat], layouts: Layouts)] = []
    var places = [Int?](repeating: nil, count: groups.count)
    for row in rows {
      guard let first = firsts[Int(row.group)] else { continue }
      if let place = places[first] {
        result[place].formats.append(row.format)
      } else {
        places[first] = result.count
        result.append(([row.format], groups[first].layouts))
      }
    }
    return result
  }
}
