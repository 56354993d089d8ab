/// Quirks of many makes of devices.
///
/// Law: applying a table twice is applying it once, and its rows' order does not matter.
public struct QuirkTable: Hashable, Sendable {
  /// The quirks, each with a name of its own.
  public let quirks: [Quirk]

  /// Takes quirks; of those with one name the last stands.
  public init(_ quirks: [Quirk]) {
    var places: [String: Int] = [:]
    var kept: [Quirk] = []
    for quirk in quirks {
      if let place = places[quirk.name] {
        kept[place] = quirk
      } else {
        places[quirk.name] = kept.count
        kept.append(quirk)
      }
    }
    self.quirks = kept
  }

  /// A table without rows: the devices' own words stand.
  public static let none = Self([])

  /// This table with another's rows in it; where both have a row of one name, the other's stands.
  ///
  /// A row without constraints takes one of this table's out.
  public func overridden(by other: Self) -> Self { Self(quirks + other.quirks) }

  /// What a device of a make demands in a role, beyond what it says itself.
  public func constraints(on model: DeviceModel, as role: BufferRole?) -> [Constraint] {
    quirks.filter { $0.match.covers(model, as: role) }.flatMap(\.constraints)
  }

  /// The participant with what the table knows of its device in each of its offers.
  public func applied(
    to participant: Participant, of model: DeviceModel, as role: BufferRole?
  ) -> Participant {
    let known = constraints(on: model, as: role)
    guard !known.isEmpty else { return participant }
    var result = participant
    for offer in result.offers.indices {
      let own = Set(result.offers[offer].constraints)
      result.offers[offer].constraints += known.filter { !own.contains($0) }
    }
    return result
  }

  /// The production with what the table knows of its device, which ``Production/known`` tells.
  ///
  /// What a device demands of every buffer, the buffers that it makes itself have. Nothing is known of a device behind an IOMMU: what it sees as one range is scattered to others.
  public func applied(
    to production: Production, of model: DeviceModel, as role: BufferRole?
  ) -> Production {
    let demands = constraints(on: model, as: role).filter { $0.scope == .everything }
    guard !demands.contains(where: { $0.term == .behindIOMMU }) else { return production }
    var result = production
    for constraint in demands {
      switch constraint.term {
      case .contiguous where !production.isContiguous: result.isContiguous = true
      case .addresses(let limit) where limit.bits < production.addressBits:
        result.addressBits = min(result.addressBits, limit.bits)
      default: continue
      }
      result.known.append(constraint)
    }
    return result
  }
}
