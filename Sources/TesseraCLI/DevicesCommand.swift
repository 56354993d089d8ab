import ArgumentParser
import FoundationEssentials
import Tessera

struct DevicesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "Lists the devices here and what each can do.")

  @Option(help: "text or json.")
  var format = OutputFormat.text

  @Flag(help: "Show the nodes of each physical device, and what works together.")
  var tree = false

  @Flag(help: "Load the drivers of OpenGL and Vulkan too, and show what they take.")
  var renderers = false

  @Flag(
    help: ArgumentHelp(
      "Try how planes scale too.",
      discussion: """
        Test commits ask the drivers; nothing changes on the screens. It takes the displays for that \
        time, and says so where another program has them.
        """))
  var probe = false

  @OptionGroup var profiles: ProfileOptions

  func validate() throws {
    guard probe else { return }
    guard profiles.profile.isEmpty else {
      throw ValidationError("--probe tries the devices here; leave --profile out")
    }
    if tree, format == .text {
      throw ValidationError("--tree shows no planes, which --probe tries; leave one of them out")
    }
  }

  func run() throws {
    if let recording = try profiles.devices() {
      switch format {
      case .text: say(recording.text(withRoles: !tree))
      case .json: say(String(decoding: recording.json(.readable), as: UTF8.self), terminator: "")
      }
      return
    }
    var inventory = Inventory.find()
    if renderers { inventory.findRenderers() }
    let report = DeviceReport(inventory, probing: probe)
    switch format {
    case .text: say(tree ? report.tree : report.text)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      say(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
  }
}
