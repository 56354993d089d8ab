/// Whether a description that came from elsewhere can be true, before any memory is looked at.
struct DescriptionCheck {
  let agreement: Agreement
  let planes: [AgreedPlane]
  let sizes: [Bytes]

  /// Takes a description whose layout is told.
  init(_ agreement: Agreement) throws(AllocationError) {
    guard case .planned(let planes, let sizes) = agreement.layout else {
      throw Self.refused("it leaves the layout to a driver")
    }
    self.agreement = agreement
    self.planes = planes
    self.sizes = sizes
    if let flaw = shapeFlaw ?? placeFlaw ?? linearFlaw { throw Self.refused(flaw) }
  }

  /// The one error of every refusal.
  static func refused(_ flaw: String, cause: SystemCallError? = nil) -> AllocationError {
    AllocationError(
      .invalidDescription, "the buffer is not what it is said to be: \(flaw)", step: .import,
      hint: "take no more from whoever sent it", cause: cause)
  }

  /// What is wrong with the numbers of things.
  private var shapeFlaw: String? {
    guard agreement.extent.width > .zero, agreement.extent.height > .zero else {
      return "the image is empty"
    }
    guard (1...4).contains(planes.count) else { return "it has \(planes.count) planes" }
    guard (1...planes.count).contains(sizes.count) else {
      return "\(sizes.count) buffers carry \(planes.count) planes"
    }
    if let modifier = agreement.pair.modifier.explicitModifier,
      let count = modifier.memoryPlaneCount(for: agreement.format), count != planes.count
    {
      return "\(agreement.pair) has \(count) planes and not \(planes.count)"
    }
    let used = Set(planes.map(\.buffer))
    guard used == Set(sizes.indices) else {
      return "the planes lie in buffers \(used.sorted()) of \(sizes.count)"
    }
    return nil
  }

  /// Which plane does not lie in its buffer.
  private var placeFlaw: String? {
    for (index, plane) in planes.enumerated() {
      guard plane.size > .zero else { return "plane \(index) is empty" }
      guard let end = plane.offset.adding(plane.size), end <= sizes[plane.buffer] else {
        return "plane \(index) (\(plane.size) from \(plane.offset) on) lies beyond the "
          + "\(sizes[plane.buffer]) of its buffer"
      }
    }
    return nil
  }

  /// Which plane of a linear image is too small for it.
  private var linearFlaw: String? {
    guard agreement.pair.modifier == .linear else { return nil }
    guard let info = agreement.format.info, info.planeCount == planes.count else {
      return "\(agreement.format) is not known to be linear"
    }
    for (index, plane) in planes.enumerated() {
      guard let stride = info.minimumStride(plane: index, width: agreement.extent.width),
        let rows = info.rows(plane: index, height: agreement.extent.height),
        plane.stride >= stride, plane.rows >= rows
      else {
        return "plane \(index) (\(plane.rows) of \(plane.stride)) is too small for "
          + "\(agreement.extent)"
      }
      // The last row may end with its last pixel.
      guard let before = plane.stride.multiplied(by: plane.rows.value - 1),
        let needed = before.adding(stride), needed <= plane.size
      else {
        return "plane \(index) (\(plane.rows) of \(plane.stride)) does not fit its \(plane.size)"
      }
    }
    return nil
  }
}
