internal import Synchronization
internal import Tessera

/// A buffer on its way to another thread, which is to have the last reference.
final class Handover: Sendable {
  private let slot: Mutex<Buffer?>

  init(_ buffer: Buffer) { slot = Mutex(buffer) }

  /// It was taken already.
  struct Gone: Error {}

  /// The buffer, which stays here.
  func buffer() throws -> Buffer {
    guard let buffer = slot.withLock({ $0 }) else { throw Gone() }
    return buffer
  }

  /// The buffer, which is kept here no longer.
  func take() throws -> Buffer {
    let buffer = slot.withLock { slot in
      defer { slot = nil }
      return slot
    }
    guard let buffer else { throw Gone() }
    return buffer
  }
}
