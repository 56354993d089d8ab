import Tessera

/// What is here, in a form that prints and encodes.
struct DeviceReport: Encodable {
  struct Card: Encodable {
    var path: String
    var driver: String
    var device: String
    var modifiers: Bool
    var atomic: Bool
    var claimsImport: Bool
    var display: String?
    var sizes: [String]
    var planes: [Plane]
    var problem: String?
  }
  struct Plane: Encodable {
    var id: UInt32
    var kind: String
    var formats: [String]
    var summary: String
    var source: String
    /// How it scales; absent where nobody asked, or it could not be tried.
    var scaling: ScalingEntry?
    /// Why it could not be tried.
    var scalingProblem: String?
  }
  struct CameraEntry: Encodable {
    var path: String
    var driver: String
    var card: String
    var importsBuffers: Bool
    var formats: [Format]
    var problem: String?
  }
  struct Format: Encodable {
    var v4l2: String
    var drm: String?
    var sizes: String
  }
  struct VideoEntry: Encodable {
    var path: String
    var driver: String
    var card: String
    var roles: [String]
  }
  /// A GPU as OpenGL or Vulkan sees it.
  struct Renderer: Encodable {
    /// Its render node's name, or the driver's.
    var name: String
    /// Its render node; absent where it has none.
    var path: String?
    /// `OpenGL` or `Vulkan`.
    var library: String
    /// How OpenGL reaches it: as a `device` of EGL's own, or through `gbm`; absent for Vulkan.
    var platform: String?
    var driver: String
    /// What it samples and draws into.
    var formats: [String]
    /// What it only samples, through external textures.
    var externalFormats: [String]
    var summary: String
    var source: String
  }
  struct AllocatorEntry: Encodable {
    var name: String
    var contiguous: Bool
    var largestBuffer: UInt64?
    var source: String
  }

  var version = 1
  var cards: [Card]
  var cameras: [CameraEntry]
  var otherVideoNodes: [VideoEntry]
  var renderers: [Renderer]
  var allocators: [AllocatorEntry]
  var hardware: [HardwareEntry]
  var problems: [String]

  init(_ inventory: Inventory, probing: Bool = false) {
    cards = inventory.cards.map { Card($0, probing: probing) }
    cameras = inventory.cameras.map(CameraEntry.init)
    otherVideoNodes = inventory.otherVideoNodes.map { node in
      VideoEntry(
        path: node.path, driver: node.driver, card: node.card,
        roles: node.roles.map(\.rawValue).sorted())
    }
    renderers = Renderer.all(in: inventory)
    allocators = inventory.allocators.map(\.production).map { production in
      AllocatorEntry(
        name: production.name.rawValue, contiguous: production.isContiguous,
        largestBuffer: production.largestBuffer?.value,
        source: ([production.evidence] + production.known.map(\.evidence))
          .map(\.description).joined(separator: "; "))
    }
    let lines = renderers.map { (path: $0.path, line: $0.line) }
    hardware = inventory.hardware.map { hardware in
      HardwareEntry(hardware, in: inventory) { path in
        lines.filter { $0.path == path }.map(\.line)
      }
    }
    problems = inventory.problems.map(\.description)
  }
}

extension DeviceReport.Card {
  init(_ card: DRMDevice, probing: Bool) {
    path = card.path
    driver = card.driver
    device = card.identity.identity
    modifiers = card.takesModifiers
    atomic = card.isAtomic
    claimsImport = card.claimsImport
    sizes = []
    planes = []
    do {
      let screen = try Display(card)
      display = screen.connectorName
      sizes = screen.sizes.map(\.description)
    } catch {
      problem = error.problem
    }
    guard card.hasModeSetting else { return }
    do {
      planes = try card.planes().map { plane in
        var entry = DeviceReport.Plane(
          id: plane.identifier, kind: plane.kind.description,
          formats: plane.formats.pairs.map(\.description),
          summary: plane.formats.description, source: "\(plane.evidence)")
        if probing { entry.probeScaling(of: plane, on: card) }
        return entry
      }
    } catch {
      problem = error.problem
    }
  }
}

extension DeviceReport.CameraEntry {
  init(_ camera: Camera) {
    path = camera.path
    driver = camera.driver
    card = camera.card
    importsBuffers = camera.takesDMABuffers
    formats = []
    do {
      formats = try camera.formats().map { format in
        DeviceReport.Format(
          v4l2: format.code.description, drm: format.mapping?.format.fourcc,
          sizes: format.sizes.description)
      }
    } catch {
      problem = error.problem
    }
  }
}

extension DeviceReport {
  /// A table for the terminal.
  var text: String {
    var lines: [String] = ["Displays (DRM)"]
    for card in cards {
      lines.append("  \(card.path)  driver \(card.driver), \(card.device)")
      lines.append(
        "    screen     \(card.display.map { "\($0): \(card.sizes.first ?? "")" } ?? card.problem ?? "none")"
      )
      lines.append(
        "    can        "
          + [
            card.atomic ? "atomic changes" : nil, card.modifiers ? "modifiers" : nil,
            card.claimsImport ? "import (claimed)" : nil,
          ].compactMap(\.self).joined(separator: ", "))
      for plane in card.planes {
        lines.append(
          "    plane \(plane.id)\(String(repeating: " ", count: max(1, 5 - "\(plane.id)".count)))"
            + "\(plane.kind): \(plane.summary) [\(plane.source)]")
        if let scaling = plane.scalingText { lines.append("               \(scaling)") }
      }
    }
    if cards.isEmpty { lines.append("  none") }
    lines.append("Cameras (V4L2)")
    for camera in cameras {
      lines.append("  \(camera.path)  \(camera.card) (driver \(camera.driver))")
      lines.append(
        "    can        "
          + (camera.importsBuffers ? "import dma-bufs (claimed)" : "use only its own buffers"))
      let shared = camera.formats.compactMap { format in
        format.drm.map { $0 == format.v4l2 ? $0 : "\(format.v4l2) (= DRM \($0))" }
      }
      lines.append("    formats    \(shared.joined(separator: ", "))")
      let own = camera.formats.filter { $0.drm == nil }.map(\.v4l2)
      if !own.isEmpty { lines.append("    V4L2 only  \(own.joined(separator: ", "))") }
    }
    if cameras.isEmpty { lines.append("  none") }
    if !otherVideoNodes.isEmpty { lines.append("Other video nodes (V4L2)") }
    for node in otherVideoNodes {
      lines.append(
        "  \(node.path)  \(node.card) (driver \(node.driver)): \(node.roles.joined(separator: ", "))"
      )
    }
    if !renderers.isEmpty { lines.append("Renderers") }
    for renderer in renderers {
      lines.append("  \(renderer.name)  \(renderer.heading)")
      lines.append("    takes      \(renderer.summary) [\(renderer.source)]")
    }
    lines.append("Allocators")
    for allocator in allocators {
      let limit = allocator.largestBuffer.map { ", up to \($0) B a buffer" } ?? ""
      lines.append(
        "  \(allocator.name)  \(allocator.contiguous ? "contiguous" : "scattered")\(limit)")
    }
    if allocators.isEmpty { lines.append("  none") }
    if !problems.isEmpty {
      lines.append("Not usable")
      lines += problems.map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
