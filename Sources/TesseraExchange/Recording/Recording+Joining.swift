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
    all.devices += other.devices(apartFrom: self, called: name)
    return all
  }

  /// The devices under names that others do not have.
  private func devices(apartFrom others: Recording, called file: String) -> [Hardware] {
    let known = others.allocatorNames
    var apart: [Hardware] = []
    var shared: Set<Name<Production>> = []
    for device in devices {
      var device = device.apart(from: others, called: file)
      if others.devices.contains(where: { $0.place == device.place }) {
        device.place = "\(file): \(device.place)"
        let common = device.makers.map(\.production).filter {
          $0.device == nil && known.contains($0.name)
        }.map(\.name)
        shared.formUnion(common)
        device.makers.removeAll { common.contains($0.production.name) }
      }
      apart.append(device)
    }
    let taken = known.union(others.namesInRules).subtracting(shared)
    for index in apart.indices {
      apart[index].callAllocators { taken.contains($0) ? Name("\(file).\($0)") : $0 }
    }
    return apart
  }

  /// What the allocators are called, those of the devices' own queues too.
  private var allocatorNames: Set<Name<Production>> {
    let makers = devices.flatMap { device in
      device.makers + device.members.flatMap(\.roles).flatMap(\.terms).flatMap(\.ownMakers)
    }
    return Set(makers.map(\.production.name))
  }

  /// The allocators that some take nothing else than, or nothing, of; a camera that imports no dma-bufs
  /// names its own so, recorded or not.
  private var namesInRules: Set<Name<Production>> {
    let terms = devices.flatMap(\.members).flatMap(\.roles).flatMap(\.terms)
    return terms.flatMap(\.offers).flatMap(\.constraints).reduce(into: []) { names, constraint in
      guard case .imports(let rule) = constraint.term else { return }
      names.formUnion(rule.refused.union(rule.permitted ?? []))
    }
  }
}

extension Recording.Hardware {
  /// The device with members whose names others do not have; what stands for no device comes once.
  fileprivate func apart(from others: Recording, called file: String) -> Self {
    var result = self
    let names = Set(others.devices.flatMap(\.members).map(\.name))
    result.members.removeAll { $0.path == nil && names.contains($0.name) }
    for index in result.members.indices where names.contains(result.members[index].name) {
      result.members[index].name = "\(file).\(result.members[index].name)"
    }
    return result
  }

  /// Gives allocators other names, wherever they are named.
  fileprivate mutating func callAllocators(
    _ name: (Name<Production>) -> Name<Production>
  ) {
    for index in makers.indices {
      makers[index].production.name = name(makers[index].production.name)
    }
    for member in members.indices {
      for role in members[member].roles.indices {
        for terms in members[member].roles[role].terms.indices {
          members[member].roles[role].terms[terms].callAllocators(name)
        }
      }
    }
  }
}

extension Recording.Terms {
  fileprivate mutating func callAllocators(_ name: (Name<Production>) -> Name<Production>) {
    for index in ownMakers.indices {
      ownMakers[index].production.name = name(ownMakers[index].production.name)
    }
    for offer in offers.indices {
      for index in offers[offer].constraints.indices {
        guard case .imports(let rule) = offers[offer].constraints[index].term else { continue }
        offers[offer].constraints[index].term = .imports(
          ImportRule(
            only: rule.permitted.map { Set($0.map(name)) }, not: Set(rule.refused.map(name))))
      }
    }
  }
}
