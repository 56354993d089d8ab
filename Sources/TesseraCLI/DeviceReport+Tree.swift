extension DeviceReport {
  /// Devices, their nodes and what each does; memory; what could not be used.
  var tree: String {
    var roots = hardware.map(\.tree)
    let others = renderers.filter { $0.path == nil }
    if !others.isEmpty {
      roots.append(
        TextTree(
          line: "renderers without a node",
          branches: others.map { TextTree(line: "\($0.name)  \($0.line)") }))
    }
    roots.append(
      TextTree(
        line: "memory",
        branches: allocators.map { allocator in
          TextTree(
            line: "\(allocator.name)  \(allocator.contiguous ? "contiguous" : "scattered")")
        }))
    if !problems.isEmpty {
      roots.append(TextTree(line: "not usable", branches: problems.map { TextTree(line: $0) }))
    }
    return roots.flatMap(\.lines).joined(separator: "\n")
  }
}

extension DeviceReport.HardwareEntry {
  /// The device, its nodes in order, those of a graph on the graph's own node.
  fileprivate var tree: TextTree {
    let paths = Set(nodes.map(\.path))
    let width = paths.map(\.count).max() ?? 0
    func tree(_ node: DeviceReport.NodeEntry) -> TextTree {
      let gap = String(repeating: " ", count: width - node.path.count + 2)
      return TextTree(
        line: node.path + gap + node.summary,
        branches: nodes.filter { $0.graph == node.path }.map(tree)
          + node.renderers.map { TextTree(line: $0) })
    }
    let words = [place, driver, pci.map { "[\($0)]" } ?? "", compatible.first ?? ""]
    return TextTree(
      line: words.filter { !$0.isEmpty }.joined(separator: "  "),
      branches: nodes.filter { node in node.graph.map { !paths.contains($0) } ?? true }.map(tree)
        + relations.map { TextTree(line: "\($0.kind): \($0.place)") })
  }
}
