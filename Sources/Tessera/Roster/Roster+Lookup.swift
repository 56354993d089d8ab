extension Roster {
  /// Who is wanted, and in which role.
  public struct Request: Hashable, Sendable {
    /// The member's name or node.
    public var name: String
    /// The role's word; `nil` for the first that has the traits.
    public var role: String?
    /// What the role must have, in the order in which it was asked for.
    public var traits: [Trait]
    /// The size that a plane shows the image in, where it is not the image's own.
    public var shown: Extent?

    /// A key and the value that is wanted.
    public struct Trait: Hashable, Sendable {
      /// Such as `plane`.
      public var key: String
      /// Such as `primary`.
      public var value: String

      /// Takes a key and a value.
      public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
      }
    }

    /// Takes a name and what is wanted.
    public init(
      _ name: String, role: String? = nil, traits: [Trait] = [], shown: Extent? = nil
    ) {
      self.name = name
      self.role = role
      self.traits = traits
      self.shown = shown
    }
  }

  /// Finds who is wanted.
  ///
  /// A member whose name is the whole request, role and traits included, comes first: so names that
  /// were written into a file find what they named.
  public func find(_ request: Request) throws(RosterError) -> (member: Member, role: Role) {
    if let member = members.first(where: { $0.name == request.description }),
      let role = member.roles.first
    {
      return (member, role)
    }
    let path = request.name.contains("/") ? ownPath(request.name) ?? request.name : nil
    guard
      let member = members.first(where: {
        $0.name == request.name || $0.path.map { $0 == path } ?? false
      })
    else { throw stranger(request) }
    if member.roles.isEmpty, let problem = member.problem { throw RosterError(request, problem) }
    return (member, try Self.role(request, of: member).showing(request, of: member))
  }

  private func stranger(_ request: Request) -> RosterError {
    let names = members.map(\.name).joined(separator: ", ")
    return RosterError(
      request,
      "there is no '\(request.name)' here; "
        + (names.isEmpty ? "there is nobody" : "there are: \(names)"))
  }

  private static func role(
    _ request: Request, of member: Member
  ) throws(RosterError) -> Role {
    var roles = member.roles
    if let word = request.role {
      roles = roles.filter { $0.name == word }
      guard !roles.isEmpty else {
        throw RosterError(
          request,
          "\(member.name) has no role '\(word)'; it has: "
            + distinct(member.roles.map(\.name)).joined(separator: ", "))
      }
    }
    for trait in request.traits {
      let keys = Set(roles.flatMap(\.traits.keys))
      guard keys.contains(trait.key) else {
        let others = keys.sorted().joined(separator: ", ")
        throw RosterError(
          request,
          "\(member.name) is not told apart by '\(trait.key)'"
            + (keys.isEmpty ? "; it takes no key=value" : "; it takes: \(others)"))
      }
      let values = roles.flatMap { $0.traits[trait.key] ?? [] }
      roles = roles.filter { $0.traits[trait.key]?.contains(trait.value) ?? false }
      guard !roles.isEmpty else {
        throw RosterError(
          request,
          "\(member.name) has no \(trait.key)=\(trait.value); \(trait.key) is one of: "
            + distinct(values).joined(separator: ", "))
      }
    }
    guard let role = roles.first else {
      throw RosterError(request, "\(member.name) does nothing with images")
    }
    return role
  }

  private static func distinct(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}

extension Roster.Role {
  /// The role as it shows images in the size that is wanted; itself where none is.
  fileprivate func showing(
    _ request: Roster.Request, of member: Roster.Member
  ) throws(RosterError) -> Self {
    guard let shown = request.shown else { return self }
    guard let scaled else {
      throw RosterError(
        request,
        "\(member.name) cannot be told the size that it shows; shown= is for planes of cards that are here"
      )
    }
    return scaled(shown)
  }
}

extension Roster.Request: CustomStringConvertible {
  /// The request as it is written, such as `card0:scanout:plane=31`.
  public var description: String {
    let settings =
      traits.map { "\($0.key)=\($0.value)" } + [shown.map { "shown=\($0)" }].compactMap(\.self)
    return ([name] + [role].compactMap(\.self) + settings).joined(separator: ":")
  }
}

/// Why somebody who is wanted cannot take part.
public struct RosterError: Error, Hashable, Sendable {
  /// Who is wanted.
  public var request: Roster.Request
  /// What is wrong and what there is instead, in one sentence without its full stop.
  public var message: String
  /// What is wrong with the device; `nil` where the request is at fault.
  public var cause: DeviceError?

  init(_ request: Roster.Request, _ message: String) {
    self.request = request
    self.message = message
  }

  init(_ request: Roster.Request, _ cause: DeviceError) {
    self.request = request
    message = cause.description
    self.cause = cause
  }
}

extension RosterError: CustomStringConvertible {
  /// One sentence.
  public var description: String { cause?.description ?? "\(request): \(message)" }
}
