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
  public func participant(
    named name: Name<Participant>, extent: Extent, only formats: Set<PixelFormat>? = nil
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
      let topology: Topology = mapping.memoryPlanes > 1 ? .bufferPerPlane : .oneBuffer
      offers[topology, default: OfferDraft()].add(
        format, mapping, try probe(format, mapping, extent))
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
    return Participant(
      name, device: identity,
      offers: drafts.map { topology, draft in
        draft.offer(topology, isWished: formats != nil)
      })
  }

  /// The V4L2 code that stands for an agreed format under the chosen offer.
  func code(for agreement: Agreement) throws(DeviceError) -> VideoPixelFormat? {
    try formats().first { format in
      guard let mapping = format.mapping else { return false }
      return FormatModifier(mapping.format, .explicit(mapping.modifier)) == agreement.pair
        && (mapping.memoryPlanes > 1) == (agreement.topology == .bufferPerPlane)
    }?.code
  }
}

/// What is gathered for one offer.
private struct OfferDraft {
  private var pairs: [FormatModifier] = []
  private var sizes: [(scope: Constraint.Scope, domain: SizeDomain)] = []
  private var terms: [Constraint] = []

  mutating func add(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ probed: Camera.Probed?
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

extension Camera {
  /// What a driver does with one format at one size.
  struct Probed {
    /// The strides taken, by memory plane.
    var strides: [StrideDomain]
    /// Bytes demanded behind the image.
    var tail: Bytes
  }

  /// Asks the driver what it makes of strides; `nil` when it makes another size or format of it.
  private func probe(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ extent: Extent
  ) throws(DeviceError) -> Probed? {
    guard let width = UInt32(exactly: extent.width.value),
      let height = UInt32(exactly: extent.height.value)
    else { return nil }
    func attempt(_ stride: UInt32, plane: Int) -> VideoFormat? {
      let planes = (0..<max(1, mapping.memoryPlanes)).map {
        VideoFormat.Plane(stride: $0 == plane ? stride : 0, size: 0)
      }
      return try? node.tryFormat(
        VideoFormat(
          width: width, height: height, format: format.code.rawValue, planes: planes), of: queue)
    }
    guard let least = attempt(0, plane: 0), least.width == width, least.height == height,
      least.format == format.code.rawValue
    else { return nil }

    let strides = least.planes.indices.map { plane -> StrideDomain in
      let tight = least.planes[plane].stride
      func answer(_ stride: UInt32) -> UInt32 {
        guard let given = attempt(stride, plane: plane), given.planes.indices.contains(plane) else {
          return tight
        }
        return given.planes[plane].stride
      }
      return Self.domain(tight: tight, answer: answer)
    }
    return Probed(strides: strides, tail: tail(of: least, mapping, extent))
  }

  /// The strides that a driver keeps, from what it makes of a few.
  static func domain(tight: UInt32, answer: (UInt32) -> UInt32) -> StrideDomain {
    let only = StrideDomain.exactly(Bytes(UInt64(tight)))
    let double = tight.multipliedReportingOverflow(by: 2)
    guard tight > 0, !double.overflow, answer(double.partialValue) == double.partialValue else {
      return only
    }
    let up = answer(tight + 1)
    let down = answer(double.partialValue - 1)
    let granule = up > tight ? up - tight : double.partialValue - min(down, double.partialValue)
    guard granule > 0, tight % granule == 0 else { return only }
    // A granule of the whole width may be a rule of powers of two in disguise: three widths tell.
    let triple = tight.multipliedReportingOverflow(by: 3)
    let greatest = answer(.max)
    if granule == tight, !triple.overflow, greatest >= triple.partialValue,
      answer(triple.partialValue) != triple.partialValue
    {
      return .powerOfTwoLadder(base: Bytes(UInt64(tight)), maximum: Bytes(UInt64(greatest)))
    }
    return StrideDomain(
      multipleOf: Bytes(UInt64(granule)), minimum: Bytes(UInt64(tight)),
      maximum: greatest >= double.partialValue ? Bytes(UInt64(greatest)) : nil)
  }

  /// Bytes that the driver demands beyond the rows at its own strides.
  private func tail(
    of format: VideoFormat, _ mapping: VideoFormatMapping, _ extent: Extent
  ) -> Bytes {
    guard mapping.memoryPlanes == 1, let plane = format.planes.first,
      let layout = LinearLayout(format: mapping.format, extent: extent),
      let tight = layout.planes.first?.stride, tight > 0
    else { return .zero }
    // The layout's size, scaled to the driver's stride.
    let scaled = layout.planes.reduce(UInt64(0)) { total, part in
      total + part.rows.value * (part.stride.value * UInt64(plane.stride) / tight.value)
    }
    return Bytes(UInt64(plane.size)).subtracting(Bytes(scaled)) ?? .zero
  }
}
