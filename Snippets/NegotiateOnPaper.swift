// Finds the image that a camera and a display have in common, without either.

import Tessera

let camera = Participant(
  "camera", device: Device("usb-1.2"),
  offers: [
    Offer(
      "capture",
      [
        Constraint(
          .formats(FormatTable([FormatModifier(.nv12, .linear), FormatModifier(.yuyv, .linear)])),
          Evidence(.driverQuery, "VIDIOC_ENUM_FMT")),
        Constraint(
          .stride(StrideDomain(multipleOf: 64), plane: nil), Evidence(.probe, "VIDIOC_TRY_FMT")),
        Constraint(.count(BufferCount(held: 2)), Evidence(.specification, "one filled, one next")),
      ])
  ])

let display = Participant(
  "display", device: Device("platform-gpu"),
  offers: [
    Offer(
      "primary plane",
      [
        Constraint(
          .formats(
            FormatTable([FormatModifier(.xrgb8888, .linear), FormatModifier(.nv12, .linear)])),
          Evidence(.driverQuery, "IN_FORMATS")),
        Constraint(
          .stride(StrideDomain(multipleOf: 16), plane: nil), Evidence(.table, "its manual")),
        Constraint(.contiguous, Evidence(.table, "it has no IOMMU")),
        Constraint(.count(BufferCount(held: 2)), Evidence(.specification, "one shown, one next")),
      ])
  ])

let problem = Problem(
  extent: Extent(width: 1366, height: 768), participants: [camera, display],
  allocators: [
    Production(
      "heap:system", isContiguous: false, evidence: Evidence(.specification, "dma-buf-heaps.rst")),
    Production(
      "heap:default_cma_region", isContiguous: true, rank: 1,
      evidence: Evidence(.specification, "dma-buf-heaps.rst")),
  ])

var negotiation = Negotiation(problem)
do {
  let agreement = try negotiation.next()
  print(agreement)
  for reason in negotiation.survey().explanation(of: agreement, in: problem).reasons {
    print("\(reason.topic): \(reason.sentences.joined(separator: " "))")
  }
} catch {
  print(error.explanation)
}
