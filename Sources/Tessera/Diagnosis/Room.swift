/// Whether memory that is left is enough for a buffer, and what others may take before they look again.
struct Room {
  /// Buffers of this size and above are never made without looking.
  static let large = Bytes(64 << 20)

  let isEnough: Bool
  let allowance: Bytes

  /// Takes what is left; `nil` where there is no limit.
  init(left: Bytes?, for size: Bytes) {
    guard let left else {
      (isEnough, allowance) = (true, Self.large)
      return
    }
    // What keeps the buffer takes some too: page tables, the driver's own lists.
    let needed = size.value.addingReportingOverflow(size.value / 16 + 1 << 20)
    isEnough = !needed.overflow && needed.partialValue <= left.value
    // Others take memory meanwhile, so it is a part of what is left.
    allowance =
      isEnough ? min(Self.large, Bytes((left.value - needed.partialValue) / 8)) : .zero
  }
}
