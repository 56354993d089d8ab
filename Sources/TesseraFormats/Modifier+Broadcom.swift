extension Modifier {
  private static let columnTypes: ClosedRange<UInt64> = 2...5
  private static let heightLimit: UInt64 = 1 << 48

  /// The height of the columns of a Broadcom SAND arrangement; `nil` when untold or for any other.
  ///
  /// The corresponding C macro is `fourcc_mod_broadcom_param`.
  public var columnHeight: Rows? {
    guard isBroadcomColumns, field(8, 48) != 0 else { return nil }
    return Rows(field(8, 48))
  }

  /// Whether this is a Broadcom SAND arrangement, with or without the height of its columns.
  public var isBroadcomColumns: Bool {
    vendor == .broadcom && Self.columnTypes.contains(field(0, 8))
  }

  /// The same Broadcom SAND arrangement with columns of `height`; zero leaves the height untold.
  ///
  /// `nil` for other arrangements and for heights beyond 48 bits.
  ///
  /// The corresponding C macro is
  /// `DRM_FORMAT_MOD_BROADCOM_SAND128_COL_HEIGHT` and its siblings.
  public func withColumnHeight(_ height: Rows) -> Modifier? {
    guard isBroadcomColumns, height.value < Self.heightLimit else { return nil }
    return Modifier(vendor: .broadcom, value: height.value << 8 | field(0, 8))
  }

  var broadcomName: String? {
    guard let height = columnHeight else { return nil }
    return "BROADCOM_SAND\(UInt64(32) << (field(0, 8) - 2))_COL_HEIGHT(\(height.value))"
  }
}
