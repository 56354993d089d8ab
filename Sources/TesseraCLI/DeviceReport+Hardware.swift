import Tessera

extension DeviceReport {
  /// A physical device and its nodes.
  struct HardwareEntry: Encodable {
    var place: String
    var bus: String
    var driver: String
    var compatible: [String]
    var pci: String?
    var nodes: [NodeEntry]
    var relations: [RelationEntry]
  }
  struct NodeEntry: Encodable {
    var path: String
    var kind: String
    /// The media node whose graph it is in.
    var graph: String?
    /// What it does, in a few words.
    var summary: String
    /// What OpenGL and Vulkan do with it, where they were asked.
    var renderers: [String]
  }
  struct RelationEntry: Encodable {
    var place: String
    var kind: String
  }
}

extension DeviceReport.HardwareEntry {
  init(_ hardware: Hardware, in inventory: Inventory, renderers: (_ node: String) -> [String]) {
    place = hardware.place
    bus = hardware.bus
    driver = hardware.model.driver
    compatible = hardware.model.compatible
    pci = hardware.model.pci?.description
    nodes = hardware.nodes.map { node in
      DeviceReport.NodeEntry(
        path: node.path, kind: node.kind.rawValue, graph: node.graph,
        summary: inventory.summary(of: node),
        renderers: renderers(node.path))
    }
    relations = hardware.relations.map { relation in
      DeviceReport.RelationEntry(place: relation.place, kind: relation.kind.rawValue)
    }
  }
}

extension Inventory {
  /// What a node does, or why it cannot be used.
  fileprivate func summary(of node: Hardware.Node) -> String {
    if let problem = problems.first(where: { $0.path == node.path }) {
      return "not usable: \(problem.problem)"
    }
    if let card = cards.first(where: { $0.path == node.path }) { return card.summary }
    if let camera = cameras.first(where: { $0.path == node.path }) {
      return "capture: \(camera.card)"
    }
    if let other = otherVideoNodes.first(where: { $0.path == node.path }) {
      return "\(other.roles.map(\.rawValue).sorted().joined(separator: ", ")): \(other.card)"
    }
    if let graph = graphs.first(where: { $0.path == node.path }) {
      return "media graph: \(graph.model)"
    }
    return node.kind.rawValue
  }
}

extension DRMDevice {
  fileprivate var summary: String {
    guard hasModeSetting else { return "card without displays" }
    guard let screen = try? Display(self) else { return "card without a connected screen" }
    let size = screen.sizes.first.map { ", \($0)" } ?? ""
    return "card: \(screen.connectorName)\(size)"
  }
}
