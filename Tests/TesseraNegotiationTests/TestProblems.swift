import TesseraFormats

@testable import TesseraNegotiation

extension Evidence {
  /// Evidence where it does not matter.
  static let assumed = Evidence(.table, "test")
}

extension PixelFormat {
  /// What is known of a format that is known.
  var knownInfo: PixelFormatInfo {
    guard let info else { fatalError("\(self) is unknown") }
    return info
  }
}

extension LayoutModifier {
  static let xTiled = Self.explicit(.intelXTiled)
  static let yTiled = Self.explicit(.intelYTiled)
  /// A layout that halves the traffic.
  static let compressed = Self.explicit(.intelYTiledCCS)
}

extension Extent {
  init(_ width: UInt64, _ height: UInt64) {
    self.init(width: Pixels(width), height: Pixels(height))
  }
}

extension Offer {
  /// An offer of bare terms, for every pair.
  init(_ label: String, terms: [Term]) {
    self.init(label, terms.map { Constraint($0, .assumed) })
  }
}

extension Participant {
  /// A participant of one offer.
  init(_ name: Name<Participant>, on device: Device? = nil, _ terms: Term...) {
    self.init(name, device: device, offers: [Offer("only", terms: terms)])
  }
}

extension Production {
  /// Scattered memory of the system that takes every linear image.
  static let system = Production("system", isContiguous: false, evidence: .assumed)
  /// Contiguous memory of the system that takes every linear image, if nothing else does.
  static let cma = Production("cma", isContiguous: true, rank: 1, evidence: .assumed)
}

extension Term {
  /// These formats in one layout.
  static func takes(_ formats: PixelFormat..., in modifier: LayoutModifier = .linear) -> Term {
    .formats(FormatTable(formats.map { FormatModifier($0, modifier) }))
  }

  /// A stride of every plane.
  static func strideMultiple(_ multiple: Bytes) -> Term {
    .stride(StrideDomain(multipleOf: multiple), plane: nil)
  }
}

extension Problem {
  /// A problem of scattered and contiguous memory.
  init(_ width: UInt64, _ height: UInt64, _ participants: Participant...) {
    self.init(
      extent: Extent(width, height), participants: participants, allocators: [.system, .cma])
  }

  /// The best answer.
  func best() throws(Conflict) -> Agreement {
    var negotiation = Negotiation(self)
    return try negotiation.next()
  }

  /// Every answer, best first, and every candidate that is none.
  func survey() -> Survey { Negotiation(self).survey() }

  /// Why there is no answer; `nil` when there is one.
  func conflict() -> Conflict? {
    do throws(Conflict) {
      _ = try best()
      return nil
    } catch {
      return error
    }
  }
}

extension Agreement {
  /// The bare strides, plane after plane; empty when the driver chooses.
  var strides: [UInt64] { (layout.planes ?? []).map(\.stride.value) }

  /// The bare total size; `nil` when the driver chooses.
  var size: UInt64? { layout.size?.value }

  /// The bare size of each dma-buf; empty when the driver chooses.
  var sizes: [UInt64] { (layout.sizes ?? []).map(\.value) }
}

extension Conflict {
  /// Who has to do with it.
  var names: [String] { members.map(\.participant.rawValue) }
  /// What was demanded.
  var terms: [Term] { members.map(\.constraint.term) }
}
