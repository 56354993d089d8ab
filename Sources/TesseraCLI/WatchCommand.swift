import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc
import SystemPackage
import Tessera
import TesseraKernel

struct WatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Tells of devices as they come, go and change.",
    discussion: """
      Begins with every device node that is there, as added, and then prints a line whenever a node is \
      added, removed or changed (a screen was plugged in, say), until it is interrupted or nobody reads \
      any more.

      As JSON, each line is one object of its own: "change" (added, removed or changed), "path", \
      "subsystem" (drm, video4linux, media, dma_heap or misc), the node's numbers "major" and "minor", \
      and "version", which is 1 for as long as these keep their meaning; others may join them.

      Where udev's daemon runs, nodes are told when its rules have been applied. Elsewhere, as in most \
      containers, the kernel is heard itself. A container that is given /run/udev needs the host's \
      network as well, else it hears nothing.
      """)

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func run() async throws {
    // What a closed pipe or a signal would do halfway through a line.
    signal(SIGPIPE, SIG_IGN)
    let format = format
    let watching = Task {
      for try await change in Inventory.changes() {
        guard try write(try WatchLine.line(of: change, in: format)) else { return }
      }
    }
    let ends = Ends { watching.cancel() }
    defer { ends.forget() }
    do {
      try await watching.value
    } catch let error as DeviceError {
      complain("tessera: \(error)")
      throw Exit.device
    }
  }
}

/// Writes a line at once; `false` when nobody reads any more.
private func write(_ line: String) throws(DeviceError) -> Bool {
  do {
    try FileDescriptor.standardOutput.writeAll((line + "\n").utf8)
    return true
  } catch {
    if Reader.hasGone { return false }
    throw DeviceError(path: "standard output", problem: "it cannot be written: \(error)")
  }
}

/// Who reads what is printed: a pipe tells that it has gone to whoever waits for nothing else.
private enum Reader {
  static var hasGone: Bool {
    do { return try LinuxKernel().isReady(STDOUT_FILENO, for: []) } catch { return true }
  }

  static func waitUntilGone() { _ = try? LinuxKernel().wait(on: STDOUT_FILENO, for: []) }
}

/// One change, as it is printed.
private enum WatchLine {
  private struct Entry: Encodable {
    var version = 1
    var change: String
    var path: String
    var subsystem: String
    var major: UInt32
    var minor: UInt32
  }

  static func line(of change: DeviceChange, in format: OutputFormat) throws -> String {
    switch format {
    case .text:
      let kind = change.kind.rawValue
      let gap = String(repeating: " ", count: max(1, 9 - kind.utf8.count))
      return "\(kind)\(gap)\(change.path)  (\(change.subsystem) \(change.number))"
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let entry = Entry(
        change: change.kind.rawValue, path: change.path, subsystem: change.subsystem,
        major: change.number.major, minor: change.number.minor)
      return String(decoding: try encoder.encode(entry), as: UTF8.self)
    }
  }
}

/// What ends a command that would go on for ever: a signal, or a reader that has gone.
private struct Ends {
  private let sources: [any DispatchSourceSignal]

  init(_ end: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: end)
      source.resume()
      return source
    }
    DispatchQueue(label: "reader").async {
      Reader.waitUntilGone()
      end()
    }
  }

  func forget() { for source in sources { source.cancel() } }
}
