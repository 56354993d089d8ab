public import Tessera

/// Whether an allocator keeps what every allocator promises: the suite that Tessera's own pass.
///
/// ```swift
/// let findings = await Conformance { try MyAllocator(path: "/dev/mine") }.run()
/// for finding in findings { print(finding) }
/// ```
///
/// Descriptors, mappings, GEM handles and memory of the whole process are counted: nothing else
/// should run beside it.
public struct Conformance: Sendable {
  /// Makes the allocator; called anew for every trial, for allocators are let go before buffers.
  public var make: @Sendable () throws -> any Allocator
  /// What is to be made; where there is none, `agreements(for:)` says.
  public var agreements: [Agreement]
  /// How often buffers are made and freed while descriptors and memory are counted.
  public var cycles: Int
  /// A DRM card or render node that imports any memory, such as vgem's, to import every buffer into;
  /// `nil` where there is none.
  public var importer: String?

  /// Takes a way to make the allocator.
  public init(
    agreements: [Agreement] = [], cycles: Int = 500, importer: String? = nil,
    _ make: @escaping @Sendable () throws -> any Allocator
  ) {
    self.agreements = agreements
    self.cycles = cycles
    self.importer = importer
    self.make = make
  }

  /// Tries every scenario on every agreement; an allocator that keeps its promises has no findings.
  public func run() async -> [Finding] {
    var trials = agreements
    let production: Production
    do {
      production = try make().production
      if trials.isEmpty { trials = Self.agreements(for: production) }
    } catch {
      return [Finding(label: "C10", claim: "the allocator can be made", problem: "\(error)")]
    }
    guard !trials.isEmpty else {
      return [
        Finding(
          label: "C10", claim: "the allocator produces something", problem: "no format is offered")
      ]
    }
    var findings: [Finding] = []
    for scenario in Scenario.all {
      for agreement in trials {
        do {
          try await scenario.body(
            Trial(
              make: make, agreement: agreement, cycles: cycles, importer: importer,
              isReachable: !production.cacheModes.isEmpty))
        } catch {
          findings.append(
            Finding(
              label: scenario.label, claim: scenario.claim, agreement: agreement,
              problem: "\(error)"))
        }
      }
    }
    return findings
  }

  /// What is tried without further words: small images of common formats and of odd sizes, as far as
  /// the allocator offers them to the CPU; else the first pair that it lists.
  public static func agreements(for production: Production) -> [Agreement] {
    let sizes = [
      Extent(width: 100, height: 40), Extent(width: 1, height: 1), Extent(width: 333, height: 7),
    ]
    let common = [PixelFormat.xrgb8888, .nv12, .yuv420, .r8].map { FormatModifier($0, .linear) }
    var pairs = common.filter(production.formats.contains)
    if pairs.isEmpty { pairs = production.formats.pairs.prefix(1).map(\.self) }
    return pairs.flatMap { pair in
      sizes.compactMap { extent in
        let anything = Participant(
          "conformance", device: production.isExportable ? nil : production.device,
          offers: [
            Offer(
              "any", [Constraint(.formats(FormatTable([pair])), Evidence(.user, "conformance"))])
          ])
        var negotiation = Negotiation(
          Problem(extent: extent, participants: [anything], allocators: [production]))
        return try? negotiation.next()
      }
    }
  }
}

/// A promise that was not kept.
public struct Finding: Hashable, Sendable {
  /// The scenario, such as `C10.3`.
  public var label: String
  /// What was promised.
  public var claim: String
  /// What was to be made; `nil` where it did not come to that.
  public var agreement: Agreement?
  /// What happened instead.
  public var problem: String

  /// Tells what happened.
  public init(label: String, claim: String, agreement: Agreement? = nil, problem: String) {
    self.label = label
    self.claim = claim
    self.agreement = agreement
    self.problem = problem
  }
}

extension Finding: CustomStringConvertible {
  /// One line.
  public var description: String {
    "\(label) \(claim): not so" + (agreement.map { " for \($0)" } ?? "") + ": \(problem)"
  }
}
