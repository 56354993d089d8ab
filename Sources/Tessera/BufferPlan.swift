/// What one buffer is to be.
public struct BufferPlan: Hashable, Sendable {
  /// The agreement that the buffer serves.
  public var agreement: Agreement {
    get { shared.agreement }
    set { shared = SharedAgreement(newValue) }
  }
  /// One agreement for all buffers of the plan.
  private(set) var shared: SharedAgreement
  /// The name set on its dma-bufs, for `/proc/*/fdinfo` and debugfs; at most 31 bytes are kept.
  public var name: String

  /// Plans a buffer.
  public init(_ agreement: Agreement, name: String = "tessera") {
    shared = SharedAgreement(agreement)
    self.name = name
  }
}

/// An agreement that many hold: its many parts are counted once, not for every buffer.
final class SharedAgreement: Hashable, Sendable {
  let agreement: Agreement
  /// What the first allocator that was asked for this made of it.
  let order = ReferenceSlot()

  init(_ agreement: Agreement) { self.agreement = agreement }

  static func == (left: SharedAgreement, right: SharedAgreement) -> Bool {
    left === right || left.agreement == right.agreement
  }
  func hash(into hasher: inout Hasher) { hasher.combine(agreement) }
}

extension BufferPlan {
  /// The planes and the bytes of each dma-buf, for allocators that are told where planes lie.
  func plannedBuffers(
    for allocator: Name<Production>
  ) throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    guard case .planned(let planes, let sizes) = agreement.layout else {
      throw AllocationError(
        .unsupportedLayout,
        "\(allocator) makes linear buffers only, and the agreement leaves the layout to a driver",
        step: .plan)
    }
    return (planes, sizes)
  }

  /// The same, if the pair is one that is produced, has so many planes, and each lies in its dma-buf.
  func plannedBuffers(
    for production: Production
  ) throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    let (planes, sizes) = try plannedBuffers(for: production.name)
    guard production.formats.contains(agreement.pair) else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) does not make \(agreement.pair)", step: .plan)
    }
    let published = agreement.pair.modifier.explicitModifier?.memoryPlaneCount(
      for: agreement.format)
    guard published.map({ planes.count == $0 }) ?? (1...4).contains(planes.count) else {
      throw AllocationError(
        .unsupportedLayout,
        "\(planes.count) planes are planned and \(agreement.pair) has \(published ?? 4)"
          + (published == nil ? " at most" : ""), step: .plan)
    }
    for (index, plane) in planes.enumerated() {
      guard sizes.indices.contains(plane.buffer), let end = plane.offset.adding(plane.size),
        plane.size > .zero, end <= sizes[plane.buffer]
      else {
        throw AllocationError(
          .unsupportedLayout, "plane \(index) is not planned to lie in a dma-buf", step: .plan)
      }
    }
    let isEveryOneUsed = sizes.indices.allSatisfy { size in
      planes.contains { $0.buffer == size }
    }
    guard isEveryOneUsed, !sizes.isEmpty else {
      throw AllocationError(
        .unsupportedLayout, "\(sizes.count) dma-bufs are planned for planes that need others",
        step: .plan)
    }
    return (planes, sizes)
  }

  /// Those sizes in whole pages, as memory comes in.
  func pages(
    of sizes: [Bytes], each page: Bytes
  ) throws(AllocationError) -> [Bytes] {
    var whole = sizes
    for (index, size) in sizes.enumerated() {
      guard let rounded = size.roundedUp(toMultipleOf: page), Int(exactly: rounded.value) != nil
      else {
        throw AllocationError(
          .tooLarge, "\(size) does not fit the address space", step: .plan)
      }
      if rounded != size { whole[index] = rounded }
    }
    return whole
  }
}
