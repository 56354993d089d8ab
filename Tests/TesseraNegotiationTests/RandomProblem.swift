import TesseraFormats
import TesseraNegotiation

/// Small problems with everything in them that the engine knows.
struct RandomProblem {
  /// The devices whose implicit layouts are on offer.
  static let devices = [Device("camera"), Device("gpu")]

  let problem: Problem
  /// The pairs that can be in question.
  let universe: [FormatModifier]

  /// - Parameter isAnchored: whether the first participant names all pairs that it takes.
  init(_ random: inout SplitMix, isAnchored: Bool = true, participants: ClosedRange<Int> = 2...4) {
    let formats = random.some(4, of: NaiveFormat.all.map(\.format))
    let rest =
      Self.devices.map { LayoutModifier.implicit(on: $0) } + [.xTiled, .yTiled, .compressed]
    let modifiers =
      random.chance(85)
      ? [.linear] + random.some(2, of: rest) : random.some(3, of: rest)
    let extent = Extent(
      UInt64.random(in: 1...64, using: &random), UInt64.random(in: 1...16, using: &random))
    universe = formats.flatMap { format in modifiers.map { FormatModifier(format, $0) } }

    var maker = RandomMaker(formats: formats, modifiers: modifiers, extent: extent, random: random)
    let count = Int.random(in: participants, using: &maker.random)
    let members = (0..<count).map { index in
      maker.participant(index, namesPairs: index == 0 && isAnchored)
    }
    let allocators = (0..<Int.random(in: 1...4, using: &maker.random)).map { maker.allocator($0) }
    problem = Problem(extent: extent, participants: members, allocators: allocators)
    random = maker.random
  }
}
