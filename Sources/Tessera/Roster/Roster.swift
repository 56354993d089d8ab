/// Everybody who could take part in a negotiation, by name: the devices of this machine, or what is
/// known of others.
///
/// `Roster(Inventory.find())` has the devices here. Members of one's own, such as participants that
/// were read from a file, stand beside them as equals.
public struct Roster: Sendable {
  /// Those who could take part, in the order in which they are listed.
  public var members: [Member]
  /// A node's own path, by whatever name it is reached.
  let ownPath: @Sendable (String) -> String?

  /// Takes members.
  public init(_ members: [Member] = []) {
    self.members = members
    ownPath = { _ in nil }
  }

  init(_ members: [Member], ownPath: @escaping @Sendable (String) -> String?) {
    self.members = members
    self.ownPath = ownPath
  }

  /// Somebody who could take part, in one role or several.
  public struct Member: Sendable {
    /// What people call it, such as `card0`.
    public var name: String
    /// Its node; `nil` for what has none.
    public var path: String?
    /// What it is, in a few words.
    public var meaning: String
    /// What it can do with images; the first is meant where none is named.
    public var roles: [Role]
    /// Why it has no role; `nil` where it has one.
    public var problem: DeviceError?

    /// Takes a name and roles.
    public init(
      _ name: String, path: String? = nil, meaning: String, roles: [Role],
      problem: DeviceError? = nil
    ) {
      self.name = name
      self.path = path
      self.meaning = meaning
      self.roles = roles
      self.problem = problem
    }

    /// Takes a participant whose terms are known already, such as one that was read from a file; its
    /// name is the participant's.
    public init(_ participant: Participant) {
      self.init(
        participant.name.rawValue, meaning: "known terms",
        roles: [
          Role("known", takes: { _ in true }) { name, _ in
            var participant = participant
            participant.name = name
            return participant
          }
        ])
    }
  }

  /// What somebody does with images.
  public struct Role: Sendable {
    /// What it is to be asked for, beyond the name.
    public struct Terms: Sendable {
      /// The size of the images.
      public var extent: Extent
      /// The only formats, where the user wants some.
      public var formats: Set<PixelFormat>?
      /// What is known of devices beyond what they say.
      public var quirks: QuirkTable

      /// Takes terms.
      public init(
        extent: Extent, formats: Set<PixelFormat>? = nil, quirks: QuirkTable = .standard
      ) {
        self.extent = extent
        self.formats = formats
        self.quirks = quirks
      }
    }

    /// The word for it, such as `scanout`.
    public var name: String
    /// What tells it from other roles of the same name: each key with every value that means it,
    /// such as `plane` with `31` and `primary`.
    public var traits: [String: [String]]
    /// The sizes that suit it best, the best first; empty where it has no wish.
    public var sizes: [Extent]
    /// The only sizes of which something is known; empty where it can be asked about any.
    public var knownSizes: [Extent]
    /// Whether it asks the device for the wanted formats alone.
    let asksForFormats: Bool
    let takes: @Sendable (Extent) -> Bool
    let participant: @Sendable (Name<Participant>, Terms) throws(DeviceError) -> Participant
    /// What takes buffers of some allocators under a name.
    var importer: (@Sendable (Name<Participant>, [any Allocator]) -> any Importer)?
    /// The role as it shows images in another size than their own; `nil` for what shows none.
    var scaled: (@Sendable (Extent) -> Role)?
    /// What makes images of a size in memory that only the role's own device has.
    var ownMemory: @Sendable (Terms) -> [any Allocator] = { _ in [] }
    /// What was recorded to make such images: part of a problem, and nothing here makes them.
    var recordedMemory: @Sendable (Terms) -> [Production] = { _ in [] }

    /// Takes a role.
    ///
    /// - Parameters:
    ///   - name: the word for it.
    ///   - traits: what tells it from other roles of the same name.
    ///   - sizes: the sizes that suit it best, the best first.
    ///   - knownSizes: the only sizes of which something is known; empty where it can be asked about
    ///     any.
    ///   - asksForFormats: whether it asks the device for the wanted formats alone.
    ///   - takes: whether images of a size are worth asking for.
    ///   - importer: what takes buffers in this role; `nil` where nothing here can.
    ///   - participant: the role's side of a problem.
    public init(
      _ name: String, traits: [String: [String]] = [:], sizes: [Extent] = [],
      knownSizes: [Extent] = [], asksForFormats: Bool = false,
      takes: @escaping @Sendable (Extent) -> Bool,
      importer: (@Sendable (Name<Participant>) -> any Importer)? = nil,
      participant: @escaping @Sendable (Name<Participant>, Terms) throws(DeviceError) -> Participant
    ) {
      self.name = name
      self.traits = traits
      self.sizes = sizes
      self.knownSizes = knownSizes
      self.asksForFormats = asksForFormats
      self.takes = takes
      if let importer { self.importer = { name, _ in importer(name) } }
      self.participant = participant
    }
  }
}
