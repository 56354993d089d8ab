public import TesseraExchange
public import TesseraFormats
internal import TesseraKernel

extension Inventory {
  /// What was found, in a form to keep and to send.
  ///
  /// It tells makes, drivers, nodes and the kernel's release, and nothing that tells one machine or
  /// one person from another. The same devices give the same recording.
  ///
  /// - Parameter sizes: the sizes that V4L2 queues are asked about, beside usual ones and those of the
  ///   screens here: their drivers tell strides of one size at a time.
  public func recording(sizes: [Extent] = []) -> Recording {
    recording(sizes: sizes, kernel: LinuxKernel())
  }

  package func recording(sizes: [Extent], kernel: any Kernel) -> Recording {
    Recorder(self, sizes: sizes, kernel: kernel).recording()
  }

  /// Looks for devices and records them, as `find()` and `recording(sizes:)` do one after the other.
  ///
  /// The GPUs' drivers are loaded meanwhile, by another of the program's threads: that takes as long as
  /// all the rest.
  ///
  /// - Parameters:
  ///   - sizes: as of `recording(sizes:)`.
  ///   - renderers: whether OpenGL and Vulkan are asked too.
  public nonisolated(nonsending) static func recorded(
    sizes: [Extent] = [], renderers: Bool = false
  ) async -> Recording {
    let kernel = LinuxKernel()
    #if GBM
    let opened = Task.detached { OpenedGPUs(all: kernel) }
    #endif
    let found = kernel.devices.devices(inSubsystems: subsystems)
    var inventory = Inventory()
    inventory.findCards(among: found, kernel: kernel)
    #if GBM
    let problems = inventory.problems.count
    let surveyed = Task.detached { [cards = inventory.cards] in
      var inventory = Inventory()
      inventory.cards = cards
      inventory.findGPUs(among: found, await opened.value, kernel: kernel)
      return inventory
    }
    #endif
    inventory.findOthers(among: found, kernel: kernel)
    let recorder = Recorder(inventory, sizes: sizes, kernel: kernel)
    let draft = recorder.draft()
    #if GBM
    let gpus = await surveyed.value
    inventory.gpus = gpus.gpus
    // Where they would be if everybody had been looked for in turn.
    inventory.problems.insert(contentsOf: gpus.problems, at: problems)
    #endif
    if renderers { inventory.findRenderers() }
    return recorder.finish(draft, with: inventory)
  }
}

/// Asks every device of an inventory for all that it can tell.
struct Recorder {
  let inventory: Inventory
  let kernel: any Kernel
  /// The sizes that were asked for.
  let wished: [Extent]
  /// The cards' screens, by their nodes.
  let screens: [String: Display]

  init(_ inventory: Inventory, sizes: [Extent], kernel: any Kernel) {
    self.inventory = inventory
    self.kernel = kernel
    wished = sizes
    let pairs = inventory.cards.compactMap { card in
      (try? Display(card)).map { (card.path, $0) }
    }
    screens = Dictionary(pairs) { first, _ in first }
  }

  func recording() -> Recording { finish(draft(), with: inventory) }

  /// All but the GPUs, which need not have been found yet, and the problems of the inventory.
  func draft() -> Recording {
    var failures: [Recording.Absence] = []
    var devices = inventory.hardware.map { hardware in
      Recording.Hardware(
        place: hardware.place, model: hardware.model,
        members: hardware.nodes.map { member($0, &failures) },
        makers: hardware.nodes.flatMap { makers(of: $0.path) })
    }
    devices.append(memory)
    devices.append(Self.processor)
    let release = kernel.release
    // One kernel drives all devices, and what stands for none.
    for index in devices.indices {
      devices[index].model.kernel = release.flatMap { KernelVersion($0) }
    }
    return Recording(kernel: release, devices: devices, absences: failures)
  }

  /// A draft with the GPUs of an inventory whose other devices are those of the draft, and its problems.
  func finish(_ draft: Recording, with inventory: Inventory) -> Recording {
    var recording = draft
    recording.absences = inventory.problems.map { Recording.Absence($0) } + draft.absences
    #if GBM
    for (place, hardware) in inventory.hardware.enumerated() {
      for (node, path) in hardware.nodes.map(\.path).enumerated() {
        guard let gpu = inventory.gpus.first(where: { $0.device.path == path }) else { continue }
        recording.devices[place].members[node].describe(gpu)
        recording.devices[place].makers += ([gpu] + gpu.others).map {
          Recording.Maker($0.production, use: .render)
        }
      }
    }
    recording.add(inventory.renderers)
    #endif
    #if Vulkan
    recording.add(inventory.vulkanDevices)
    #endif
    return recording
  }

  /// Memory that is no device's.
  private var memory: Recording.Hardware {
    var makers = inventory.heaps.map { Recording.Maker($0.production) }
    if let udmabuf = inventory.udmabuf { makers.append(Recording.Maker(udmabuf.production)) }
    return Recording.Hardware(place: "memory", model: DeviceModel(driver: ""), makers: makers)
  }

  private func makers(of path: String) -> [Recording.Maker] {
    var makers: [Recording.Maker] = []
    for card in inventory.cards where card.path == path {
      guard let dumb = card.dumbAllocator(quirks: .none) else { continue }
      makers.append(Recording.Maker(dumb.production, use: .scanOut))
    }
    return makers
  }

  private func member(
    _ node: Hardware.Node, _ absences: inout [Recording.Absence]
  ) -> Recording.Member {
    var member = Recording.Member(
      node.path.lastComponent, path: node.path,
      kind: node.kind.rawValue, graph: node.graph)
    do {
      try describe(&member, node.path)
    } catch {
      absences.append(Recording.Absence(error))
    }
    return member
  }

  private func describe(_ member: inout Recording.Member, _ path: String) throws(DeviceError) {
    if let card = inventory.cards.first(where: { $0.path == path }) {
      try describe(&member, card)
    } else if let camera = inventory.cameras.first(where: { $0.path == path }) {
      try describe(&member, camera)
    } else if let node = inventory.otherVideoNodes.first(where: { $0.path == path }) {
      try describe(&member, node)
    } else if let graph = inventory.graphs.first(where: { $0.path == path }) {
      member.product = graph.model
    }
  }
}

extension Recording.Absence {
  init(_ error: DeviceError) {
    self.init(path: error.path, reason: error.problem, errno: error.cause?.errno.symbol)
  }
}

extension Recording.Role {
  /// A role whose terms hold for any size that they tell of.
  init(
    _ name: String, traits: [String: [String]], use: BufferRole?, sizes: [Extent] = [],
    _ participant: Participant
  ) {
    self.init(
      name, traits: traits, use: use, device: participant.device, sizes: sizes,
      terms: [Recording.Terms(participant.offers)])
  }
}
