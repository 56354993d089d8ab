import CPeer
import Glibc
import Tessera

/// The tables of one problem: the same for the engine and for the peer.
struct Tables {
  let participants: Int
  let formats: Int
  let modifiers: Int

  /// Real fourccs first; what goes beyond them only has to be different.
  func format(_ index: Int) -> PixelFormat {
    let known = PixelFormat.allKnown.filter { $0.info?.isLinearRepresentable == true }
    return index < known.count
      ? known[index] : PixelFormat(rawValue: 0x3030_3030 + UInt32(index))
  }

  func modifier(_ index: Int) -> Modifier {
    index == 0 ? .linear : Modifier(vendor: .intel, value: UInt64(0x1000 + index))
  }

  func problem(conflict: Bool = false) -> Problem {
    // Each has a table of its own, as devices do: none shares another's memory.
    func table() -> FormatTable {
      let layouts = FormatTable.Layouts.only(
        Set((0..<modifiers).map { .explicit(modifier($0)) }))
      return FormatTable(
        Dictionary(uniqueKeysWithValues: (0..<formats).map { (format($0), layouts) }))
    }
    var participants = (0..<participants).map { number in
      Participant(
        Name("participant \(number)"), device: nil,
        offers: [
          Offer(
            "offer",
            [
              Constraint(.formats(table()), Evidence(.table, "benchmark")),
              Constraint(
                .stride(StrideDomain(multipleOf: Bytes(64 << UInt64(number % 3))), plane: nil),
                Evidence(.table, "benchmark")),
            ])
        ])
    }
    if conflict {
      let other = FormatTable([FormatModifier(PixelFormat(rawValue: 1), .linear)])
      participants[0].offers[0].constraints[0].term = .formats(other)
    }
    return Problem(
      extent: Extent(width: 1920, height: 1080), participants: participants,
      allocators: [
        Production("heap:system", isContiguous: false, evidence: Evidence(.table, "benchmark"))
      ])
  }

  func withPeer<R>(_ body: (UnsafeMutablePointer<peer_format_set>) -> R) -> R {
    let sets = UnsafeMutablePointer<peer_format_set>.allocate(capacity: participants)
    sets.initialize(repeating: peer_format_set(), count: participants)
    for number in 0..<participants {
      for index in 0..<formats {
        for other in 0..<modifiers {
          _ = peer_add(sets + number, format(index).rawValue, modifier(other).rawValue)
        }
      }
    }
    defer {
      for number in 0..<participants { peer_finish(sets + number) }
      sets.deallocate()
    }
    return body(sets)
  }
}

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

func text(_ nanoseconds: Double) -> String {
  let microseconds = nanoseconds / 1000
  return "\((microseconds * 100).rounded() / 100) µs"
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
