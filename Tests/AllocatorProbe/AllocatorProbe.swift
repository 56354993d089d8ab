import SystemPackage
import Tessera
import TesseraConformance
import TesseraKernel

/// `AllocatorProbe ALLOCATOR [SIZE [COUNT [ROUNDS]]]`: allocates, writes, shares and frees `COUNT` buffers, and says
/// what came of it and what stayed behind; `ROUNDS` times, where that is said, and how much memory came to be in use.
///
/// The calls lie between marks, which whoever traces the process sees: seeks in no file at all.
@main
struct AllocatorProbe {
  static func main() {
    do { try run() } catch { print("problem", error) }
  }

  private static func run() throws {
    let words = CommandLine.arguments
    guard words.count > 1 else {
      throw Misuse(description: "usage: AllocatorProbe ALLOCATOR [SIZE [COUNT]]")
    }
    let extent = words.count > 2 ? Extent(words[2]) : Extent(width: 64, height: 16)
    guard let extent, let count = words.count > 3 ? Int(words[3]) : 1,
      let rounds = words.count > 4 ? Int(words[4]) : 1
    else {
      throw Misuse(description: "a size is such as 64x16, and a count and rounds are numbers")
    }
    let maker = try Maker(words[1], extent)
    // What is made once and kept, such as a driver's first tables, is made before counting.
    for _ in 0..<max(1, rounds / 100) { try maker.cycle(count: 1) { _ in } }
    let before = try Holdings()
    do {
      for _ in 0..<rounds { try maker.cycle(count: count, mark: mark) }
      print("outcome", "success")
    } catch let error as AllocationError {
      print("outcome", error.code.rawValue)
      print("errno", error.errno?.rawValue ?? 0)
      print("message", error)
    }
    mark(.end)
    tell("left", before)
    try maker.cycle(count: 1) { _ in }
    tell("then", before)
    if rounds > 1 { print("grown", try Holdings().residentBytes - before.residentBytes) }
  }

  /// A seek that fails, by whose offset it is known.
  private static func mark(_ phase: Phase) {
    _ = LinuxKernel().seek(-1, offset: phase.rawValue, whence: 0)
  }

  private static func tell(_ word: String, _ before: Holdings) {
    guard let now = try? Holdings() else { return print(word, "unknown") }
    print(
      word, now.descriptors - before.descriptors, now.mappings - before.mappings,
      now.handles - before.handles)
  }
}

/// What is done between one mark and the next.
enum Phase: Int {
  case allocate = 1001
  case map = 1002
  case export = 1003
  case free = 1004
  case end = 1005
}

struct Misuse: Error, CustomStringConvertible {
  let description: String
}

extension Extent {
  fileprivate init?(_ text: String) {
    let sides = text.split(separator: "x").compactMap { UInt64($0) }
    guard sides.count == 2 else { return nil }
    self.init(width: Pixels(sides[0]), height: Pixels(sides[1]))
  }
}
