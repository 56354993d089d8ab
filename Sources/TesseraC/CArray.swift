internal import SystemPackage
internal import Tessera

/// Values that live as long as whoever holds this, where C can read them.
final class CArray<Element: BitwiseCopyable>: @unchecked Sendable {
  // Sendable by hand: the values never change.
  private let values: UnsafeMutableBufferPointer<Element>

  init(_ elements: [Element]) {
    values = .allocate(capacity: elements.count)
    _ = values.initialize(fromContentsOf: elements)
  }

  /// The first of them; never `nil`, so that none is told from not known.
  var pointer: UnsafePointer<Element>? { UnsafePointer(values.baseAddress) }
  var count: Int { values.count }

  deinit { values.deallocate() }
}
