/// Where memory is, by what it is and not by the name of a heap.
public enum Placement: Hashable, Sendable {
  /// The machine's own memory, which every device reaches.
  case system
  /// Memory of one device, such as a graphics card's.
  case local(Device)
  /// A region set aside, known by a description that both sides use, such as `memory@42000000`.
  case region(String)
}

extension Placement: CustomStringConvertible, Comparable {
  /// The place in words.
  public var description: String {
    switch self {
    case .system: "system memory"
    case .local(let device): "memory of \(device.identity)"
    case .region(let name): "region \(name)"
    }
  }

  /// System memory first, then by name.
  public static func < (left: Self, right: Self) -> Bool {
    (left == .system ? 0 : 1, left.description) < (right == .system ? 0 : 1, right.description)
  }
}

/// The places that a participant reaches.
///
/// Law: intersection. The identity is `anywhere`.
public struct Reach: Hashable, Sendable {
  /// The only places; `nil` for all.
  public var places: Set<Placement>?

  /// Takes the places.
  public init(only places: Set<Placement>?) { self.places = places }

  /// Everywhere: the identity.
  public static let anywhere = Self(only: nil)

  /// Whether memory there is reached.
  public func contains(_ placement: Placement) -> Bool { places?.contains(placement) ?? true }

  /// Law: intersection.
  public func merged(with other: Self) -> Self {
    switch (places, other.places) {
    case (let known, nil), (nil, let known): Self(only: known)
    case (let a?, let b?): Self(only: a.intersection(b))
    }
  }
}

extension Reach: CustomStringConvertible {
  /// The places in words.
  public var description: String {
    guard let places else { return "any memory" }
    return places.isEmpty ? "no memory" : places.sorted().map(\.description).joined(separator: ", ")
  }
}
