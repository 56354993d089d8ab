public import CPeer
public import Tessera

/// The tables of one problem: the same for the engine and for the peer.
public struct Tables {
  /// How many there are.
  public let participants, formats, modifiers: Int

  /// Takes how many there are.
  public init(participants: Int, formats: Int, modifiers: Int) {
    self.participants = participants
    self.formats = formats
    self.modifiers = modifiers
  }

  /// Real fourccs first; what goes beyond them only has to be different.
  func format(_ index: Int) -> PixelFormat {
    let known = PixelFormat.allKnown.filter { $0.info?.isLinearRepresentable == true }
    return index < known.count
      ? known[index] : PixelFormat(rawValue: 0x3030_3030 + UInt32(index))
  }

  func modifier(_ index: Int) -> Modifier {
    index == 0 ? .linear : Modifier(vendor: .intel, value: UInt64(0x1000 + index))
  }

  /// The problem of these tables; in conflict, nothing is common to all.
  public func problem(conflict: Bool = false) -> Problem {
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

  /// The same tables as the peer has them.
  public func withPeer<R>(_ body: (UnsafeMutablePointer<peer_format_set>) -> R) -> R {
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
