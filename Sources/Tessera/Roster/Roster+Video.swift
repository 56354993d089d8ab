internal import TesseraKernel

extension Roster.Member {
  /// A camera.
  init(_ camera: Camera) {
    var role = Roster.Role(
      "capture", formats: (try? camera.formats()) ?? [],
      importer: { CameraImporter(camera, named: $0) },
      participant: { name, terms throws(DeviceError) in
        try camera.participant(
          named: name, extent: terms.extent, only: terms.formats, quirks: terms.quirks)
      })
    role.ownMemory = { camera.ownAllocators(of: $0) }
    if !camera.takesDMABuffers {
      role.importerInOwnMemory = { name, allocator in
        (allocator as? VideoAllocator).map { CameraImporter(camera, named: name, inMemoryOf: $0) }
      }
    }
    self.init(
      camera.name, path: camera.known?.path ?? camera.path,
      meaning: "\(camera.card) (driver \(camera.driver))", roles: [role])
  }

  /// A node of another kind, by its queues; `nil` for one without images.
  init?(_ node: VideoNodeSummary, kernel: any Kernel) {
    let name = node.path.lastComponent
    let meaning = "\(node.card) (driver \(node.driver))"
    do throws(DeviceError) {
      let queues = try VideoQueue.all(of: node.path, kernel: kernel)
      guard !queues.isEmpty else { return nil }
      self.init(
        name, path: node.path, meaning: meaning, roles: queues.map { Roster.Role($0) })
    } catch {
      self.init(name, path: node.path, meaning: meaning, roles: [], problem: error)
    }
  }
}

extension Roster.Role {
  /// One queue of a node.
  fileprivate init(_ queue: VideoQueue) {
    self.init(
      queue.side == .capture ? "capture" : "output", formats: (try? queue.formats()) ?? [],
      importer: { VideoQueueImporter(queue, named: $0) },
      participant: { name, terms throws(DeviceError) in
        try queue.participant(
          named: name, extent: terms.extent, only: terms.formats, quirks: terms.quirks)
      })
    ownMemory = { queue.ownAllocators(of: $0) }
  }

  /// A queue of V4L2: it knows its sizes, and is asked for the wanted formats alone.
  fileprivate init(
    _ name: String, formats: [CameraFormat],
    importer: @escaping @Sendable (Name<Participant>) -> any Importer,
    participant: @escaping @Sendable (Name<Participant>, Terms) throws(DeviceError) -> Participant
  ) {
    let sizes = formats.filter { $0.mapping != nil }.map(\.sizes)
    self.init(
      name, asksForFormats: true,
      takes: { extent in sizes.contains { $0.contains(extent) } },
      importer: importer, participant: participant)
  }
}
