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
    if count(of: handle) == 0 { live += 1 }
    guard handle < Self.listed else {
      strangers[handle, default: 0] += 1
      return
    }
    let index = Int(handle)
    if index >= counts.count {
      counts += repeatElement(0, count: index + 1 - counts.count)
    }
    counts[index] += 1
  }

  /// Counts a handle once less; answers whether that was the last.
  mutating func remove(_ handle: UInt32) -> Bool {
    let count = count(of: handle)
    // One that is not held is no last.
    guard count > 0 else { return false }
    if handle < Self.listed {
      counts[Int(handle)] = count - 1
    } else {
      strangers[handle] = count == 1 ? nil : count - 1
    }
    guard count == 1 else { return false }
    live -= 1
    return true
  }

  private func count(of handle: UInt32) -> UInt32 {
    guard handle < Self.listed else { return strangers[handle] ?? 0 }
    let index = Int(handle)
    return index < counts.count ? counts[index] : 0
  }
}
