import TesseraFormats

/// A way out of a conflict: constraints to give up, and the agreement that is possible then.
public struct Relaxation: Hashable, Sendable {
  /// What is given up; none of it in vain.
  public var givenUp: [Conflict.Member]
  /// The best agreement without it.
  public var agreement: Agreement
}

extension Relaxation: CustomStringConvertible {
  /// One sentence that says what would have to be different, such as
  /// `If display took a stride of 7680 B: 1896x1080 XR24 LINEAR, …`.
  public var description: String {
    let wishes = givenUp.map { "\($0.participant) \(Self.wish($0.constraint.term, agreement))" }
    return "If \(wishes.joined(separator: " and ")): \(agreement)."
  }

  /// What a term would have to be for the agreement to keep it.
  private static func wish(_ term: Term, _ agreement: Agreement) -> String {
    let planes = agreement.layout.planes ?? []
    func strides(_ plane: Int?) -> String {
      let told = planes.enumerated().filter { plane == nil || plane == $0.offset }
      return told.map(\.element.stride.description).joined(separator: ", ")
    }
    return switch term {
    case .formats: "took \(agreement.pair)"
    case .size: "took images of \(agreement.extent)"
    case .requiredSizes(let sizes): "did not need room for \(sizes)"
    case .stride(_, let plane), .pixelStride(_, let plane), .strideFormula(_, let plane):
      "took a stride of \(strides(plane))"
    case .arrangement:
      "took planes at \(planes.map(\.offset.description).joined(separator: ", ")) with strides of "
        + strides(nil)
    case .topology: "took \(agreement.topology)"
    case .planeCount(let count): "did not count \(count) memory planes"
    case .memorySize: "took a buffer of \(agreement.layout.size?.description ?? "another size")"
    case .contiguous: "took scattered memory"
    case .behindIOMMU: "were not behind an IOMMU"
    case .addresses: "reached every address"
    case .reach: "reached the memory of \(agreement.allocator)"
    case .cpuAccess: "did without CPU access"
    case .cacheModes: "took memory that is \(agreement.cacheModes)"
    case .notCoherent: "saw the CPU's caches"
    case .protection(let protection): "did not need \(protection)"
    case .imports: "took buffers of \(agreement.allocator)"
    case .count: "worked with \(agreement.bufferCount) buffers"
    case .colour: "took another meaning of colour"
    case .preference: "had no preference"
    case .impossible: "took buffers at all"
    }
  }
}
