internal import TesseraKernel

/// Which scopes and brackets of a dma-buf are open, in the bits of one word.
///
/// The lowest two bits are the lock's that guards the word.
struct ScopeCounts: Equatable {
  private(set) var bits: UInt64 = 0

  init() {}
  init(bits: UInt64) { self.bits = bits }

  /// One scope, in its bracket.
  @inline(__always)
  static func lone(_ direction: AccessDirection) -> Self {
    direction.contains(.write)
      ? Self(bits: 1 << writers.shift | isWriteOpen) : Self(bits: 1 << readers.shift | isReadOpen)
  }

  /// A bracket for reading is open; it lies below the other.
  var isReadOpen: Bool {
    get { bits & Self.isReadOpen != 0 }
    set { bits = newValue ? bits | Self.isReadOpen : bits & ~Self.isReadOpen }
  }

  /// A bracket for reading and writing is open.
  var isWriteOpen: Bool {
    get { bits & Self.isWriteOpen != 0 }
    set { bits = newValue ? bits | Self.isWriteOpen : bits & ~Self.isWriteOpen }
  }

  /// The kernel's answer for which those who read lost their bracket, −errno; 0 for none.
  ///
  /// It stays until all of them have left: scopes have no names, so who has come since is told too.
  var loss: Int {
    get { -self[Self.errno] }
    set { self[Self.errno] = -newValue }
  }

  var readers: Int {
    get { self[Self.readers] }
    set { self[Self.readers] = newValue }
  }

  var writers: Int {
    get { self[Self.writers] }
    set { self[Self.writers] = newValue }
  }

  private typealias Field = (shift: UInt64, width: UInt64)
  private static var isReadOpen: UInt64 { 1 << 2 }
  private static var isWriteOpen: UInt64 { 1 << 3 }
  // The kernel's errors end at 4095.
  private static var errno: Field { (4, 12) }
  private static var readers: Field { (16, 24) }
  private static var writers: Field { (40, 24) }

  private subscript(field: Field) -> Int {
    get { Int(bits >> field.shift & (1 << field.width - 1)) }
    set {
      let mask: UInt64 = 1 << field.width - 1
      precondition(newValue >= 0 && newValue <= Int(mask), "too many scopes, or one ended twice")
      bits = bits & ~(mask << field.shift) | UInt64(newValue) << field.shift
    }
  }
}
