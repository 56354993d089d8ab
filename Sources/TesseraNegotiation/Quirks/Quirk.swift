/// What is known of a make of device and cannot be asked of its driver.
public struct Quirk: Hashable, Sendable {
  /// How well it is known.
  public struct Level: RawRepresentable, Hashable, Sendable {
    /// The word for it.
    public let rawValue: String
    /// Takes the word for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The driver's source says it.
    public static let driverSource = Self(rawValue: "driver source")
    /// The maker's or the kernel's documentation says it.
    public static let documentation = Self(rawValue: "documentation")
    /// It was measured on the hardware.
    public static let measured = Self(rawValue: "measured")
    /// Somebody met it and wrote about it.
    public static let report = Self(rawValue: "report")
  }

  /// What it is called in explanations; unique in a table.
  public var name: String
  /// Whom it is about.
  public var match: DeviceMatch
  /// What such a device demands in truth, each with the quirk as its evidence.
  public var constraints: [Constraint]
  /// Where it is written: an address.
  public var source: String
  /// How well it is known.
  public var level: Level
  /// What else is to be known.
  public var note: String?

  /// Takes a quirk; its terms get the quirk itself as their evidence.
  public init(
    _ name: String, of match: DeviceMatch, _ terms: [(term: Term, scope: Constraint.Scope)],
    source: String, level: Level, note: String? = nil
  ) {
    self.name = name
    self.match = match
    self.source = source
    self.level = level
    self.note = note
    let evidence = Evidence(.table, "quirk \(name), \(level.rawValue), \(source)")
    constraints = terms.map { Constraint($0.term, for: $0.scope, evidence) }
  }
}

/// Which devices, in which roles: everything that is told must hold.
public struct DeviceMatch: Hashable, Sendable {
  /// Any of these drivers; all where none is told.
  public var drivers: Set<String>
  /// Any of these names in the device tree.
  public var compatible: Set<String>
  /// Any of these makers, or makers and kinds, on the PCI bus.
  public var pci: Set<PCI>
  /// Any of these roles.
  public var roles: Set<BufferRole>
  /// The oldest kernel.
  public var since: KernelVersion?
  /// The first kernel that is no longer meant.
  public var before: KernelVersion?

  /// A maker on the PCI bus, and one kind of its devices or all.
  public struct PCI: Hashable, Sendable {
    /// Who made it.
    public var vendor: UInt16
    /// What it is; `nil` for everything of the maker.
    public var device: UInt16?

    /// Takes the numbers.
    public init(vendor: UInt16, device: UInt16? = nil) {
      self.vendor = vendor
      self.device = device
    }
  }

  /// Takes what must hold; what is left out does not matter.
  public init(
    drivers: Set<String> = [], compatible: Set<String> = [], pci: Set<PCI> = [],
    roles: Set<BufferRole> = [], since: KernelVersion? = nil, before: KernelVersion? = nil
  ) {
    self.drivers = drivers
    self.compatible = compatible
    self.pci = pci
    self.roles = roles
    self.since = since
    self.before = before
  }

  /// Whether a device in a role is meant.
  ///
  /// A kernel that is not known may be any: a demand too many costs less than one too few.
  public func covers(_ model: DeviceModel, as role: BufferRole?) -> Bool {
    guard drivers.isEmpty || drivers.contains(model.driver),
      compatible.isEmpty || !compatible.isDisjoint(with: model.compatible),
      roles.isEmpty || role.map(roles.contains) == true
    else { return false }
    if !pci.isEmpty {
      guard let found = model.pci,
        pci.contains(.init(vendor: found.vendor))
          || pci.contains(.init(vendor: found.vendor, device: found.device))
      else { return false }
    }
    guard let kernel = model.kernel else { return true }
    return since.map { $0 <= kernel } ?? true && before.map { kernel < $0 } ?? true
  }
}

extension DeviceMatch.PCI: LosslessStringConvertible {
  /// Reads a maker such as `1002`, or a maker and a kind such as `8086:5927`.
  public init?(_ text: String) {
    if let model = PCIModel(text) {
      self.init(vendor: model.vendor, device: model.device)
    } else if let vendor = PCIModel.number(Substring(text)) {
      self.init(vendor: vendor)
    } else {
      return nil
    }
  }

  /// The numbers as `lspci -n` writes them.
  public var description: String {
    device.map { PCIModel(vendor: vendor, device: $0).description } ?? PCIModel.digits(vendor)
  }
}
