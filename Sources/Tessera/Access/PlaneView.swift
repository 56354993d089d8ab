internal import TesseraKernel

/// Where the CPU finds a plane: found by the first who looks, and there as long as the buffer is.
@safe final class PlaneView: Sendable {
  let memory: DMABufferView
  let range: Range<Int>
  let byteCount: UInt64
  // Addresses are none of Swift's to share; who may touch what is there, the scopes say.
  nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer
  nonisolated(unsafe) let path: UnsafeMutablePointer<AccessPath>

  /// - Precondition: the mapping has the range.
  init(_ memory: DMABufferView, _ range: Range<Int>) {
    self.memory = memory
    self.range = range
    byteCount = UInt64(range.count)
    unsafe bytes = unsafe memory.mapping.pointer(to: range)
    unsafe path = unsafe memory.path
  }

  /// Whether writing one could change the other.
  func overlaps(_ other: PlaneView) -> Bool {
    memory === other.memory && range.overlaps(other.range)
  }
}

/// The views of a buffer's planes, of which there are no more than an agreement can have.
struct PlaneViewSlots: ~Copyable, Sendable {
  private let slots = InlineArray<4, ReferenceSlot> { _ in ReferenceSlot() }

  /// The view of a plane that was looked at before, for who keeps the buffer meanwhile.
  @inline(__always)
  borrowing func unretained(_ index: Int) -> Unmanaged<PlaneView>? {
    guard slots.indices.contains(index) else { return nil }
    return unsafe slots[index].unretained(PlaneView.self)
  }

  /// Keeps the view of a plane, unless somebody else has meanwhile; answers the one that is kept.
  ///
  /// One beyond them is found anew each time.
  borrowing func fill(_ index: Int, _ view: PlaneView) -> PlaneView {
    slots.indices.contains(index) ? slots[index].fill(view) : view
  }
}
