internal import TesseraKernel

extension Roster.Member {
  /// A camera.
  init(_ camera: Camera) {
    self.init(
      camera.name, path: camera.known?.path ?? camera.path,
      meaning: "\(camera.card) (driver \(camera.driver))",
      roles: [
        Roster.Role(
          "capture", formats: (try? camera.formats()) ?? [],
          ownMemory: { camera.ownAllocators(of: $0.extent, quirks: $0.quirks) },
          importer: { CameraImporter(camera, named: $0, among: $1) },
          participant: { name, terms throws(DeviceError) in
            try camera.participant(
              named: name, extent: terms.extent, only: terms.formats, quirks: terms.quirks)
          })
      ])
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
      ownMemory: { queue.ownAllocators(of: $0.extent, quirks: $0.quirks) },
      importer: { name, _ in VideoQueueImporter(queue, named: name) },
      participant: { name, terms throws(DeviceError) in
        try queue.participant(
          named: name, extent: terms.extent, only: terms.formats, quirks: terms.quirks)
      })
  }

  /// A queue of V4L2: it knows its sizes, and is asked for the wanted formats alone.
  fileprivate init(
    _ name: String, formats: [CameraFormat],
    ownMemory: @escaping @Sendable (Terms) -> [any Allocator],
    importer: @escaping @Sendable (Name<Participant>, [any Allocator]) -> any Importer,
    participant: @escaping @Sendable (Name<Participant>, Terms) throws(DeviceError) -> Participant
  ) {
    let sizes = formats.filter { $0.mapping != nil }.map(\.sizes)
    self.init(
      name, asksForFormats: true,
      takes: { extent in sizes.contains { $0.contains(extent) } },
      participant: participant)
    self.ownMemory = ownMemory
    self.importer = importer
  }
}
