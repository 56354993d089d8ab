internal import TesseraKernel

extension ImageQueue {
  /// What a queue does with buffers.
  var role: BufferRole { type.isOutput ? .output : .capture }

  /// The terms under which a queue takes images of one size: an offer for each number of dma-bufs.
  ///
  /// - Parameters:
  ///   - formats: the only formats to offer, when the user asked for some.
  ///   - own: the only memory that the queue works in, for one that imports no dma-bufs; `nil` for all
  ///     others.
  ///   - listed: the formats that the driver lists, where it has been asked before.
  func offers(
    of extent: Extent, only formats: Set<PixelFormat>?, inMemoryOf own: Set<Name<Production>>?,
    among listed: [CameraFormat]?
  ) throws(SystemCallError) -> [Offer] {
    guard own?.isEmpty != true else {
      return [
        nothing("takes no dma-bufs, and has no memory that could be shared", "VIDIOC_REQBUFS")
      ]
    }
    var drafts: [Topology: OfferDraft] = [:]
    let known = if let listed { listed.map(\.code) } else { try codes() }
    // Where two codes mean the same bytes, the first is the driver's own choice.
    for (index, code) in known.enumerated() {
      guard let mapping = code.drm, formats?.contains(mapping.format) ?? true else { continue }
      let format = if let listed { listed[index] } else { try format(code) }
      drafts[mapping.topology, default: OfferDraft()].add(
        format, mapping, answer(format, mapping, extent), extent, isOutput: type.isOutput)
    }
    guard !drafts.isEmpty else {
      let codes = known.map(\.description).joined(separator: " ")
      let wish = formats.map { " of \($0.map(\.fourcc).sorted().joined(separator: " "))" } ?? ""
      return [nothing("offers none\(wish) among its formats: \(codes)", "VIDIOC_ENUM_FMT")]
    }
    let held = held
    return drafts.sorted { $0.key.rawValue < $1.key.rawValue }.map { topology, draft in
      var offer = draft.offer(topology, held: held, isWished: formats != nil)
      if let own {
        offer.constraints.append(
          Constraint(
            .imports(ImportRule(only: own)),
            Evidence(.driverQuery, "VIDIOC_REQBUFS: its queue imports no dma-bufs")))
      }
      return offer
    }
  }

  private func nothing(_ reason: String, _ source: String) -> Offer {
    Offer("none", [Constraint(.impossible(reason), Evidence(.driverQuery, source))])
  }

  /// What the driver is asked for the buffers that it cannot work without.
  var leastBuffers: VideoControl { type.isOutput ? .leastOutputBuffers : .leastCaptureBuffers }

  /// How many buffers the device keeps: what its driver says it cannot work without, and never fewer
  /// than the one that it works on and the next.
  private var held: Constraint {
    let usual = 2
    if let told = try? node.control(leastBuffers), told > usual {
      let source = "V4L2_CID_MIN_BUFFERS_FOR_\(type.isOutput ? "OUTPUT" : "CAPTURE")"
      return Constraint(.count(BufferCount(held: Int(told))), Evidence(.driverQuery, source))
    }
    return Constraint(
      .count(BufferCount(held: usual)),
      Evidence(
        .specification,
        type.isOutput ? "one frame being read, one waiting" : "one frame being written, one waiting"
      ))
  }
}
