#if GBM
extension Roster.Member {
  /// A GPU by its render node, through GBM.
  init(_ gpu: GBMAllocator, of model: DeviceModel?) {
    self.init(
      gpu.device.path.lastComponent, path: gpu.device.path,
      meaning: "GPU, by GBM (\(gpu.device.backendName))",
      roles: BufferRole.ofGPUs.map { role in
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

#if GBM
extension Roster {
  /// Adds what OpenGL can use of the GPUs that `EGLRenderer.find()` found, each to its render node, or
  /// as a member of its own where it has none (`EGLRenderer.software()`).
  public mutating func add(_ renderers: [EGLRenderer]) {
    for renderer in renderers {
      let roles = BufferRole.ofGPUs.map { role in
        Role(
          role.rawValue, traits: ["via": ["egl"]],
          takes: { role != .render || renderer.drawnSizes.contains($0) },
          importer: { EGLImporter(renderer, named: $0, as: role) },
          participant: { name, _ in renderer.participant(named: name, as: role) })
      }
      let noun = renderer.path == nil ? "the CPU" : "GPU"
      add(roles, to: renderer.name, meaning: "\(noun), by OpenGL (\(renderer.driver))")
    }
  }
}
#endif

#if Vulkan
extension Roster {
  /// Adds the GPUs that `VulkanAllocator.find()` found, each to its render node where it has one.
  public mutating func add(_ gpus: [VulkanAllocator]) {
    for gpu in gpus {
      let roles = BufferRole.ofGPUs.map { role in
        Role(
          role.rawValue, traits: ["via": ["vulkan"]],
          takes: { gpu.production.sizes.contains($0) },
          importer: { VulkanImporter(gpu, named: $0) },
          participant: { name, _ in gpu.participant(named: name) })
      }
      add(roles, to: gpu.name, meaning: "\(gpu.deviceName), by Vulkan")
    }
  }
}
#endif

extension BufferRole {
  /// What GPUs do with images, whatever library they are used through.
  static let ofGPUs = [BufferRole.sample, .render]
}

extension Roster {
  /// Adds roles to a member of this name, or to a new one.
  fileprivate mutating func add(_ roles: [Role], to name: String, meaning: String) {
    if let index = members.firstIndex(where: { $0.name == name }) {
      // What GBM makes nothing on, others may use.
      if members[index].roles.isEmpty { members[index].meaning = meaning }
      members[index].problem = nil
      members[index].roles += roles
    } else {
      members.append(Member(name, meaning: meaning, roles: roles))
    }
  }
}
