import ArgumentParser
import Tessera

/// Who takes part, by name.
struct CastOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Somebody who takes part. May be repeated.",
      discussion: """
        A name from tessera devices, or a node; then what it does with the images: \
        card0:plane=primary, card0:plane=31, card0:plane=overlay:shown=1280x720 (the size on the \
        screen, where it is not the image's own), card0:writeback, video0:capture, renderD128:sample, \
        renderD128:sample:via=egl, llvmpipe:render:via=vulkan, cpu:read=often, cpu:write=rarely.
        """, valueName: "name[:role][:key=value…]"),
    transform: readRequest)
  var with: [Roster.Request] = []
}

/// Those who take part, the problem that they pose, and everybody who could make the buffers.
struct Meeting {
  var header: String
  var problem: Problem
  var allocators: [any Allocator]
  var importers: [any Importer]
  var newcomers: [Newcomer] = []
  /// What was refused when these devices were recorded.
  var refusals: [Refusal] = []

  /// Somebody who comes when the others have their buffers.
  struct Newcomer {
    var participant: Participant
    var importer: (any Importer)?
  }

  /// Opens the devices that were named, or else a camera and a display.
  ///
  /// - Parameter newcomers: who comes later, and has no part in the problem.
  init(
    _ cast: CastOptions, _ options: PipelineOptions, joining newcomers: [Roster.Request] = []
  ) throws {
    guard !cast.with.isEmpty else {
      self = Self(try options.pipeline())
      return
    }
    guard options.camera == nil, options.display == nil else {
      throw ValidationError(
        "--camera and --display are two who take part; name them by --with beside the others")
    }
    let quirks = try options.knowledge.table()
    var inventory = Inventory.find()
    let traits = (cast.with + newcomers).flatMap(\.traits)
    inventory.findRenderers(
      openGL: traits.contains(.init("via", "egl")), vulkan: traits.contains(.init("via", "vulkan"))
    )
    let roster = Roster(inventory)
    let everybody = inventory.allocators(quirks: quirks)
    let found = try roster.cast(
      cast.with, extent: options.size, only: options.formats,
      allocators: everybody.map(\.production), bringingOwn: true, quirks: quirks)
    header = Self.header(of: found)
    problem = found.problem
    allocators = try options.wanted(among: everybody + found.ownAllocators)
    problem.allocators = allocators.map(\.production)
    if let flaw = problem.flaws.first { throw ValidationError(flaw.description) }
    importers = found.importers
    for request in newcomers {
      let late = try roster.cast(
        [request], extent: problem.extent, only: options.formats, allocators: [], quirks: quirks)
      guard let participant = late.problem.participants.first,
        !problem.participants.contains(where: { $0.name == participant.name })
      else { throw ValidationError("\(request) takes part already; it cannot join") }
      self.newcomers.append(
        Newcomer(participant: participant, importer: late.importers.first))
    }
  }

  /// Takes devices that were recorded: they pose a problem, and nothing here makes or imports buffers.
  init(_ cast: CastOptions, _ options: PipelineOptions, of devices: Recording) throws {
    guard options.camera == nil, options.display == nil else {
      throw ValidationError("--camera and --display are devices here; name others by --with")
    }
    let found = try devices.cast(
      of: cast.with, size: options.size, only: options.formats,
      allocators: { try options.wanted(among: $0, by: \.self) },
      quirks: try options.knowledge.table())
    header = Self.header(of: found)
    problem = found.problem
    allocators = []
    importers = []
    refusals = devices.refusals
  }

  private init(_ pipeline: CameraToDisplay) {
    header = AgreementText.header(of: pipeline)
    problem = pipeline.problem
    allocators = pipeline.allocators
    importers = [
      CameraImporter(
        pipeline.camera, named: CameraToDisplay.cameraName, among: pipeline.allocators)
    ]
    if let display = pipeline.display {
      importers.append(
        PlaneImporter(display.device, display.plane, named: CameraToDisplay.displayName))
    }
  }

  private static func header(of cast: Cast) -> String {
    let names = cast.entries.map(\.name.rawValue) + ["Image"]
    let meanings =
      cast.entries.map { entry in
        (entry.member.path.map { "\($0): " } ?? "") + entry.member.meaning
      } + ["\(cast.problem.extent) pixels"]
    let width = (names.map(\.count).max() ?? 0) + 2
    return zip(names, meanings).map { name, meaning in
      name + String(repeating: " ", count: width - name.count) + meaning + "\n"
    }.joined()
  }
}

/// Reads who takes part, or says what is wrong with it.
func readRequest(_ text: String) throws -> Roster.Request {
  do {
    return try RequestText.read(text)
  } catch {
    throw ValidationError(error.description)
  }
}
