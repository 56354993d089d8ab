internal import TesseraExchange
internal import TesseraKernel

extension Camera {
  /// What makes images of a size in the memory of the camera's own queue; none for a size that it does
  /// not make.
  ///
  /// A camera that imports no dma-bufs works in nobody else's. Its buffers keep their slots then, and
  /// its `CameraImporter` is the one in the memory of the allocator.
  ///
  /// - Parameters:
  ///   - extent: the size.
  ///   - quirks: what is known of devices beyond what they say.
  public func ownAllocators(
    of extent: Extent, quirks: QuirkTable = .standard
  ) -> [VideoAllocator] {
    images.allocators(path, .capture, extent, keepingSlots: !takesDMABuffers)
      .map { $0.known(to: quirks, of: model) }
  }

  /// The same for each of some sizes, as it is recorded.
  func ownMakers(of sizes: [Extent], asked answers: ProbeAnswers? = nil) -> [[Recording.Maker]] {
    images.remembering(answers).makers(path, .capture, of: sizes, keepingSlots: !takesDMABuffers)
  }
}

extension VideoQueue {
  /// What makes images of a size in the queue's own memory; none for a size that it does not make.
  ///
  /// - Parameters:
  ///   - extent: the size.
  ///   - quirks: what is known of devices beyond what they say.
  public func ownAllocators(
    of extent: Extent, quirks: QuirkTable = .standard
  ) -> [VideoAllocator] {
    images.allocators(path, side, extent, keepingSlots: !memory.contains(.dmaBuffers))
      .map { $0.known(to: quirks, of: model) }
  }

  /// The same for each of some sizes, as it is recorded.
  func ownMakers(of sizes: [Extent], asked answers: ProbeAnswers? = nil) -> [[Recording.Maker]] {
    images.remembering(answers).makers(
      path, side, of: sizes, keepingSlots: !memory.contains(.dmaBuffers))
  }
}

extension ImageQueue {
  /// In one dma-buf each, and in several where the driver has such formats.
  ///
  /// A queue whose buffers keep their slots serves one allocator at a time: the first is the only one.
  fileprivate func allocators(
    _ path: String, _ side: VideoAllocator.Side, _ extent: Extent, keepingSlots: Bool
  ) -> [VideoAllocator] {
    ways(keepingSlots: keepingSlots).compactMap { topology in
      try? VideoAllocator(
        path: path, side, extent: extent, topology: topology, keepingSlots: keepingSlots,
        kernel: node.file.kernel)
    }
  }

  private func ways(keepingSlots: Bool) -> [Topology] {
    let mappings = ((try? codes()) ?? []).compactMap(\.drm)
    var ways: [Topology] = []
    if mappings.contains(where: { $0.memoryPlanes == 1 }) { ways.append(.oneBuffer) }
    if mappings.contains(where: { $0.memoryPlanes > 1 }) { ways.append(.bufferPerPlane) }
    return Array(ways.prefix(keepingSlots ? 1 : ways.count))
  }

  /// The same for each of some sizes, as it is recorded; the queue is looked at once for all of them.
  fileprivate func makers(
    _ path: String, _ side: VideoAllocator.Side, of sizes: [Extent], keepingSlots: Bool
  ) -> [[Recording.Maker]] {
    let ways = ways(keepingSlots: keepingSlots)
    guard !ways.isEmpty,
      let source = try? VideoSource(path: path, side, kernel: node.file.kernel, asked: answers)
    else { return sizes.map { _ in [] } }
    return sizes.map { extent in
      ways.compactMap { try? source.production(for: extent, $0, isCoherent: true) }
        .map { Recording.Maker($0, use: source.tableRole) }
    }
  }
}
