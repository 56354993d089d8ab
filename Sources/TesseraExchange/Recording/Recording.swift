public import TesseraFormats
public import TesseraNegotiation

/// What was found on one machine: its devices, how they use and make buffers, and what could not be
/// used.
///
/// Devices speak for themselves in it. What tables know of them beyond that is added when somebody
/// takes part, so that an old recording is read with what is known today.
public struct Recording: Hashable, Sendable {
  /// The release of the kernel, such as `6.12.117-1-amd64`; `nil` where it is not known.
  public var kernel: String?
  /// The devices, in the order of their places.
  public var devices: [Hardware]
  /// What could not be used, in the order in which it was found.
  public var absences: [Absence]
  /// What devices refused when it was tried.
  public var refusals: [Refusal]

  /// Takes what was found.
  public init(
    kernel: String? = nil, devices: [Hardware], absences: [Absence] = [], refusals: [Refusal] = []
  ) {
    self.kernel = kernel
    self.devices = devices
    self.absences = absences
    self.refusals = refusals
  }

  /// One physical device, or what stands for none, such as the memory of the system.
  public struct Hardware: Hashable, Sendable {
    /// Its place, such as `pci-0000:00:02.0`; no other device in the recording has it.
    public var place: String
    /// What make it is; its kernel is the recording's.
    public var model: DeviceModel
    /// Those who can take part for it.
    public var members: [Member]
    /// What makes buffers in its memory.
    public var makers: [Maker]

    /// Takes a device.
    public init(
      place: String, model: DeviceModel, members: [Member] = [], makers: [Maker] = []
    ) {
      self.place = place
      self.model = model
      self.members = members
      self.makers = makers
    }
  }

  /// Somebody who can take part, mostly by a node, in one role or several.
  public struct Member: Hashable, Sendable {
    /// What people call it, such as `card0`; no other member of the recording is called so.
    public var name: String
    /// Its node; `nil` for what has none.
    public var path: String?
    /// What it is, such as `card` or `render node`.
    public var kind: String
    /// The product, as its driver tells it.
    public var product: String?
    /// What it can do, in a few words each.
    public var abilities: [String]
    /// The media node whose graph it is in.
    public var graph: String?
    /// What it does with images; the first is meant where none is named.
    public var roles: [Role]

    /// Takes a member.
    public init(
      _ name: String, path: String? = nil, kind: String, product: String? = nil,
      abilities: [String] = [], graph: String? = nil, roles: [Role] = []
    ) {
      self.name = name
      self.path = path
      self.kind = kind
      self.product = product
      self.abilities = abilities
      self.graph = graph
      self.roles = roles
    }
  }

  /// What a member does with images.
  public struct Role: Hashable, Sendable {
    /// The word for it, such as `scanout`.
    public var name: String
    /// What tells it from other roles of the same name: each key with every value that means it.
    public var traits: [String: [String]]
    /// What tables of devices are asked for it by; `nil` where they say nothing of it.
    public var use: BufferRole?
    /// What tells its device from others; `nil` for what is of no device.
    public var device: Device?
    /// The sizes that suit it best, the best first; empty where it has no wish.
    public var sizes: [Extent]
    /// On what terms it takes images: for any size, or for each size that was asked for.
    public var terms: [Terms]

    /// Takes a role.
    public init(
      _ name: String, traits: [String: [String]] = [:], use: BufferRole? = nil,
      device: Device? = nil, sizes: [Extent] = [], terms: [Terms]
    ) {
      self.name = name
      self.traits = traits
      self.use = use
      self.device = device
      self.sizes = sizes
      self.terms = terms
    }
  }

  /// On what terms images are taken.
  public struct Terms: Hashable, Sendable {
    /// The only size that they hold for; `nil` where they tell of sizes themselves.
    public var extent: Extent?
    /// The ways to take images.
    public var offers: [Offer]
    /// What makes such images in memory that only the device's own queue has; who takes part brings it.
    public var ownMakers: [Maker]

    /// Takes offers, and who makes images in memory of the device's own.
    public init(extent: Extent? = nil, _ offers: [Offer], ownMakers: [Maker] = []) {
      self.extent = extent
      self.offers = offers
      self.ownMakers = ownMakers
    }
  }

  /// What makes buffers.
  public struct Maker: Hashable, Sendable {
    /// What it makes.
    public var production: Production
    /// What tables of devices are asked for its buffers by; `nil` where they say nothing of them.
    public var use: BufferRole?

    /// Takes a maker.
    public init(_ production: Production, use: BufferRole? = nil) {
      self.production = production
      self.use = use
    }
  }

  /// A node that was there and could not be used.
  public struct Absence: Hashable, Sendable {
    /// The node.
    public var path: String
    /// Why, as the rest of a sentence that starts with the path.
    public var reason: String
    /// The kernel's word for it, such as `EACCES`; `nil` where it gave none.
    public var errno: String?

    /// Takes a node and a reason.
    public init(path: String, reason: String, errno: String? = nil) {
      self.path = path
      self.reason = reason
      self.errno = errno
    }
  }
}

extension Recording.Absence: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    "\(path): \(reason)" + (errno.map { " (\($0))" } ?? "") + "."
  }
}
