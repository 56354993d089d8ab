public import TesseraFormats

/// One term of one offer: what is demanded, of which formats, and how that is known.
public struct Constraint: Hashable, Sendable {
  /// What is demanded.
  public var term: Term
  /// The pairs it holds for.
  public var scope: Scope
  /// How it is known.
  public var evidence: Evidence

  /// Takes a term, for every pair unless `scope` narrows it.
  public init(_ term: Term, for scope: Scope = .everything, _ evidence: Evidence) {
    self.term = term
    self.scope = scope
    self.evidence = evidence
  }

  /// The pairs that a constraint speaks of; `nil` stands for all.
  public struct Scope: Hashable, Sendable {
    /// The formats, or all.
    public var format: PixelFormat?
    /// The layouts, or all.
    public var modifier: LayoutModifier?

    /// Narrows to a format, a layout or both.
    public init(format: PixelFormat? = nil, modifier: LayoutModifier? = nil) {
      self.format = format
      self.modifier = modifier
    }

    /// All pairs.
    public static let everything = Self()

    /// Whether a constraint of this scope speaks of the pair.
    public func covers(_ pair: FormatModifier) -> Bool {
      (format == nil || format == pair.format) && (modifier == nil || modifier == pair.modifier)
    }
  }
}

extension Constraint: CustomStringConvertible {
  /// The term, with what it is for and how it is known.
  public var description: String {
    let scope = [scope.format?.fourcc, scope.modifier?.description].compactMap(\.self)
    let narrowed = scope.isEmpty ? "" : " for \(scope.joined(separator: " "))"
    return "\(term)\(narrowed) [\(evidence)]"
  }
}
