/// The name of a DMA heap, and what the kernel's and the vendors' naming rules say about its memory.
///
/// | name | memory |
/// |---|---|
/// | `system` | scattered, cached |
/// | `system_cc_shared` | the same, of a confidential machine, shared with its host |
/// | `default_cma_region`; before Linux 6.17 `reserved`, `linux,cma` or `default-pool` | contiguous, cached |
/// | with an `@`: a region by its device-tree node; a word `cma`; `…contiguous` | contiguous, cached |
/// | `…protected`, `…secure` | out of the CPU's reach |
/// | `…-uncached` | write-combined |
/// | `…-dma32` | below 4 GiB |
public struct HeapName: RawRepresentable, Hashable, Sendable {
  /// The last part of the path.
  public let rawValue: String
  /// Takes the last part of the path.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Takes the last part of the path.
  public init(_ text: String) { rawValue = text }

  /// The default CMA region's names through the kernel's history, today's first.
  static let defaultRegion = ["default_cma_region", "reserved", "linux,cma", "default-pool"]

  /// What a name is made of: `system-uncached-dma32` of three, `cma0` of `cma` alone.
  private var words: [Substring] {
    rawValue.split { !$0.isLetter && !$0.isNumber }.map { word in
      word.prefix(word.count - word.reversed().prefix { $0.isNumber }.count)
    }
  }

  /// Whether it is a region of its own, called by its node in the device tree.
  var isRegion: Bool { rawValue.contains("@") }

  /// Whether its memory is physically contiguous; an unknown heap is taken to be scattered.
  public var isContiguous: Bool {
    isRegion || Self.defaultRegion.contains(rawValue) || words.contains("cma")
      || words.contains { $0.hasSuffix("contiguous") }
  }

  /// Whether its memory is out of the CPU's reach.
  public var isProtected: Bool {
    words.contains { $0.hasSuffix("protected") || $0.hasSuffix("secure") }
  }

  /// How the CPU's caches treat its memory; empty where the CPU cannot reach it.
  public var cacheModes: CacheModes {
    if isProtected { return [] }
    return words.contains("uncached") ? .writeCombined : .cached
  }

  /// Its memory lies below 2 to this power.
  public var addressBits: Int { rawValue.hasSuffix("dma32") ? 32 : 64 }

  /// Where its memory is.
  public var placement: Placement { isRegion ? .region(rawValue) : .system }

  /// Its place among allocators of equal cost: what is scarce comes later.
  var rank: Int {
    if isProtected { return 7 }
    return self == HeapName("system") || Self.defaultRegion.contains(rawValue) ? 1 : 2
  }

  /// Drops the older names of a heap that is there under a newer one.
  static func withoutAliases(_ names: [HeapName]) -> [HeapName] {
    let present = defaultRegion.filter { name in names.contains { $0.rawValue == name } }
    let aliases = Set(present.dropFirst())
    return names.filter { !aliases.contains($0.rawValue) }
  }
}
