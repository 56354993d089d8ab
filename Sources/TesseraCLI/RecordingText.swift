import Tessera

extension Recording {
  /// Devices, who takes part for them and in which roles; memory; what could not be used.
  func text(withRoles: Bool) -> String {
    var roots = devices.map { device in
      let words = [
        device.place, device.model.driver, device.model.pci.map { "[\($0)]" } ?? "",
        device.model.compatible.first ?? "",
      ]
      let makers = device.makers.map(\.tree)
      return TextTree(
        line: words.filter { !$0.isEmpty }.joined(separator: "  "),
        branches: device.members.map { $0.tree(withRoles: withRoles) } + makers)
    }
    if !absences.isEmpty {
      roots.append(
        TextTree(line: "not usable", branches: absences.map { TextTree(line: "\($0)") }))
    }
    let kernel = kernel.map { ["recorded under Linux \($0)"] } ?? []
    return (kernel + roots.flatMap(\.lines)).joined(separator: "\n")
  }
}

extension Recording.Member {
  fileprivate func tree(withRoles: Bool) -> TextTree {
    let words = [kind, product ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    let able = abilities.isEmpty ? "" : " (\(abilities.joined(separator: ", ")))"
    return TextTree(
      line: "\(name)  \(words)\(able)",
      branches: withRoles
        ? roles.map { role in
          TextTree(line: "\(role.request)  \(role.formats)", branches: role.ownMakers.map(\.tree))
        } : [])
  }
}

extension Recording.Maker {
  fileprivate var tree: TextTree {
    TextTree(
      line: "allocator \(production.name)  "
        + (production.isContiguous ? "contiguous" : "scattered"))
  }
}

extension Recording.Role {
  /// What makes images in its device's own memory, each once, whatever their size.
  fileprivate var ownMakers: [Recording.Maker] {
    var names: Set<Name<Production>> = []
    return terms.flatMap(\.ownMakers).filter { names.insert($0.production.name).inserted }
  }

  /// What it takes, by the first terms.
  fileprivate var formats: String {
    let constraints = terms.first?.offers.flatMap(\.constraints) ?? []
    let tables = constraints.compactMap { constraint in
      if case .formats(let table) = constraint.term { table.description } else { nil }
    }
    return tables.first ?? constraints.first?.description ?? "nothing"
  }
}
