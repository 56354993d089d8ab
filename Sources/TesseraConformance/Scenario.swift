internal import SystemPackage
internal import Tessera
internal import TesseraKernel

/// One promise and how it is tried; the labels are those of the tests.
struct Scenario: Sendable {
  let label: String
  let claim: String
  let body: @Sendable (Trial) async throws -> Void

  init(
    _ label: String, _ claim: String, _ body: @escaping @Sendable (Trial) async throws -> Void
  ) {
    self.label = label
    self.claim = claim
    self.body = body
  }

  static let all = making + sharing + hostile + enduring

  private static let making: [Self] = [
    Self("C10.1", "a buffer is what was planned and what was previewed") { trial in
      let allocator = try trial.make()
      let buffer = try trial.buffer()
      if let planes = trial.agreement.layout.planes, let sizes = trial.agreement.layout.sizes {
        try trial.expect(buffer.planes == planes, "the planes are \(buffer.planes)")
        try trial.expect(
          buffer.dmaBufferCount == sizes.count, "there are \(buffer.dmaBufferCount) dma-bufs")
        let preview = try allocator.preview(BufferPlan(trial.agreement))
        try trial.expect(preview.planes == planes, "the preview has planes \(preview.planes)")
        for (index, size) in sizes.enumerated() {
          try trial.expect(
            buffer.size(ofDMABuffer: index) >= max(size, preview.sizes[index]),
            "dma-buf \(index) has \(buffer.size(ofDMABuffer: index))")
        }
      }
      try trial.expect(
        buffer.allocator == allocator.production.name, "it names \(buffer.allocator) as its maker")
      _ = try trial.twin(of: buffer)
    },
    Self("C10.2", "descriptors are close-on-exec, and the exported ones are the caller's own") {
      trial in
      let buffer = try trial.buffer()
      for index in 0..<buffer.dmaBufferCount {
        let copy = try buffer.duplicatedDescriptor(ofDMABuffer: index)
        let number = copy.borrowed.rawValue
        let original = try buffer.withDescriptor(ofDMABuffer: index) { original in
          try trial.expect(original != number, "an exported descriptor is the buffer's own")
          return try DescriptorFlags.isCloseOnExec(original, kernel: LinuxKernel())
        }
        let isSafe = try DescriptorFlags.isCloseOnExec(number, kernel: LinuxKernel())
        try trial.expect(original && isSafe, "a child process would inherit dma-buf \(index)")
      }
    },
    Self("C10.3", "two buffers are two memories") { trial in
      let allocator = try trial.make()
      let (one, other) = (
        try allocator.allocate(BufferPlan(trial.agreement)),
        try allocator.allocate(BufferPlan(trial.agreement))
      )
      let identities = try [one, other].flatMap { buffer in
        try (0..<buffer.dmaBufferCount).map { try buffer.identity(ofDMABuffer: $0) }
      }
      try trial.expect(
        Set(identities).count == identities.count, "memory is shared: \(identities)")
    },
  ]

  private static let sharing: [Self] = [
    Self("C10.4", "what is written is read through another import and another mapping") { trial in
      guard trial.isReachable else { return }
      let buffer = try trial.buffer()
      let twin = try trial.twin(of: buffer)
      try trial.fill(buffer, 1)
      try trial.check(twin, 1, "through the import")
      try trial.fill(twin, 2)
      try trial.check(buffer, 2, "through the buffer")
    },
    Self("C10.5", "memory stays with whoever holds a descriptor when the buffer is gone") { trial in
      guard trial.isReachable else { return }
      let twin: Buffer
      do {
        let buffer = try trial.buffer()
        try trial.fill(buffer, 3)
        twin = try trial.twin(of: buffer)
      }
      try trial.check(twin, 3, "after the buffer was freed")
    },
    Self("C10.6", "a buffer outlives its allocator, and is freed from any thread") { trial in
      let handover = Handover(try trial.buffer())
      if trial.isReachable { try trial.fill(handover.buffer(), 4) }
      try await Task.detached {
        weak var freed: Buffer?
        try {
          let buffer = try handover.take()
          freed = buffer
          try trial.expect(!buffer.planes.isEmpty, "it has no planes on another thread")
          if trial.isReachable { try trial.check(buffer, 4, "on another thread") }
        }()
        try trial.expect(freed == nil, "it is kept by somebody when its last user lets go")
      }.value
    },
    Self("C10.7", "eight threads at once make buffers, each its own") { trial in
      let allocator = try trial.make()
      let buffers = try await withThrowingTaskGroup(of: Buffer.self) { group in
        for _ in 0..<8 {
          group.addTask { try allocator.allocate(BufferPlan(trial.agreement)) }
        }
        var buffers: [Buffer] = []
        for try await buffer in group { buffers.append(buffer) }
        return buffers
      }
      let identities = try Set(buffers.map { try $0.identity(ofDMABuffer: 0) })
      try trial.expect(identities.count == 8, "there are \(identities.count) different ones")
    },
    Self("C10.13", "eight threads at once make, write, share, import, read and free") { trial in
      let allocator = try trial.make()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for seed in 0..<8 as Range<UInt8> {
          group.addTask {
            for _ in 0..<8 {
              let buffer = try allocator.allocate(BufferPlan(trial.agreement))
              if trial.isReachable { try trial.fill(buffer, seed) }
              let twin = try trial.twin(of: buffer)
              _ = try buffer.duplicatedDescriptor(ofDMABuffer: 0)
              if trial.isReachable { try trial.check(twin, seed, "of thread \(seed)") }
            }
          }
        }
        try await group.waitForAll()
      }
    },
    Self("C10.14", "a device that imported the memory keeps it when the buffer is gone") { trial in
      guard let path = trial.importer, trial.isReachable else { return }
      let node = try DRMNode(opening: path, kernel: LinuxKernel())
      // Whoever opens a card first holds its display unasked.
      node.resignMaster()
      var handles: [UInt32] = []
      let (agreement, identities) = try {
        let buffer = try trial.buffer()
        try trial.fill(buffer, 6)
        for index in 0..<buffer.dmaBufferCount {
          try buffer.withDescriptor(ofDMABuffer: index) { descriptor in
            let handle = try node.importHandle(of: descriptor)
            handles.append(handle)
            let again = try node.importHandle(of: descriptor)
            node.release(again)
            try trial.expect(again == handle, "one memory has two handles on one file")
          }
        }
        return (
          buffer.settledAgreement,
          try handles.indices.map { try buffer.identity(ofDMABuffer: $0) }
        )
      }()
      let twin = try trial.buffer(agreement, of: handles, on: node)
      let now = try handles.indices.map { try twin.identity(ofDMABuffer: $0) }
      try trial.expect(now == identities, "the device hands out other memory than it was given")
      try trial.check(twin, 6, "through the device")
      for handle in handles { node.release(handle) }
      let left = DRMNode.handleCount(of: node.file.descriptor, kernel: LinuxKernel()) ?? 0
      try trial.expect(left == 0, "\(left) GEM handles stay in the device")
    },
  ]
}
