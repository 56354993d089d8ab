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

  func recording() -> Recording {
    var absences = inventory.problems.map { Recording.Absence($0) }
    var devices = inventory.hardware.map { hardware in
      Recording.Hardware(
        place: hardware.place, model: hardware.model,
        members: hardware.nodes.map { member($0, &absences) },
        makers: hardware.nodes.flatMap { makers(of: $0.path) })
    }
    devices.append(memory)
    devices.append(Self.processor)
    let release = kernel.release
    // One kernel drives all devices, and what stands for none.
    for index in devices.indices {
      devices[index].model.kernel = release.flatMap { KernelVersion($0) }
    }
    var recording = Recording(kernel: release, devices: devices, absences: absences)
    #if GBM
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
    #if GBM
    for gpu in inventory.gpus where gpu.device.path == path {
      makers += ([gpu] + gpu.others).map { Recording.Maker($0.production, use: .render) }
    }
    #endif
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
    #if GBM
    if let gpu = inventory.gpus.first(where: { $0.device.path == path }) {
      member.describe(gpu)
    }
    #endif
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
