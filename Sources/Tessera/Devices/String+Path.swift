extension String {
  /// The last part of a path, such as `card0` of `/dev/dri/card0`.
  var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
