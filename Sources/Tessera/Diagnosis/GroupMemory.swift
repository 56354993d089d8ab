internal import TesseraKernel

/// How much more memory the control group of this process may take.
///
/// Memory files are charged to the group of whoever takes their pages first: udmabuf takes all of them, and
/// so does who makes shared memory. What heaps make is charged to nobody.
struct GroupMemory: Hashable, Sendable {
  /// What is left of the limit, counting what the kernel can drop, files that it can read again, and what
  /// it can swap out.
  var left: Bytes
  /// The limit.
  var limit: Bytes
  /// The file that it is read from.
  var path: String

  /// Where the groups are.
  private static let root = "/sys/fs/cgroup"

  /// Reads the tightest limit, from the process's own group upwards; `nil` where there is none.
  init?(kernel: any Kernel) {
    guard let groups = Self.text("/proc/self/cgroup", kernel),
      let own = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
    else { return nil }
    var names = own.dropFirst("0::".count).split(separator: "/")
    var tightest: Self?
    while true {
      let folder = ([Self.root[...]] + names).joined(separator: "/")
      if let here = Self(folder: folder, kernel: kernel),
        tightest.map({ here.left < $0.left }) ?? true
      {
        tightest = here
      }
      guard names.popLast() != nil else { break }
    }
    guard let tightest else { return nil }
    self = tightest
  }

  private init?(folder: String, kernel: any Kernel) {
    path = folder + "/memory.max"
    // A group without a limit says "max".
    guard let limit = Self.number(path, kernel),
      let used = Self.number(folder + "/memory.current", kernel)
    else { return nil }
    var droppable: UInt64 = 0
    for line in (Self.text(folder + "/memory.stat", kernel) ?? "").split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, ["active_file", "inactive_file"].contains(words[0]),
        let size = UInt64(words[1])
      else { continue }
      droppable = droppable.addingReportingOverflow(size).partialValue
    }
    let needed = used - min(used, droppable)
    self.limit = Bytes(limit)
    let swappable = min(needed, Self.swapLeft(folder, kernel))
    left = Bytes((limit - min(limit, needed)).addingReportingOverflow(swappable).partialValue)
  }

  /// What of the group can still be swapped out.
  private static func swapLeft(_ folder: String, _ kernel: any Kernel) -> UInt64 {
    guard let used = number(folder + "/memory.swap.current", kernel),
      let free = FreeMemory(kernel: kernel)?.swap
    else { return 0 }
    guard let limit = number(folder + "/memory.swap.max", kernel) else { return free.value }
    return min(free.value, limit - min(limit, used))
  }

  private static func text(_ path: String, _ kernel: any Kernel) -> String? {
    guard case .success(let bytes) = kernel.contents(of: path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func number(_ path: String, _ kernel: any Kernel) -> UInt64? {
    text(path, kernel).flatMap { UInt64($0.prefix { $0 != "\n" }) }
  }

  /// Refuses a buffer for which the group has no memory left.
  ///
  /// The kernel refuses nothing here: it ends a process of the group, most likely this one.
  static func expectRoom(
    for size: Bytes, by allocator: Name<Production>, kernel: any Kernel
  ) throws(AllocationError) {
    if size < Room.large, kernel.findings.groupAllowance.take(size.value) { return }
    let group = GroupMemory(kernel: kernel)
    let room = Room(left: group?.left, for: size)
    kernel.findings.groupAllowance.renew(room.allowance.value)
    guard let group, !room.isEnough else { return }
    throw AllocationError(
      .outOfMemory,
      "\(allocator) has no \(size) left beside what keeping them takes: \(group.left) "
        + "of the \(group.limit) that this process's control group may take", step: .plan,
      path: group.path, hint: "free buffers, or raise the limit")
  }
}
