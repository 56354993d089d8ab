#if GBM || Vulkan
public import TesseraExchange
#endif

#if GBM
extension Recording {
  /// Adds what OpenGL can use of GPUs, each to its render node.
  public mutating func add(_ renderers: [EGLRenderer]) {
    for renderer in renderers {
      let roles = BufferRole.ofGPUs.map { use in
        Role(
          use.rawValue, traits: ["via": ["egl"]], use: use,
          renderer.participant(named: "gpu", as: use))
      }
      let kind = renderer.path == nil ? "EGL device" : "render node"
      add(roles, to: Member(renderer.name, path: renderer.path, kind: kind))
    }
  }
}
#endif

#if Vulkan
extension Recording {
  /// Adds what Vulkan's devices can do, each to its render node where that is known.
  public mutating func add(_ gpus: [VulkanAllocator]) {
    for gpu in gpus {
      let participant = gpu.participant(named: "gpu")
      let roles = BufferRole.ofGPUs.map { use in
        Role(use.rawValue, traits: ["via": ["vulkan"]], use: nil, participant)
      }
      add(
        roles, to: Member(gpu.name, kind: "Vulkan device", product: gpu.deviceName),
        Maker(gpu.production))
    }
  }
}
#endif

#if GBM || Vulkan
extension Recording {
  /// Adds roles, and who makes buffers, to the member of this name, or adds the member.
  private mutating func add(_ roles: [Role], to member: Member, _ maker: Maker? = nil) {
    let makers = [maker].compactMap(\.self)
    for place in devices.indices {
      guard let index = devices[place].members.firstIndex(where: { $0.name == member.name })
      else { continue }
      devices[place].members[index].roles += roles
      devices[place].makers += makers
      return
    }
    var member = member
    member.roles = roles
    devices.append(
      Hardware(
        place: maker?.production.name.rawValue ?? member.name,
        model: DeviceModel(driver: "", kernel: kernel.flatMap { KernelVersion($0) }),
        members: [member], makers: makers))
  }
}
#endif
