import ArgumentParser
import FoundationEssentials
import Tessera

struct BuffersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "buffers", abstract: "Lists the dma-bufs that are alive and who holds them.")

  @Option(help: ArgumentHelp("Only those of this process.", valueName: "number"))
  var pid: Int?

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func run() throws {
    let found: LiveBuffers
    do {
      found = try LiveBuffers.find(process: pid)
    } catch {
      complain("tessera: \(Self.sentence(error)).")
      throw Exit.device
    }
    let report = BufferReport(found)
    switch format {
    case .text: say(report.text)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      say(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
  }

  private static func sentence(_ error: SystemCallError) -> String {
    switch error.errno.symbol {
    case "ENOENT": "there is no such process (\(error))"
    case "EACCES": "the process belongs to another user; run as root (\(error))"
    default: "\(error)"
    }
  }
}

/// Live buffers in a form that prints and encodes.
struct BufferReport: Encodable {
  struct Entry: Encodable {
    var inode: UInt64
    var name: String?
    var size: UInt64
    var exporter: String
    /// In seconds.
    var age: Double?
    var references: Int?
    var holders: [Holder]
    var devices: [String]
  }
  struct Holder: Encodable {
    var process: Int
    var command: String
    var descriptors: [Int]
    var mappings: Int
  }

  var version = 1
  var buffers: [Entry]
  var unread: [String]

  init(_ found: LiveBuffers) {
    buffers = found.buffers.map { buffer in
      Entry(
        inode: buffer.inode, name: buffer.name, size: buffer.size.value,
        exporter: buffer.exporter, age: buffer.age.map { $0 / .seconds(1) },
        references: buffer.references,
        holders: buffer.holders.map {
          Holder(
            process: $0.process, command: $0.command, descriptors: $0.descriptors,
            mappings: $0.mappings)
        }, devices: buffer.devices)
    }
    let processes = found.unread.filter { $0.process != nil }
    unread = found.unread.filter { $0.process == nil }.map { "\($0.path) (\($0.errno.symbol))" }
    if !processes.isEmpty {
      unread.append("\(processes.count) processes of other users (run as root to see them)")
    }
  }

  /// A table for the terminal.
  var text: String {
    var lines = buffers.flatMap(\.lines)
    let total = buffers.reduce(UInt64(0)) { $0 &+ $1.size }
    lines.append("\(buffers.count) buffers, \(total) B")
    lines += unread.map { "Not read: \($0)" }
    return lines.joined(separator: "\n")
  }
}

extension BufferReport.Entry {
  /// The buffer, then who has it.
  fileprivate var lines: [String] {
    var heading = "\(inode)  \(size) B  \(exporter)  \(name ?? "without a name")"
    if let age { heading += "  \(Duration.seconds(age).coarse) old" }
    var lines = [heading] + holders.map(\.line)
    if holders.isEmpty { lines.append("    no process that may be read") }
    if !devices.isEmpty { lines.append("    attached: \(devices.joined(separator: ", "))") }
    return lines
  }
}

extension BufferReport.Holder {
  fileprivate var line: String {
    var line = "    \(command) (\(process))"
    if !descriptors.isEmpty {
      line += ", descriptors \(descriptors.map(String.init).joined(separator: " "))"
    }
    if mappings > 0 { line += ", mapped \(mappings)×" }
    return line
  }
}
