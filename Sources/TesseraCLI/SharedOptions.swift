import ArgumentParser
import Tessera

/// Which camera and display take part, and on what terms.
struct PipelineOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The camera's node; else the first that works.", valueName: "node"))
  var camera: String?

  @Option(
    help: ArgumentHelp("The display's node; else the first with a screen.", valueName: "node"))
  var display: String?

  @Option(help: "The size of the images; else one near the screen's.", transform: readExtent)
  var size: Extent?

  @Option(
    help: "The only format that may be used, such as XR24 or NV12. May be repeated.",
    transform: readFormat)
  var format: [PixelFormat] = []

  @Option(
    help: "The only allocator to use, such as heap:system or udmabuf. May be repeated.")
  var allocator: [String] = []

  @OptionGroup var knowledge: QuirkOptions

  /// Opens both devices and poses the problem.
  func pipeline() throws -> CameraToDisplay {
    let quirks = try knowledge.table()
    // Named nodes first: their errors are the ones that were asked for.
    let named = (
      camera: try camera.map { try Camera(path: Self.path($0, in: "/dev")) },
      card: try display.map { try DRMDevice(path: Self.path($0, in: "/dev/dri")) }
    )
    let inventory = Inventory.find()
    let camera = try named.camera ?? Self.firstCamera(of: inventory)
    let card = try named.card ?? Self.firstCard(of: inventory)
    let extent = try size ?? CameraToDisplay.commonSize(camera, card)
    return try CameraToDisplay(
      camera, card, extent: extent, only: formats,
      allocators: try wanted(
        among: inventory.allocators(quirks: quirks)
          + camera.ownAllocators(of: extent, quirks: quirks)),
      quirks: quirks)
  }

  /// The only formats, when the user wants some.
  var formats: Set<PixelFormat>? { format.isEmpty ? nil : Set(format) }

  /// The allocators that may be used.
  func wanted(among allocators: [any Allocator]) throws -> [any Allocator] {
    try wanted(among: allocators, by: \.production)
  }

  /// What may make the buffers, of all that could.
  func wanted<Maker>(
    among makers: [Maker], by production: (Maker) -> Production
  ) throws -> [Maker] {
    guard !allocator.isEmpty else { return makers }
    let known = makers.map { production($0).name.rawValue }
    for name in allocator where !known.contains(name) {
      throw ValidationError(
        "there is no allocator '\(name)' here; there are: \(known.joined(separator: ", "))")
    }
    return makers.filter { allocator.contains(production($0).name.rawValue) }
  }

  private static func firstCamera(of inventory: Inventory) throws -> Camera {
    // One that delivers by itself before one that needs its pipeline set up first; one that takes any
    // memory before one that works in its own.
    let able =
      inventory.cameras.filter(\.takesDMABuffers)
      + inventory.cameras.filter { !$0.takesDMABuffers }
    if let camera = able.first(where: { !$0.isMediaControlled }) ?? able.first { return camera }
    throw inventory.problems.first { $0.path.contains("/video") }
      ?? DeviceError(
        path: "/dev/video*", problem: "there is no camera here",
        advice: "To try without one: modprobe vivid.")
  }

  private static func firstCard(of inventory: Inventory) throws -> DRMDevice {
    if let card = inventory.cards.first(where: { (try? Display($0)) != nil }) { return card }
    throw inventory.problems.first { $0.path.contains("/dri/") }
      ?? DeviceError(
        path: "/dev/dri/card*", problem: "there is no card here with a connected screen",
        advice: "To try without one: modprobe vkms.")
  }

  /// A node by its path, or by its bare name.
  private static func path(_ node: String, in folder: String) -> String {
    node.contains("/") ? node : "\(folder)/\(node)"
  }
}

func readExtent(_ text: String) throws -> Extent {
  guard let extent = Extent(text) else {
    throw ValidationError("'\(text)' is no size; write it as 1280x720")
  }
  return extent
}

private func readFormat(_ text: String) throws -> PixelFormat {
  guard let format = PixelFormat(text), format.info != nil else {
    throw ValidationError("'\(text)' is no DRM format; write it as XR24 or XRGB8888")
  }
  return format
}

/// Runs a command's body and turns its errors into one sentence and an exit status.
func reporting<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as DeviceError {
    complain("tessera: \(error)")
    throw Exit.device
  } catch let error as AllocationError {
    complain("tessera: \(error).")
    throw Exit.device
  } catch let error as RosterError {
    guard error.cause == nil else {
      complain("tessera: \(error)")
      throw Exit.device
    }
    throw ValidationError(error.description)
  }
}
