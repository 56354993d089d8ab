#if GBM
extension Roster.Member {
  /// A GPU by its render node, through GBM.
  init(_ gpu: GBMAllocator, of model: DeviceModel?) {
    self.init(
      gpu.device.path.lastComponent, path: gpu.device.path,
      meaning: "GPU, by GBM (\(gpu.device.backendName))",
      roles: [BufferRole.sample, .render].map { role in
        Roster.Role(
          role.rawValue, traits: ["via": ["gbm"]], takes: { _ in true },
          importer: { GBMImporter(gpu, named: $0) },
          participant: { name, terms in
            let told = gpu.participant(named: name)
            return model.map { terms.quirks.applied(to: told, of: $0, as: role) } ?? told
          })
      })
  }
}
#endif

#if Vulkan
extension Roster {
  /// Adds the GPUs that `VulkanAllocator.find()` found, each to its render node where it has one.
  public mutating func add(_ gpus: [VulkanAllocator]) {
    for gpu in gpus {
      let name = gpu.memberName
      let roles = [BufferRole.sample, .render].map { role in
        Role(
          role.rawValue, traits: ["via": ["vulkan"]],
          takes: { gpu.production.sizes.contains($0) },
          importer: { VulkanImporter(gpu, named: $0) },
          participant: { name, _ in gpu.participant(named: name) })
      }
      if let index = members.firstIndex(where: { $0.name == name }) {
        members[index].roles += roles
      } else {
        members.append(
          Member(name, meaning: "\(gpu.deviceName), by Vulkan", roles: roles))
      }
    }
  }
}
#endif
