import Tessera

extension Recording {
  /// Devices, who takes part for them and in which roles; memory; what could not be used.
  func text(withRoles: Bool) -> String {
    var roots = devices.map { device in
      let words = [
        device.place, device.model.driver, device.model.pci.map { "[\($0)]" } ?? "",
        device.model.compatible.first ?? "",
      ]
      let makers = device.makers.map(\.production).map { production in
        TextTree(
          line: "allocator \(production.name)  "
            + (production.isContiguous ? "contiguous" : "scattered"))
      }
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
      branches: withRoles ? roles.map { TextTree(line: "\($0.request)  \($0.formats)") } : [])
  }
}

extension Recording.Role {
  /// What it takes, by the first terms.
  fileprivate var formats: String {
    let constraints = terms.first?.offers.flatMap(\.constraints) ?? []
    let tables = constraints.compactMap { constraint in
      if case .formats(let table) = constraint.term { table.description } else { nil }
    }
    return tables.first ?? constraints.first?.description ?? "nothing"
  }
}
