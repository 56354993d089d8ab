internal import TesseraKernel

extension Inventory {
  /// Puts nodes together that are of one device, whoever could open them.
  mutating func findHardware(among found: [FoundDevice], kernel: any Kernel) {
    let found = found.filter { ["drm", "video4linux", "media"].contains($0.subsystem) }
    let places = Self.places(of: found)
    let graphs = self.graphs
    let drivers = driversOfNodes
    var groups: [String: [FoundDevice]] = [:]
    for (device, place) in zip(found, places) { groups[place, default: []].append(device) }

    hardware = groups.map { place, devices in
      let parent = devices.lazy.compactMap(\.parent).first
      let nodes = devices.map { device in
        let kind = Hardware.Node.Kind(ofNode: device.path)
        // A graph in a graph would have no end.
        let graph = kind == .mediaGraph ? nil : graphs.first { $0.members.contains(device.number) }
        return Hardware.Node(path: device.path, kind: kind, graph: graph?.path)
      }.sorted { $0.kind.rank < $1.kind.rank }  // Stable: udev's order within a kind.
      let driver = nodes.lazy.compactMap { drivers[$0.path] }.first ?? parent?.driver ?? ""
      return Hardware(
        place: place, bus: parent?.bus ?? "",
        model: DeviceModel(driver: driver, parent, kernel: kernel), nodes: nodes)
    }.sorted { $0.place < $1.place }
    relate()
  }

  /// The place of each node's hardware: where some nodes of a device tell its place on the bus, the
  /// others have it too.
  private static func places(of found: [FoundDevice]) -> [String] {
    var known: [String: String] = [:]
    for device in found {
      guard let parent = device.parent?.path, device.hardware != parent else { continue }
      known[parent] = known[parent] ?? device.hardware
    }
    return found.map { device in
      let place = device.parent.flatMap { known[$0.path] } ?? device.hardware
      return place.isEmpty ? device.path : place
    }
  }

  /// The drivers' names for themselves, by the nodes that could be asked.
  private var driversOfNodes: [String: String] {
    let pairs =
      cards.map { ($0.path, $0.driver) } + cameras.map { ($0.path, $0.driver) }
      + otherVideoNodes.map { ($0.path, $0.driver) } + graphs.map { ($0.path, $0.driver) }
    return Dictionary(pairs) { first, _ in first }
  }
}

extension Inventory {
  /// Finds which devices work together.
  private mutating func relate() {
    var relations: [Int: Set<Hardware.Relation>] = [:]
    func relate(_ one: Int, to other: Int, _ kind: Hardware.Relation.Kind) {
      relations[one, default: []].insert(.init(place: hardware[other].place, kind: kind))
    }
    for graph in graphs {
      let parts = hardware.indices.filter { index in
        hardware[index].nodes.contains { $0.path == graph.path || $0.graph == graph.path }
      }
      for one in parts {
        for other in parts where one != other { relate(one, to: other, .sharesGraph) }
      }
    }
    let screens = hardware.indices.filter { half(hardware[$0]) == .showsForIt }
    for painter in hardware.indices where half(hardware[painter]) == .drawsForIt {
      for screen in screens {
        relate(screen, to: painter, .drawsForIt)
        relate(painter, to: screen, .showsForIt)
      }
    }
    for index in hardware.indices {
      hardware[index].relations = (relations[index] ?? []).sorted {
        ($0.place, $0.kind.rawValue) < ($1.place, $1.kind.rawValue)
      }
    }
  }

  /// What a device does for others on its chip that it cannot do alone; `nil` for what is whole.
  ///
  /// Only what the device tree tells of is on one chip: a computer may have any number of cards.
  private func half(_ hardware: Hardware) -> Hardware.Relation.Kind? {
    guard !hardware.model.compatible.isEmpty else { return nil }
    let shows = hardware.nodes.contains { node in
      cards.contains { $0.path == node.path && $0.hasModeSetting }
    }
    let draws = hardware.nodes.contains { $0.kind == .renderNode }
    return shows == draws ? nil : shows ? .showsForIt : .drawsForIt
  }
}
