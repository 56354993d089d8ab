#if Vulkan
public import TesseraExchange

extension VulkanAllocator {
  /// What people call the device: its render node, or its driver.
  var memberName: String { String(production.name.rawValue.drop { $0 != ":" }.dropFirst()) }
}

extension Recording {
  /// Adds what Vulkan's devices can do, each to its render node where that is known.
  public mutating func add(_ gpus: [VulkanAllocator]) {
    for gpu in gpus {
      let production = gpu.production
      let name = gpu.memberName
      let participant = gpu.participant(named: "gpu")
      let roles = [BufferRole.sample, .render].map { use in
        Role(use.rawValue, traits: ["via": ["vulkan"]], use: nil, participant)
      }
      if let place = devices.firstIndex(where: { $0.members.contains { $0.name == name } }),
        let member = devices[place].members.firstIndex(where: { $0.name == name })
      {
        devices[place].members[member].roles += roles
        devices[place].makers.append(Maker(production))
      } else {
        let member = Member(name, kind: "Vulkan device", product: gpu.deviceName, roles: roles)
        devices.append(
          Hardware(
            place: production.name.rawValue,
            model: DeviceModel(driver: "", kernel: kernel.flatMap { KernelVersion($0) }),
            members: [member], makers: [Maker(production)]))
      }
    }
  }
}
#endif
