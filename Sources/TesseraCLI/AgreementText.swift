import Tessera

/// An agreement as people read it: what it means first, every number after.
enum AgreementText {
  static func header(of pipeline: CameraToDisplay) -> String {
    let camera = pipeline.camera
    var lines = ["Camera   \(camera.path): \(camera.card) (driver \(camera.driver))"]
    let screen = pipeline.display?.connectorName ?? "no screen"
    lines.append(
      "Display  \(pipeline.card.path): \(screen) (driver \(pipeline.card.driver))")
    lines.append("Image    \(pipeline.problem.extent) pixels")
    return lines.joined(separator: "\n") + "\n"
  }

  static func table(of agreement: Agreement) -> String {
    var rows = [("Agreed", ""), ("  format", meaning(of: agreement.format))]
    rows.append(("  layout", meaning(of: agreement.pair.modifier)))
    if let planes = agreement.layout.planes, let size = agreement.layout.size {
      for (index, plane) in planes.enumerated() {
        rows.append(
          (
            "  plane \(index)",
            "\(plane.rows.value) rows, one every \(plane.stride) (stride), from \(plane.offset) on"
              + (agreement.topology == .bufferPerPlane ? " of buffer \(plane.buffer)" : "")
          ))
      }
      rows.append(("  size", "\(size) per image"))
    }
    let memory = agreement.isContiguous ? "one physical range" : "scattered pages"
    rows.append(
      ("  memory", "\(agreement.bufferCount) buffers from \(agreement.allocator), \(memory)"))
    rows.append(("  traffic", "\(agreement.cost.traffic) moved per frame by all devices together"))
    for penalty in agreement.cost.penalties {
      rows.append(("  penalty", "\(penalty.bytes): \(penalty.reason)"))
    }
    return text(rows)
  }

  static func reasons(_ survey: Survey, _ agreement: Agreement, _ problem: Problem) -> String {
    let explanation = survey.explanation(of: agreement, in: problem)
    var rows = [("Why", "")]
    for reason in explanation.reasons {
      for (index, sentence) in reason.sentences.enumerated() {
        rows.append((index == 0 ? "  \(reason.topic)" : "", sentence))
      }
    }
    return text(rows)
  }

  private static func text(_ rows: [(String, String)]) -> String {
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    return rows.map { left, right in
      right.isEmpty
        ? left : left + String(repeating: " ", count: width - left.count) + right
    }.joined(separator: "\n") + "\n"
  }

  private static func meaning(of format: PixelFormat) -> String {
    guard let info = format.info else { return format.fourcc }
    var words = [info.isYUV ? "YUV" : info.isGreyscale ? "grey" : "RGB"]
    words.append("\(info.bitsPerComponent) bits per component")
    if let bits = info.bitsPerPixel { words.append("\(bits) bits per pixel") }
    words.append(info.planeCount == 1 ? "1 plane" : "\(info.planeCount) planes")
    return "\(format.fourcc) (\(info.name): \(words.joined(separator: ", ")))"
  }

  private static func meaning(of modifier: LayoutModifier) -> String {
    switch modifier {
    case .linear:
      "LINEAR (modifier 0x0): rows of pixels one after the other, as every CPU reads them"
    case .explicit(let modifier): "\(modifier.name): tiled or compressed"
    case .implicit(let device): "known to \(device.identity) alone"
    }
  }
}
