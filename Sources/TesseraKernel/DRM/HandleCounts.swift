/// How often each GEM handle of one open file is held.
///
/// The kernel hands out the smallest number that is free, so that a list finds them at once.
struct HandleCounts: ~Copyable {
  private var counts: [UInt32] = []
  // A driver may number otherwise.
  private var strangers: [UInt32: UInt32] = [:]
  /// How many handles are held, each counted once.
  private(set) var live = 0

  /// Numbers from here on are strangers.
  static let listed: UInt32 = 1 << 16

  /// Counts a handle once more.
  mutating func add(_ handle: UInt32) {
    let index = Int(handle)
    if index >= counts.count {
      guard handle < Self.listed else {
        strangers[handle, default: 0] += 1
        if strangers[handle] == 1 { live += 1 }
        return
      }
      counts += repeatElement(0, count: index + 1 - counts.count)
    }
    counts[index] += 1
    if counts[index] == 1 { live += 1 }
  }

  /// Counts a handle once less; answers whether that was the last.
  mutating func remove(_ handle: UInt32) -> Bool {
    let index = Int(handle)
    // One that is not held is no last.
    if index < counts.count {
      guard counts[index] > 0 else { return false }
      counts[index] -= 1
      guard counts[index] == 0 else { return false }
    } else {
      guard let count = strangers[handle] else { return false }
      strangers[handle] = count == 1 ? nil : count - 1
      guard count == 1 else { return false }
    }
    live -= 1
    return true
  }
}
