import CPeer
public import Tessera

/// What one cycle costs in one way and in another, in turn, so that a slow moment hits both.
///
/// - Parameter prepare: runs before each measurement of either, and is not measured.
public func compare(
  _ name: String, times: Int, _ one: () -> Void, _ other: () -> Void,
  after prepare: () -> Void = {}
) {
  func nanoseconds(_ body: () -> Void) -> Double {
    prepare()
    let start = peer_nanoseconds()
    for _ in 0..<times { body() }
    return Double(peer_nanoseconds() - start) / Double(times)
  }
  prepare()
  one()
  other()
  var pairs: [(one: Double, other: Double)] = []
  for _ in 0..<11 { pairs.append((nanoseconds(one), nanoseconds(other))) }
  func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
  prepare()
  let before = peer_allocations()
  one()
  let allocations = peer_allocations() - before
  let ratio = (median(pairs.map { $0.one / $0.other }) * 1000).rounded() / 1000
  print(
    "\(name) | \(text(median(pairs.map(\.one)))) | \(text(median(pairs.map(\.other))))"
      + " | \(ratio) | \(allocations)")
}

/// Microseconds, of nanoseconds.
public func text(_ nanoseconds: Double) -> String { "\((nanoseconds / 10).rounded() / 100) µs" }

/// Ends the program where a call failed.
public func require(_ answer: Int, _ what: String) {
  if answer < 0 { fatalError("\(what): errno \(-answer)") }
}

/// A problem about an image that one allocator makes, for anybody.
public func lonelyProblem(from production: Production, _ extent: Extent) -> Problem {
  let anybody = Participant(
    "anybody", device: nil,
    offers: [
      Offer(
        "linear",
        [
          Constraint(
            .formats(FormatTable([FormatModifier(.xrgb8888, .linear)])),
            Evidence(.user, "benchmark"))
        ])
    ])
  return Problem(extent: extent, participants: [anybody], allocators: [production])
}

/// The agreement about it.
public func agreement(from production: Production, _ extent: Extent) throws -> Agreement {
  var negotiation = Negotiation(lonelyProblem(from: production, extent))
  return try negotiation.next()
}
