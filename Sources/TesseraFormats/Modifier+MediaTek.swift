extension Modifier {
  var mediaTekName: String? {
    let tile = field(0, 8)
    let compression = field(8, 8)
    let layout = field(16, 8)
    guard value != 0, tile < 2, compression < 2, layout < 3, field(24, 32) == 0 else { return nil }
    var options = ["TILE=" + (tile == 0 ? "NONE" : "16L32S")]
    if compression != 0 { options.append("COMPRESS=V1") }
    if layout != 0 { options.append("10BIT_LAYOUT=" + (layout == 1 ? "LSBTILED" : "LSBRASTER")) }
    return "MTK(\(options.joined(separator: ",")))"
  }

  var amlogicName: String? {
    let layout = field(0, 8)
    let options = field(8, 8)
    guard (1...2).contains(layout), options < 2, field(16, 40) == 0 else { return nil }
    let option = options == 0 ? "" : ",OPTIONS=MEM_SAVING"
    return "AMLOGIC_FBC(LAYOUT=\(layout == 1 ? "BASIC" : "SCATTER")\(option))"
  }
}
