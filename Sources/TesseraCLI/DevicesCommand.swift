import ArgumentParser
import Foundation
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

  @OptionGroup var profiles: ProfileOptions

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
    let report = DeviceReport(inventory)
    switch format {
    case .text: print(tree ? report.tree : report.text)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
  }
}
