/// Those who take part, found and asked for their terms.
public struct Cast: Sendable {
  /// One of them.
  public struct Entry: Sendable {
    /// Who was wanted, by the member's own name.
    public var request: Roster.Request
    /// Who that is.
    public var member: Roster.Member
    /// What it does.
    public var role: Roster.Role
    /// What makes buffers in memory that only its device has, such as a camera's own queue; empty where
    /// that was not asked for, and for a device that was recorded.
    public internal(set) var ownAllocators: [any Allocator] = []
    /// What that is in a problem, of a device that was recorded too.
    public internal(set) var ownProductions: [Production] = []

    /// What it is called in answers: the request itself, so that it is called so the next time too.
    public var name: Name<Participant> { Name(request.description) }
  }

  /// Those who take part, in the order of the requests.
  public var entries: [Entry]
  /// The problem, ready for a negotiation.
  public var problem: Problem

  /// What takes buffers for them; those who cannot take any here are left out.
  public var importers: [any Importer] {
    entries.compactMap { entry in entry.role.importer?(entry.name, entry.ownAllocators) }
  }

  /// What makes buffers in memory that only one of their devices has; empty where that was not asked
  /// for.
  ///
  /// The problem has it behind what it was given: whoever makes the buffers needs both. Of devices that
  /// were recorded the problem has it alone: nothing here makes their buffers.
  public var ownAllocators: [any Allocator] { entries.flatMap(\.ownAllocators) }
}

extension Roster {
  /// Finds everybody who is wanted and asks for their terms.
  ///
  /// - Parameters:
  ///   - requests: who takes part; no two may be called the same.
  ///   - extent: the size of the images; without it, the one that suits best.
  ///   - formats: the only formats, where the user wants some.
  ///   - productions: who could make the buffers.
  ///   - bringsOwn: whether devices with memory of their own, such as the queues of V4L2, bring what
  ///     makes buffers in it: ``Cast/ownAllocators``.
  ///   - quirks: what is known of devices beyond what they say.
  public func cast(
    _ requests: [Request], extent: Extent? = nil, only formats: Set<PixelFormat>? = nil,
    allocators productions: [Production], bringingOwn bringsOwn: Bool = false,
    quirks: QuirkTable = .standard
  ) throws(RosterError) -> Cast {
    var entries: [Cast.Entry] = []
    for request in requests {
      let (member, role) = try find(request)
      var named = request
      if member.name != request.description { named.name = member.name }
      let entry = Cast.Entry(request: named, member: member, role: role)
      guard !entries.contains(where: { $0.name == entry.name }) else {
        throw RosterError(request, "it takes part twice; name another role for one of the two")
      }
      entries.append(entry)
    }
    let roles = entries.map(\.role)
    let terms = Role.Terms(
      extent: extent ?? Self.commonSize(of: roles), formats: formats, quirks: quirks)
    var participants: [Participant] = []
    for index in entries.indices where bringsOwn {
      let role = entries[index].role
      entries[index].ownAllocators = role.ownMemory(terms)
      entries[index].ownProductions =
        entries[index].ownAllocators.map(\.production) + role.recordedMemory(terms)
    }
    for entry in entries {
      do {
        participants.append(try entry.role.participant(entry.name, terms))
      } catch {
        throw RosterError(entry.request, error)
      }
    }
    if let formats, !roles.contains(where: \.asksForFormats), !participants.isEmpty {
      participants[0].restrict(to: formats)
    }
    let brought = entries.flatMap(\.ownProductions)
    return Cast(
      entries: entries,
      problem: Problem(
        extent: terms.extent, participants: participants, allocators: productions + brought))
  }

  /// The size that everybody takes: somebody's best, else the largest below it, else the smallest
  /// above; where there is none, the best of whoever has one, or the first that is known.
  static func commonSize(of roles: [Role]) -> Extent {
    let (wished, known) = (roles.flatMap(\.sizes), roles.flatMap(\.knownSizes))
    guard let best = wished.first else { return known.first ?? Extent(width: 640, height: 480) }
    let common = (wished + known).filter { size in roles.allSatisfy { $0.takes(size) } }
    return common.closest(to: best) ?? best
  }
}

extension Participant {
  /// Leaves the formats that the user wants.
  fileprivate mutating func restrict(to formats: Set<PixelFormat>) {
    let layouts = formats.map { ($0, FormatTable.Layouts.any) }
    let wish = Constraint(
      .formats(FormatTable(Dictionary(uniqueKeysWithValues: layouts))), Evidence(.user, "--format"))
    for index in offers.indices { offers[index].constraints.append(wish) }
  }
}
