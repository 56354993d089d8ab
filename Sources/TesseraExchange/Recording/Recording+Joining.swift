internal import TesseraNegotiation

extension Recording {
  /// This and what is known of other devices, as if all were on one machine.
  ///
  /// The other's devices get names that this one does not have: a second `card0` is the other's. The
  /// processor and the system's memory are the same everywhere, and come once. The kernel is told where
  /// it is the same for all.
  ///
  /// - Parameters:
  ///   - other: the devices that are added behind these.
  ///   - name: what the other is called, such as its file; a second `card0` is `name.card0`.
  public func joined(with other: Recording, called name: String) -> Recording {
    var all = self
    if all.devices.isEmpty {
      all.kernel = other.kernel
    } else if all.kernel != other.kernel {
      all.kernel = nil
    }
    all.absences += other.absences
    all.refusals += other.refusals
    all.devices += other.devices.map { $0.apart(from: self, called: name) }
    return all
  }
}

extension Recording.Hardware {
  /// The device under names that others do not have.
  fileprivate func apart(from others: Recording, called file: String) -> Self {
    var result = self
    if others.devices.contains(where: { $0.place == place }) {
      result.place = "\(file): \(place)"
      let known = Set(others.allocators(quirks: .none).map(\.name))
      result.makers.removeAll { $0.production.device == nil && known.contains($0.production.name) }
    }
    let names = Set(others.devices.flatMap(\.members).map(\.name))
    result.members.removeAll { $0.path == nil && names.contains($0.name) }
    let allocators = Set(others.allocators(quirks: .none).map(\.name))
    for index in result.members.indices where names.contains(result.members[index].name) {
      result.members[index].name = "\(file).\(result.members[index].name)"
    }
    for index in result.makers.indices
    where allocators.contains(result.makers[index].production.name) {
      result.makers[index].production.name =
        Name("\(file).\(result.makers[index].production.name)")
    }
    return result
  }
}
