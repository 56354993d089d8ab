@testable import Tessera

/// One case of a sample: an image that somebody asks for.
struct Case: CustomStringConvertible {
  var pair: FormatModifier
  var extent: Extent
  var stride: Bytes

  var description: String { "\(extent) \(pair), stride \(stride)" }

  /// What the engine says when a device and somebody who wants exactly this meet: the agreement, or
  /// nothing.
  func prediction(for device: Participant) -> Agreement? {
    let wish = Evidence(.user, "the sample")
    let asker = Participant(
      "asker", device: device.device,
      offers: [
        Offer(
          "wish",
          [
            Constraint(.formats(FormatTable([pair])), wish),
            Constraint(.stride(.exactly(stride), plane: 0), wish),
          ])
      ])
    let memory = Production(
      "memory", formats: .everyFormat(in: .any), isContiguous: true, evidence: wish)
    // A prepared problem answers without working out why there is nothing.
    var problem = PreparedProblem(
      Problem(extent: extent, participants: [device, asker], allocators: [memory]))
    return problem.agreement(for: extent)
  }

  /// The planes that somebody would try who does not ask: the strides in proportion, no gaps.
  var naivePlanes: [AgreedPlane]? {
    guard let layout = LinearLayout(format: pair.format, extent: extent),
      let tight = layout.planes.first?.stride, tight > 0
    else { return nil }
    var end: UInt64 = 0
    return layout.planes.map { plane in
      let scaled = plane.stride.value * stride.value / tight.value
      defer { end += scaled * plane.rows.value }
      return AgreedPlane(
        buffer: 0, offset: Bytes(end), stride: Bytes(scaled), rows: plane.rows,
        size: Bytes(scaled * plane.rows.value))
    }
  }
}
