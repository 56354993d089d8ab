extension Modifier {
  /// A Vivante arrangement with tile status or compression beside it.
  var vivanteName: String? {
    let status = field(48, 4)
    let compression = field(52, 4)
    let statuses = ["", "64_4", "64_2", "128_4", "256_4"]
    guard status != 0 || compression != 0, status < 5, compression < 2 else { return nil }
    let base = Modifier(vendor: .vivante, value: field(0, 48))
    guard base.value <= 4 else { return nil }
    var options: [String] = []
    if status != 0 { options.append("TS=" + statuses[Int(status)]) }
    if compression != 0 { options.append("COMP=DEC400") }
    let name = base.value == 0 ? "VIVANTE_LINEAR" : base.name
    return "\(name)(\(options.joined(separator: ",")))"
  }
}
