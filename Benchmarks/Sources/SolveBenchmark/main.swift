import BenchmarkSupport
import CPeer
import Glibc
import Tessera

/// The least time of several runs, and the allocations of one, of `body`.
func measure(_ body: () -> Void) -> (nanoseconds: Double, allocations: UInt64) {
  body()
  let before = peer_allocations()
  body()
  let allocations = peer_allocations() - before
  var best = Double.infinity
  var repeats = 1
  for _ in 0..<12 {
    let start = peer_nanoseconds()
    for _ in 0..<repeats { body() }
    let spent = Double(peer_nanoseconds() - start)
    best = min(best, spent / Double(repeats))
    if spent < 5_000_000 { repeats *= 4 }
  }
  return (best, allocations)
}

/// One problem over and over, for a profiler: `SolveBenchmark PARTICIPANTS FORMATS MODIFIERS TIMES`.
let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
if numbers.count == 4 {
  let problem = Tables(participants: numbers[0], formats: numbers[1], modifiers: numbers[2])
    .problem()
  for _ in 0..<numbers[3] {
    var negotiation = Negotiation(problem)
    guard (try? negotiation.next()) != nil else { fatalError("no agreement") }
  }
  exit(0)
}

let hasPeer = peer_open()
if !hasPeer { print("libwlroots-0.18 is not here: run this in the lab for the peer's figures") }
print("problem | engine | allocations | peer | engine ÷ peer")
for tables in [
  Tables(participants: 2, formats: 30, modifiers: 10),
  Tables(participants: 8, formats: 30, modifiers: 10),
  Tables(participants: 8, formats: 240, modifiers: 64),
  Tables(participants: 16, formats: 240, modifiers: 64),
] {
  let problem = tables.problem()
  let engine = measure {
    var negotiation = Negotiation(problem)
    guard (try? negotiation.next()) != nil else { fatalError("no agreement") }
  }
  let peer =
    hasPeer
    ? tables.withPeer { sets in
      measure {
        guard peer_intersect_all(sets, tables.participants) == tables.formats else {
          fatalError("the peer found something else")
        }
      }.nanoseconds
    } : nil
  print(
    "\(tables.participants) × \(tables.formats) × \(tables.modifiers) | \(text(engine.nanoseconds))"
      + " | \(engine.allocations) | \(peer.map(text) ?? "–")"
      + " | \(peer.map { "\((engine.nanoseconds / $0 * 100).rounded() / 100)" } ?? "–")")
}
for tables in [
  Tables(participants: 2, formats: 30, modifiers: 10),
  Tables(participants: 8, formats: 240, modifiers: 64),
] {
  var prepared = PreparedProblem(tables.problem())
  var width: UInt64 = 0
  let repeated = measure {
    // Every time another size, so that nothing can be remembered.
    width = width % 4096 + 64
    guard prepared.image(for: Extent(width: Pixels(width), height: 1080)) != nil else {
      fatalError("no agreement")
    }
  }
  print(
    "prepared, \(tables.participants) × \(tables.formats) × \(tables.modifiers)"
      + " | \(text(repeated.nanoseconds)) | \(repeated.allocations) | – | –")
}
let conflict = Tables(participants: 8, formats: 240, modifiers: 64).problem(conflict: true)
let explained = measure {
  var negotiation = Negotiation(conflict)
  guard (try? negotiation.next()) == nil else { fatalError("an agreement") }
}
print("conflict, 8 × 240 × 64 | \(text(explained.nanoseconds)) | \(explained.allocations) | – | –")
