internal import TesseraKernel

extension Roster {
  /// The devices of this machine, and the CPU.
  public init(_ inventory: Inventory) { self.init(inventory, kernel: LinuxKernel()) }

  package init(_ inventory: Inventory, kernel: any Kernel) {
    var members = inventory.cards.map { Member($0) }
    #if GBM
    members += inventory.gpus.map { Member($0, of: inventory.model(ofNode: $0.device.path)) }
    #endif
    members += inventory.cameras.map { Member($0) }
    members += inventory.otherVideoNodes.compactMap { Member($0, kernel: kernel) }
    // What is there and cannot be used is answered with the reason.
    let known = Set(members.compactMap(\.path))
    members += inventory.problems.filter { !known.contains($0.path) }.map { problem in
      Member(
        problem.path.lastComponent, path: problem.path, meaning: problem.problem, roles: [],
        problem: problem)
    }
    members.sort { ($0.name.stem, $0.name.number) < ($1.name.stem, $1.name.number) }
    self.init(members + [.cpu]) { path in kernel.devices.device(atNode: path)?.path }
    #if GBM
    add(inventory.renderers)
    #endif
    #if Vulkan
    add(inventory.vulkanDevices)
    #endif
  }
}

extension Inventory {
  /// What make the device behind a node is; `nil` for a node that is not among the hardware's.
  func model(ofNode path: String) -> DeviceModel? {
    hardware.first { hardware in hardware.nodes.contains { $0.path == path } }?.model
  }
}

extension String {
  /// A node's name without its number.
  fileprivate var stem: String { String(dropLast(reversed().prefix { $0.isNumber }.count)) }

  /// A node's number, so that `video2` comes before `video10`.
  fileprivate var number: UInt64 { UInt64(String(dropFirst(stem.count))) ?? 0 }
}
