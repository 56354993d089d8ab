public import TesseraFormats

/// What a Wayland compositor would like to be given, as it is sent: a table and tranches of it.
///
/// The corresponding protocol object is `zwp_linux_dmabuf_feedback_v1`.
public struct DMABufFeedback: Hashable, Sendable {
  /// A device as the kernel numbers it.
  ///
  /// The corresponding C type is `dev_t`.
  public struct DeviceNumber: RawRepresentable, Hashable, Sendable {
    /// The number with its major and minor parts spread over it.
    public let rawValue: UInt64
    /// Takes the number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
  }

  /// One row of the table.
  public struct Entry: Hashable, Sendable {
    /// The pixel format.
    public var format: PixelFormat
    /// The modifier; `invalid` for a layout that the tranche's device knows.
    public var modifier: Modifier

    /// Pairs a format with a modifier.
    public init(_ format: PixelFormat, _ modifier: Modifier) {
      self.format = format
      self.modifier = modifier
    }
  }

  /// Formats of one preference, for one device.
  public struct Tranche: Hashable, Sendable {
    /// What the compositor would do with such buffers.
    ///
    /// The corresponding C constants are `ZWP_LINUX_DMABUF_FEEDBACK_V1_TRANCHE_FLAGS_*`.
    public struct Flags: OptionSet, Hashable, Sendable {
      /// One bit a use; unknown bits survive.
      public let rawValue: UInt32
      /// Takes the bits.
      public init(rawValue: UInt32) { self.rawValue = rawValue }

      /// Direct scan-out by the target device is attempted.
      public static let scanout = Self(rawValue: 1)
    }

    /// The device that should take the buffers.
    public var targetDevice: DeviceNumber
    /// What is done with them.
    public var flags: Flags
    /// Rows of the table.
    public var indices: [UInt16]

    /// Takes a device, its use and rows of the table.
    public init(targetDevice: DeviceNumber, flags: Flags, indices: [UInt16]) {
      self.targetDevice = targetDevice
      self.flags = flags
      self.indices = indices
    }
  }

  /// Why bytes are no feedback.
  public enum Malformed: Error, Hashable, Sendable {
    /// The table is no whole number of 16-byte rows, or has more than 16-bit indices can name.
    case table(byteCount: Int)
    /// A device is not 8 bytes long.
    case device(byteCount: Int)
    /// A list of indices is no whole number of 16-bit words.
    case indices(byteCount: Int)
    /// An index lies behind the table.
    case index(UInt16, tableCount: Int)
  }

  /// The device that buffers should be made on, where nothing else is known.
  public var mainDevice: DeviceNumber
  /// The rows that tranches speak of.
  public var table: [Entry]
  /// The tranches, best first.
  public var tranches: [Tranche]

  /// Takes the parts, every index of which must lie in the table.
  public init(
    mainDevice: DeviceNumber, table: [Entry], tranches: [Tranche]
  ) throws(Malformed) {
    self.mainDevice = mainDevice
    self.table = table
    self.tranches = []
    for tranche in tranches { try add(tranche) }
  }

  /// Adds a tranche behind those that are there.
  ///
  /// - Throws: `index` when it names a row that the table does not have.
  public mutating func add(_ tranche: Tranche) throws(Malformed) {
    for index in tranche.indices where Int(index) >= table.count {
      throw .index(index, tableCount: table.count)
    }
    tranches.append(tranche)
  }
}
