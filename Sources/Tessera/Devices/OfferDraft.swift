internal import TesseraKernel

/// What is gathered for one offer of a V4L2 queue.
struct OfferDraft {
  private var pairs: [FormatModifier] = []
  private var sizes: [(scope: Constraint.Scope, domain: SizeDomain)] = []
  private var colours: [(scope: Constraint.Scope, colour: Colour)] = []
  private var terms: [Constraint] = []

  mutating func add(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ answer: ImageQueue.Answer,
    _ extent: Extent, isOutput: Bool
  ) {
    let pair = FormatModifier(mapping.format, .explicit(mapping.modifier))
    guard !pairs.contains(pair) else { return }
    pairs.append(pair)
    let scope = Constraint.Scope(format: pair.format, modifier: pair.modifier)
    let evidence = Evidence(.probe, "VIDIOC_TRY_FMT")
    sizes.append((scope, format.sizes))
    switch answer {
    case .taken(let probed):
      for (plane, domain) in probed.strides.enumerated() {
        // One memory plane tells the stride of its first colour plane; the others follow.
        terms.append(Constraint(.stride(domain, plane: plane), for: scope, evidence))
      }
      if probed.tail > 0 {
        terms.append(
          Constraint(.memorySize(SizeInMemory(tail: probed.tail)), for: scope, evidence))
      }
      // What is read has the colours that whoever queues it says.
      if !isOutput { colours.append((scope, Colour(probed.colour, of: mapping.format))) }
    case .otherSize(let size):
      // Where the size is not in the driver's own list, the list says enough.
      guard format.sizes.contains(extent) else { return }
      terms.append(Constraint(.size(SizeDomain(discrete: [size])), for: scope, evidence))
    case .refused(let reason):
      guard format.sizes.contains(extent) else { return }
      terms.append(Constraint(.impossible(reason), for: scope, evidence))
    }
  }

  func offer(_ topology: Topology, held: Constraint, isWished: Bool) -> Offer {
    var constraints = [
      Constraint(
        .formats(FormatTable(pairs)),
        Evidence(isWished ? .user : .driverQuery, isWished ? "--format" : "VIDIOC_ENUM_FMT")),
      held,
      Constraint(
        .topology(topology), Evidence(.driverQuery, "the memory planes of its V4L2 formats")),
    ]
    if topology == .oneBuffer {
      constraints.append(
        Constraint(
          .arrangement(PlaneArrangement(isAdjacent: true, isProportional: true)),
          Evidence(.specification, "struct v4l2_pix_format tells one stride and no offsets")))
    }
    return Offer("\(topology)", constraints + sizeTerms() + terms + colourTerms())
  }

  /// Sizes are told once where all formats come in the same.
  private func sizeTerms() -> [Constraint] {
    let evidence = Evidence(.driverQuery, "VIDIOC_ENUM_FRAMESIZES")
    if let domain = sizes.first?.domain, sizes.allSatisfy({ $0.domain == domain }) {
      return domain == .any ? [] : [Constraint(.size(domain), evidence)]
    }
    return sizes.map { Constraint(.size($0.domain), for: $0.scope, evidence) }
  }

  /// Colours, in the same way.
  private func colourTerms() -> [Constraint] {
    let evidence = Evidence(.driverQuery, "VIDIOC_TRY_FMT")
    let told = colours.filter { $0.colour != .any }
    if let colour = told.first?.colour, told.count == pairs.count,
      told.allSatisfy({ $0.colour == colour })
    {
      return [Constraint(.colour(colour), evidence)]
    }
    return told.map { Constraint(.colour($0.colour), for: $0.scope, evidence) }
  }
}
