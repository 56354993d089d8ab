import TesseraFormats
import TesseraNegotiation

/// The documented cost, computed from its documentation: traffic, then every penalty.
struct NaiveCost {
  let info: NaiveFormat
  let extent: Extent
  let users: UInt64

  func cost(of answer: Answer, demands: Demands) -> UInt64 {
    let pixels = extent.width.value * extent.height.value
    let frame = info.frame(of: extent)
    var cost = frame * users
    if answer.pair.modifier == .compressed { cost /= 2 }
    if !info.isColour { cost += 8 * pixels * users }
    if info.hasFewBits { cost += 4 * pixels * users }
    if info.hasAlpha { cost += pixels / 16 }
    if let size = answer.sizes?.reduce(0, +) {
      // Whoever is behind an IOMMU does not need it contiguous.
      let isNeeded = demands.contains { _, terms in
        terms.contains(.contiguous) && !terms.contains(.behindIOMMU)
      }
      if answer.isContiguous, !isNeeded { cost += size }
      cost += (size - frame + 15) / 16
    }
    let terms = demands.flatMap(\.terms)
    let share: UInt64? =
      terms.contains(.cpuAccess(.often)) ? 1 : terms.contains(.cpuAccess(.rarely)) ? 8 : nil
    if let share {
      if answer.cacheModes.contains(.cached) {
        if answer.needsSynchronisation { cost += frame / share }
      } else {
        cost += frame * (answer.cacheModes.contains(.writeCombined) ? 4 : 8) / share
      }
    }
    for case .preference(let rank) in terms { cost += frame * UInt64(rank) }
    return cost
  }
}
