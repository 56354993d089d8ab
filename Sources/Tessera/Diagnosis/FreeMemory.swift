internal import TesseraKernel

/// How much memory the kernel has left.
struct FreeMemory: Hashable, Sendable {
  /// Of the contiguous kind; `nil` where there is no such pool.
  var contiguous: Bytes?
  /// All of that kind together.
  var contiguousTotal: Bytes?
  /// Of any kind.
  var available: Bytes?

  /// Reads `/proc/meminfo`; `nil` where it is not to be had.
  init?(kernel: any Kernel) {
    guard case .success(let bytes) = kernel.contents(of: "/proc/meminfo"),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == ":" }
      guard words.count >= 2, let kibibytes = UInt64(words[1]) else { continue }
      let size = Bytes(kibibytes).multiplied(by: 1024)
      switch words[0] {
      case "CmaFree": contiguous = size
      case "CmaTotal": contiguousTotal = size
      case "MemAvailable": available = size
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
    return available.map { "\($0) of memory are available (MemAvailable in /proc/meminfo)" }
  }
}
