// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// A physical device, with its texts where C can read them.
final class HardwareTexts: Sendable {
  let place: Text
  let bus: Text
  let driver: Text
  let nodes: [(path: Text, graph: Text?, kind: UInt32)]
  let relations: [(place: Text, kind: UInt32)]

  init(_ hardware: Hardware) {
    place = Text(hardware.place)
    bus = Text(hardware.bus)
    driver = Text(hardware.model.driver)
    nodes = hardware.nodes.map { (Text($0.path), Text($0.graph), $0.kind.number) }
    relations = hardware.relations.map { (Text($0.place), $0.kind.number) }
  }
}

extension Hardware.Node.Kind {
  fileprivate var number: UInt32 {
    switch self {
    case .card: TESSERA_NODE_CARD.rawValue
    case .renderNode: TESSERA_NODE_RENDER.rawValue
    case .mediaGraph: TESSERA_NODE_MEDIA.rawValue
    case .video: TESSERA_NODE_VIDEO.rawValue
    case .subdevice: TESSERA_NODE_SUBDEVICE.rawValue
    case .other: TESSERA_NODE_OTHER.rawValue
    }
  }
}

extension Hardware.Relation.Kind {
  fileprivate var number: UInt32 {
    switch self {
    case .sharesGraph: TESSERA_RELATION_SHARES_GRAPH.rawValue
    case .drawsForIt: TESSERA_RELATION_DRAWS_FOR_IT.rawValue
    case .showsForIt: TESSERA_RELATION_SHOWS_FOR_IT.rawValue
    }
  }
}

/// One of the devices of an inventory.
private func hardware(
  _ inventory: OpaquePointer?, _ index: Int
) throws(Failure) -> HardwareTexts {
  try element(index, of: required(inventory, InventoryHandle.self).hardware, "devices")
}

@c @implementation
public func tessera_inventory_hardware_count(_ inventory: OpaquePointer?) -> Int {
  object(inventory, InventoryHandle.self)?.hardware.count ?? 0
}

@c @implementation
public func tessera_inventory_hardware(
  _ inventory: OpaquePointer?, _ index: Int, _ place: UnsafeMutablePointer<tessera_hardware>?
) -> CInt {
  report {
    let known = try hardware(inventory, index)
    var told = tessera_hardware()
    told.place = known.place.pointer
    told.bus = known.bus.pointer
    told.driver = known.driver.pointer
    told.node_count = UInt32(clamping: known.nodes.count)
    told.relation_count = UInt32(clamping: known.relations.count)
    try write(told, to: place)
  }
}

@c @implementation
public func tessera_inventory_node(
  _ inventory: OpaquePointer?, _ place: Int, _ index: Int,
  _ node: UnsafeMutablePointer<tessera_node>?
) -> CInt {
  report {
    let known = try element(index, of: hardware(inventory, place).nodes, "nodes")
    var told = tessera_node()
    told.path = known.path.pointer
    told.graph = known.graph?.pointer
    told.kind = known.kind
    try write(told, to: node)
  }
}

@c @implementation
public func tessera_inventory_relation(
  _ inventory: OpaquePointer?, _ place: Int, _ index: Int,
  _ relation: UnsafeMutablePointer<tessera_relation>?
) -> CInt {
  report {
    let known = try element(index, of: hardware(inventory, place).relations, "relations")
    var told = tessera_relation()
    told.place = known.place.pointer
    told.kind = known.kind
    try write(told, to: relation)
  }
}
