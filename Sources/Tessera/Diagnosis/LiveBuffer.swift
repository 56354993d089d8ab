internal import SystemPackage

/// A dma-buf that somebody holds now.
public struct LiveBuffer: Hashable, Sendable {
  /// Its number on the file system of dma-bufs; unique while it lives.
  public var inode: UInt64
  /// The name that it was given; `nil` where nobody gave one.
  public var name: String?
  /// Its bytes.
  public var size: Bytes
  /// The driver that made it, such as `system` or `udmabuf`.
  public var exporter: String
  /// How long ago it was made, by the machine's clock; `nil` where no descriptor or mapping of it may
  /// be looked at, and where the clock was set so far since that it cannot be.
  public var age: Duration?
  /// References to it that the kernel counts: descriptors of all processes, mappings, drivers; `nil`
  /// where only a mapping was seen.
  public var references: Int?
  /// The processes that hold it, by their numbers; empty when only drivers do, or processes that may
  /// not be read.
  public var holders: [Holder]
  /// The devices that are attached to it, where the kernel lets that be read.
  public var devices: [String]

  /// A process and what it has of a buffer.
  public struct Holder: Hashable, Sendable {
    /// The number of the process.
    public var process: Int
    /// What it calls itself.
    public var command: String
    /// Its descriptors of the buffer.
    public var descriptors: [Int]
    /// How often it has the buffer mapped.
    public var mappings: Int

    /// Takes what was seen of a process.
    public init(process: Int, command: String, descriptors: [Int] = [], mappings: Int = 0) {
      self.process = process
      self.command = command
      self.descriptors = descriptors
      self.mappings = mappings
    }
  }

  /// Takes what was seen of a buffer.
  public init(
    inode: UInt64, name: String?, size: Bytes, exporter: String, age: Duration? = nil,
    references: Int? = nil, holders: [Holder] = [], devices: [String] = []
  ) {
    self.inode = inode
    self.name = name
    self.size = size
    self.exporter = exporter
    self.age = age
    self.references = references
    self.holders = holders
    self.devices = devices
  }
}
