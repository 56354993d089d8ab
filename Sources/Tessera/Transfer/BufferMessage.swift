/// How a buffer is written on a Unix socket.
///
/// Sixteen bytes with the descriptors beside them, numbers little-endian, then the buffer's agreement
/// as the JSON document that files hold too: its schema is published, its reader is made for strangers'
/// bytes, and a buffer is sent once and used many times.
///
/// | bytes | meaning |
/// |---|---|
/// | 0…3 | `TSRB` |
/// | 4…5 | version, 1 |
/// | 6…7 | descriptors, 1 to 4 |
/// | 8…11 | bytes of the document |
/// | 12…15 | zero |
struct BufferMessage {
  static let headerSize = 16
  static let version: UInt16 = 1
  static let mostDescriptors = 4
  /// Far more than any agreement has.
  static let limits = JSONLimits(bytes: 1 << 18, depth: 16, elements: 1 << 13)
  private static let magic = Array("TSRB".utf8)

  let descriptors: Int
  let document: Int

  init(descriptors: Int, document: Int) {
    self.descriptors = descriptors
    self.document = document
  }

  var bytes: [UInt8] {
    func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
      (0..<Value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    return Self.magic + little(Self.version) + little(UInt16(descriptors))
      + little(UInt32(document)) + little(UInt32(0))
  }

  /// Reads a header that may be anything.
  init(_ bytes: [UInt8]) throws(AllocationError) {
    guard bytes.count == Self.headerSize else {
      throw Self.refused("it ends after \(bytes.count) B")
    }
    guard bytes.starts(with: Self.magic) else { throw Self.refused("it is not one of Tessera's") }
    func little(_ range: Range<Int>) -> Int {
      bytes[range].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    let version = little(4..<6)
    guard version == Int(Self.version) else {
      throw Self.refused(
        "it is of version \(version) and this program reads version \(Self.version)")
    }
    descriptors = little(6..<8)
    document = little(8..<12)
    guard (1...Self.mostDescriptors).contains(descriptors) else {
      throw Self.refused("it announces \(descriptors) descriptors")
    }
    guard document > 0, document <= Self.limits.bytes else {
      throw Self.refused("it announces a document of \(document) B")
    }
    guard little(12..<16) == 0 else { throw Self.refused("its last four bytes are not zero") }
  }

  /// What is wrong where other descriptors came than it says.
  func carrying(_ count: Int) -> String {
    "it announces \(descriptors) descriptors and carries \(count)"
  }

  /// The one error of every message that is none.
  static func refused(_ flaw: String) -> AllocationError {
    AllocationError(
      .invalidDescription, "the message with a buffer was not understood: \(flaw)", step: .receive,
      hint: "close the connection")
  }
}
