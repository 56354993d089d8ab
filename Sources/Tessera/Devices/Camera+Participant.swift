internal import TesseraKernel

extension Camera {
  /// The camera's side of a negotiation for images of one size.
  ///
  /// What the driver does with strides at this size is tried (`VIDIOC_TRY_FMT`, which changes
  /// nothing): the least one, whether a larger one is kept, and to what it is rounded.
  ///
  /// - Parameters:
  ///   - name: what it is called in answers.
  ///   - extent: the size that the images will have.
  ///   - formats: the only formats to offer, when the user asked for some.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    named name: Name<Participant>, extent: Extent, only formats: Set<PixelFormat>? = nil,
    quirks: QuirkTable = .standard
  ) throws(DeviceError) -> Participant {
    guard takesDMABuffers else {
      return Participant(
        name, device: identity,
        offers: [
          Offer(
            "none",
            [
              Constraint(
                .impossible("takes no buffers but its own: its queue does not import dma-bufs"),
                Evidence(.driverQuery, "VIDIOC_REQBUFS"))
            ])
        ])
    }
    var offers: [Topology: OfferDraft] = [:]
    let known = try self.formats()
    // Where two codes mean the same bytes, the first is the driver's own choice.
    for format in known {
      guard let mapping = format.mapping, formats?.contains(mapping.format) ?? true else {
        continue
      }
      offers[mapping.topology, default: OfferDraft()].add(
        format, mapping, images.probe(format, mapping, extent))
    }
    let drafts = offers.sorted { $0.key.rawValue < $1.key.rawValue }
    guard !drafts.isEmpty else {
      let codes = known.map(\.code.description).joined(separator: " ")
      let wish = formats.map { " of \($0.map(\.fourcc).sorted().joined(separator: " "))" } ?? ""
      return Participant(
        name, device: identity,
        offers: [
          Offer(
            "none",
            [
              Constraint(
                .impossible("offers none\(wish) among its formats: \(codes)"),
                Evidence(.driverQuery, "VIDIOC_ENUM_FMT"))
            ])
        ])
    }
    let told = Participant(
      name, device: identity,
      offers: drafts.map { topology, draft in
        draft.offer(topology, isWished: formats != nil)
      })
    return quirks.applied(to: told, of: model, as: .capture)
  }

  /// What make it is.
  public var model: DeviceModel { DeviceModel(driver: driver) }
}

/// What is gathered for one offer.
private struct OfferDraft {
  private var pairs: [FormatModifier] = []
  private var sizes: [(scope: Constraint.Scope, domain: SizeDomain)] = []
  private var terms: [Constraint] = []

  mutating func add(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ probed: ImageQueue.Probed?
  ) {
    let pair = FormatModifier(mapping.format, .explicit(mapping.modifier))
    guard !pairs.contains(pair) else { return }
    pairs.append(pair)
    let scope = Constraint.Scope(format: pair.format, modifier: pair.modifier)
    sizes.append((scope, format.sizes))
    guard let probed else { return }
    for (plane, domain) in probed.strides.enumerated() {
      // One memory plane tells the stride of its first colour plane; the others follow.
      terms.append(
        Constraint(
          .stride(domain, plane: plane), for: scope, Evidence(.probe, "VIDIOC_TRY_FMT")))
    }
    if probed.tail > 0 {
      terms.append(
        Constraint(
          .memorySize(SizeInMemory(tail: probed.tail)), for: scope,
          Evidence(.probe, "VIDIOC_TRY_FMT")))
    }
  }

  func offer(_ topology: Topology, isWished: Bool) -> Offer {
    var constraints = [
      Constraint(
        .formats(FormatTable(pairs)),
        Evidence(isWished ? .user : .driverQuery, isWished ? "--format" : "VIDIOC_ENUM_FMT")),
      Constraint(
        .count(BufferCount(held: 2)),
        Evidence(.specification, "one frame being written, one waiting")),
      Constraint(
        .topology(topology), Evidence(.driverQuery, "the memory planes of its V4L2 formats")),
    ]
    if topology == .oneBuffer {
      constraints.append(
        Constraint(
          .arrangement(PlaneArrangement(isAdjacent: true, isProportional: true)),
          Evidence(.specification, "struct v4l2_pix_format tells one stride and no offsets")))
    }
    return Offer("\(topology)", constraints + sizeTerms() + terms)
  }

  /// Sizes are told once where all formats come in the same.
  private func sizeTerms() -> [Constraint] {
    let evidence = Evidence(.driverQuery, "VIDIOC_ENUM_FRAMESIZES")
    if let domain = sizes.first?.domain, sizes.allSatisfy({ $0.domain == domain }) {
      return domain == .any ? [] : [Constraint(.size(domain), evidence)]
    }
    return sizes.map { Constraint(.size($0.domain), for: $0.scope, evidence) }
  }
}
