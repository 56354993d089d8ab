/// What kind of file a buffer's memory is behind.
public enum MemoryKind: Hashable, Sendable {
  /// A dma-buf: devices import it, and the CPU's access is bracketed.
  case dmaBuffer
  /// A memory file (`memfd`): the CPU's alone, or another process's.
  case memoryFile
}

extension MemoryKind: CustomStringConvertible {
  /// The word for it.
  public var description: String {
    switch self {
    case .dmaBuffer: "dma-buf"
    case .memoryFile: "memory file"
    }
  }
}
