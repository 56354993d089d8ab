import ArgumentParser
import Tessera

struct RecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Writes down what the devices here can do, to be used in their place elsewhere.",
    discussion: """
      The recording tells drivers, models, nodes and the kernel's release, and nothing private: no \
      serial numbers, no names of hosts or users. Others take it with --profile.
      """)

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to; else standard output.", valueName: "file"))
  var output: String?

  @Option(
    help: "A size to ask cameras and codecs about, beside usual ones. May be repeated.",
    transform: readExtent)
  var size: [Extent] = []

  @Flag(
    inversion: .prefixedNo,
    help: "What GPUs do through OpenGL and Vulkan; leaving it out spares loading their drivers.")
  var renderers = true

  #if GBM
  @Option(
    help: ArgumentHelp(
      "Only this GPU, by its render node, through GBM and OpenGL.", valueName: "node"))
  var gpu: String?

  @Option(
    help: ArgumentHelp(
      "A layout to try with --gpu beside those that OpenGL lists: a modifier's number or name. May be "
        + "repeated.",
      valueName: "modifier"), transform: readModifier)
  var modifier: [Modifier] = []
  #endif

  @MainActor func run() async throws {
    let recording = try await recording()
    try reporting { try write(recording) }
  }

  @MainActor private func recording() async throws -> Recording {
    #if GBM
    if let gpu {
      return try reporting { try Recording(ofGPU: gpu, modifiers: Set(modifier)) }
    }
    #endif
    return await Inventory.recorded(sizes: size, renderers: renderers)
  }

  private func write(_ recording: Recording) throws {
    try DocumentFile(output ?? "-").write(recording.json(.compact) + [UInt8(ascii: "\n")])
  }
}

#if GBM
private func readModifier(_ text: String) throws -> Modifier {
  guard let modifier = Modifier(text) else {
    throw ValidationError("'\(text)' is no modifier; write its number such as 0x100000000000001")
  }
  return modifier
}
#endif
