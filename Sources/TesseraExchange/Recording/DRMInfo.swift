internal import TesseraFormats
internal import TesseraNegotiation

/// What `drm_info -j` prints: cards by their nodes, with planes, connectors and capabilities.
extension JSONNode {
  /// Whether this is such an output: every key is a node.
  var isDRMInfo: Bool {
    guard case .object(let members) = value, !members.isEmpty else { return false }
    return members.allSatisfy { $0.key.hasPrefix("/dev/") }
  }

  /// The cards, without what drm_info does not tell, such as what their drivers make buffers of.
  func drmInfo() throws(ExchangeError) -> Recording {
    guard case .object(let members) = value else { throw refused("is no object") }
    var kernel: String?
    var devices: [Recording.Hardware] = []
    for member in members {
      let node = JSONNode(value: member.value, path: path[member.key])
      kernel = kernel ?? (try? node.field("driver")?.field("kernel")?.field("release")?.text())
      devices.append(
        try DRMInfoCard(node, at: member.key).hardware(
          under: kernel.flatMap { KernelVersion($0) }))
    }
    return Recording(kernel: kernel, devices: devices.sorted { $0.place < $1.place })
  }
}

/// One card, as drm_info tells of it.
struct DRMInfoCard {
  let path: String
  let driver: String
  let takesModifiers: Bool
  let place: String
  let sizes: SizeDomain
  let crtcs: [UInt64]
  let planes: [DRMInfoPlane]
  private let node: JSONNode
  private let capabilities: JSONNode?
  private let pci: PCIModel?

  init(_ node: JSONNode, at path: String) throws(ExchangeError) {
    self.node = node
    self.path = path
    let driver = try node.needed("driver")
    self.driver = try driver.needed("name").text()
    let capabilities = driver.field("caps")
    self.capabilities = capabilities
    takesModifiers = Self.number("ADDFB2_MODIFIERS", in: capabilities) == 1
    let device = node.field("device")
    pci = Self.model(device)
    place = Self.place(device) ?? path
    sizes = try SizeDomain(drmInfo: node.needed("fb_size"))
    crtcs = try node.needed("crtcs").list { (crtc) throws(ExchangeError) in
      try crtc.needed("id").number()
    }
    planes = try node.needed("planes").list { (plane) throws(ExchangeError) in
      try DRMInfoPlane(plane)
    }
  }

  func hardware(under kernel: KernelVersion?) throws(ExchangeError) -> Recording.Hardware {
    var roles: [Recording.Role] = []
    if let screen = try screen() { roles.append(screen) }
    roles += planes.map(role)
    roles += try writebacks()
    let isAtomic = node.field("driver")?.field("client_caps")?.field("ATOMIC")?.value == .bool(true)
    let abilities = [
      isAtomic ? "atomic changes" : nil, takesModifiers ? "modifiers" : nil,
      (capability("PRIME") ?? 0) & 1 != 0 ? "import (claimed)" : nil,
    ].compactMap(\.self)
    return Recording.Hardware(
      place: place, model: DeviceModel(driver: driver, pci: pci, kernel: kernel),
      members: [
        Recording.Member(
          path.split(separator: "/").last.map(String.init) ?? path, path: path, kind: "card",
          abilities: abilities, roles: roles)
      ])
  }

  var identity: Device { Device(place) }

  func capability(_ name: String) -> UInt64? { Self.number(name, in: capabilities) }

  func connectors() throws(ExchangeError) -> [JSONNode] {
    try node.needed("connectors").elements()
  }

  /// The CRTCs that can feed a connector, as bits.
  func possibleCRTCs(of connector: JSONNode) throws(ExchangeError) -> UInt64 {
    let own = Set(
      try connector.needed("encoders").list { (one) throws(ExchangeError) in try one.number() })
    var possible: UInt64 = 0
    for encoder in try node.needed("encoders").elements()
    where own.contains(try encoder.needed("id").number()) {
      possible |= try encoder.needed("possible_crtcs").number()
    }
    return possible
  }

  /// Formats that are told without layouts, in those that they can have.
  func withoutModifiers(_ formats: [PixelFormat]) -> FormatTable {
    FormatTable(
      formats.flatMap { format in
        [LayoutModifier.linear, .implicit(on: identity)].map { FormatModifier(format, $0) }
      })
  }

  private static func number(_ name: String, in node: JSONNode?) -> UInt64? {
    try? node?.field(name)?.number()
  }

  private static func model(_ device: JSONNode?) -> PCIModel? {
    guard number("bus_type", in: device) == 0, let data = device?.field("device_data"),
      let vendor = number("vendor", in: data).flatMap({ UInt16(exactly: $0) }),
      let model = number("device", in: data).flatMap({ UInt16(exactly: $0) })
    else { return nil }
    return PCIModel(vendor: vendor, device: model)
  }

  /// As udev writes it, such as `pci-0000:00:02.0`.
  private static func place(_ device: JSONNode?) -> String? {
    guard number("bus_type", in: device) == 0, let data = device?.field("bus_data"),
      let domain = number("domain", in: data), let bus = number("bus", in: data),
      let slot = number("slot", in: data), let function = number("function", in: data)
    else { return nil }
    func digits(_ number: UInt64, _ count: Int) -> String {
      let text = String(number, radix: 16)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "pci-\(digits(domain, 4)):\(digits(bus, 2)):\(digits(slot, 2)).\(digits(function, 1))"
  }
}

extension SizeDomain {
  /// The sizes of framebuffers; a limit of zero is none.
  fileprivate init(drmInfo node: JSONNode) throws(ExchangeError) {
    func extent(
      _ width: String, _ height: String, or none: UInt64
    ) throws(ExchangeError) -> Extent {
      let (wide, high) = (try node.needed(width).number(), try node.needed(height).number())
      return Extent(
        width: Pixels(wide == 0 ? none : wide), height: Pixels(high == 0 ? none : high))
    }
    let greatest = try extent("max_width", "max_height", or: UInt64(UInt32.max))
    let none = Extent(width: Pixels(UInt64(UInt32.max)), height: Pixels(UInt64(UInt32.max)))
    self.init(
      minimum: try extent("min_width", "min_height", or: 1),
      maximum: greatest == none ? nil : greatest)
  }
}
