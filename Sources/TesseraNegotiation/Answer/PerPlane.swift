/// Values for the planes of one image, or for its dma-bufs: at most four, kept in place.
///
/// Four is what the kernel's interfaces have room for.
public struct PerPlane<Element> {
  private var storage: InlineArray<4, Element>
  /// How many values there are.
  public private(set) var count: Int

  /// The most values there can be.
  ///
  /// The corresponding C constant is `GBM_MAX_PLANES`; `struct drm_mode_fb_cmd2` has as many.
  public static var capacity: Int { 4 }

  /// Takes the same value `count` times.
  ///
  /// - Precondition: `count` is at most ``capacity``.
  public init(repeating element: Element, count: Int) {
    precondition(count <= Self.capacity, "an image has at most four planes")
    storage = InlineArray(repeating: element)
    self.count = count
  }

  /// Keeps the first `count` values, or fewer where there are fewer.
  mutating func keep(first count: Int) { self.count = Swift.min(self.count, count) }
}

extension PerPlane: RandomAccessCollection, MutableCollection {
  /// The first index.
  public var startIndex: Int { 0 }
  /// The index behind the last one.
  public var endIndex: Int { count }
  /// One value.
  ///
  /// - Precondition: `index` is below ``count``.
  public subscript(index: Int) -> Element {
    get {
      precondition(index < count, "there is no such plane")
      return storage[index]
    }
    set {
      precondition(index < count, "there is no such plane")
      storage[index] = newValue
    }
  }
}

extension PerPlane: Sendable where Element: Sendable {}

extension PerPlane: Equatable where Element: Equatable {
  /// Whether both have the same values in the same order.
  public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}

extension PerPlane: Hashable where Element: Hashable {
  /// Hashes the values.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for element in self { hasher.combine(element) }
  }
}
