internal import TesseraKernel

/// How much memory the kernel has left.
struct FreeMemory: Hashable, Sendable {
  /// Of the contiguous kind; `nil` where there is no such pool.
  var contiguous: Bytes?
  /// All of that kind together.
  var contiguousTotal: Bytes?
  /// Of any kind.
  var available: Bytes?

  /// All that the machine has.
  var total: Bytes?
  /// Room to swap out.
  var swap: Bytes?

  /// Where it is read.
  static let path = "/proc/meminfo"

  /// Reads `/proc/meminfo`; `nil` where it is not to be had.
  init?(kernel: any Kernel) {
    guard case .success(let bytes) = kernel.contents(of: Self.path),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == ":" }
      guard words.count >= 2, let kibibytes = UInt64(words[1]) else { continue }
      let size = Bytes(kibibytes).multiplied(by: 1024)
      switch words[0] {
      case "CmaFree": contiguous = size
      case "CmaTotal": contiguousTotal = size
      case "MemTotal": total = size
      case "MemAvailable": available = size
      case "SwapFree": swap = size
      default: break
      }
    }
  }

  /// What is left of the kind that is wanted, with where it is read.
  func sentence(isContiguous: Bool) -> String? {
    if isContiguous, let contiguous, let contiguousTotal {
      return "\(contiguous) of \(contiguousTotal) of contiguous memory are free, perhaps not in "
        + "one piece (CmaFree in /proc/meminfo)"
    }
    if isContiguous {
      return available.map { available in
        "this kernel sets no contiguous memory aside (CmaTotal is not in /proc/meminfo), and "
          + "\(available) are available in pieces"
      }
    }
    return available.map { "\($0) of memory are available (MemAvailable in /proc/meminfo)" }
  }

  /// Refuses a buffer for which no memory is left.
  ///
  /// The system heap, udmabuf and memory files take page after page and never give up by themselves: where
  /// memory runs out the kernel ends processes, most likely this one.
  static func expectRoom(
    for size: Bytes, by allocator: Name<Production>, kernel: any Kernel
  ) throws(AllocationError) {
    if size < Room.large, kernel.findings.memoryAllowance.take(size.value) { return }
    let free = FreeMemory(kernel: kernel)
    let room = Room(left: free?.available, for: size)
    kernel.findings.memoryAllowance.renew(room.allowance.value)
    guard !room.isEnough else { return }
    throw AllocationError(
      .outOfMemory,
      "\(allocator) has no \(size) left beside what keeping them takes: "
        + (free?.sentence(isContiguous: false) ?? ""),
      step: .plan, path: path, hint: "free buffers or choose another allocator")
  }
}
