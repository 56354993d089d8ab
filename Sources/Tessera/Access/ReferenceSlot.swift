internal import Synchronization

/// A place for an object of one class, empty until it is filled, once; read without a lock.
///
/// Every access reads some. The library's own `AtomicLazyReference`, and an atomic of a reference's
/// type, do the same and look up type metadata on the way: a number does not.
@safe struct ReferenceSlot: ~Copyable, Sendable {
  private let address = Atomic<UInt>(0)

  /// The object, for who keeps the slot for as long as it uses the object.
  @inline(__always)
  borrowing func unretained<Object: AnyObject>(_: Object.Type) -> Unmanaged<Object>? {
    guard let pointer = unsafe UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring))
    else { return nil }
    return unsafe .fromOpaque(pointer)
  }

  /// Fills the slot, unless somebody else has meanwhile; answers what is in it.
  @inline(__always)
  borrowing func fill<Object: AnyObject>(_ object: Object) -> Object {
    let made = unsafe Unmanaged.passRetained(object)
    let (isFilled, _) = address.compareExchange(
      expected: 0, desired: unsafe UInt(bitPattern: made.toOpaque()),
      ordering: .acquiringAndReleasing)
    guard !isFilled, let other = unsafe unretained(Object.self) else { return object }
    unsafe made.release()
    return unsafe other.takeUnretainedValue()
  }

  deinit {
    guard let object = unsafe unretained(AnyObject.self) else { return }
    unsafe object.release()
  }
}
