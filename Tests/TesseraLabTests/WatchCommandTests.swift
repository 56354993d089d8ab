import Foundation
import TesseraKernel
import Testing

@testable import Tessera

/// `tessera watch`, beside drivers that come and go.
extension LabTests {
  @Suite("tessera watch", .serialized)
  struct WatchCommandTests {
    /// A program whose lines are read as they come.
    private final class Running {
      let process = Process()
      private let pipe = Pipe()
      private var rest = Data()

      init(_ words: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = pipe
        try process.run()
      }

      /// The next line without its end; `nil` when there will be none.
      func line() -> String? {
        while true {
          if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            defer { rest = Data(rest[(end + 1)...]) }
            return String(decoding: rest[..<end], as: UTF8.self)
          }
          let bytes = pipe.fileHandleForReading.availableData
          if bytes.isEmpty { return nil }
          rest += bytes
        }
      }

      /// The lines up to one that is the mark.
      func lines(to isMark: (String) -> Bool) -> [String] {
        var lines: [String] = []
        while let line = line() {
          if isMark(line) { return lines }
          lines.append(line)
        }
        Issue.record("it ended early: \(lines)")
        return lines
      }
    }

    private var nodes: [FoundDevice] {
      LinuxDevices().devices(inSubsystems: Inventory.subsystems).filter(\.isForImages)
    }

    /// Lets the kernel tell of the first card, once udev has come to everything that was before.
    private func mark() throws {
      #expect(try Command.run("udevadm", "settle").status == 0)
      try write("change", to: "/sys/class/drm/card0/uevent")
    }

    @Test(
      "a line for each device, then one for each change, until a signal ends it well",
      .timeLimit(.minutes(2)), arguments: [SIGINT, SIGTERM])
    func text(_ signal: CInt) throws {
      let watch = try Running(["tessera", "watch"])
      let first = (0..<nodes.count).map { _ in watch.line() ?? "" }
      #expect(
        first
          == nodes.map { node in
            "added    \(node.path)  (\(node.subsystem) \(node.number))"
          })
      try mark()
      #expect(watch.line() == "changed  /dev/dri/card0  (drm 226:0)")
      kill(watch.process.processIdentifier, signal)
      #expect(watch.line() == nil)
      watch.process.waitUntilExit()
      #expect(watch.process.terminationReason == .exit)
      #expect(watch.process.terminationStatus == 0)
    }

    private struct Line: Decodable, Equatable {
      var version = 1
      var change: String
      var path: String
      var subsystem: String
      var major: UInt32
      var minor: UInt32
    }

    @Test(
      "as JSON each line is an object; without udev's daemon the kernel is heard itself",
      .timeLimit(.minutes(2)), arguments: [true, false])
    func json(hasDaemon: Bool) throws {
      let driver = PlatformDriver.vim2m
      let mine = nodes.filter { $0.parent?.path.hasSuffix("/vim2m.0") ?? false }
      let words = ["tessera", "watch", "--format", "json"]
      // Nothing in a namespace of one's own is seen by others.
      let apart = [
        "unshare", "--mount", "sh", "-c", "mount -t tmpfs none /run/udev && exec \"$@\"", "sh",
      ]
      let watch = try Running(hasDaemon ? words : apart + words)
      let first = try (0..<nodes.count).map { _ in try decoded(watch.line() ?? "") }
      #expect(first.map(\.path) == nodes.map(\.path))
      #expect(first.allSatisfy { $0.change == "added" && $0.version == 1 })
      defer { #expect(throws: Never.self) { try driver.nameNodes() } }
      // Having waited once, it holds what it ever will.
      try mark()
      #expect(watch.line()?.contains("changed") == true)
      let held = "/proc/\(watch.process.processIdentifier)/fd"
      let descriptors = try FileManager.default.contentsOfDirectory(atPath: held).count
      try driver.unbind()
      try driver.bind()
      try mark()
      let told = try watch.lines { $0.contains("changed") }.map(decoded)
      for node in mine {
        let expected = ["removed", "added"].map { change in
          Line(
            change: change, path: node.path, subsystem: node.subsystem, major: node.number.major,
            minor: node.number.minor)
        }
        #expect(told.filter { $0.path == node.path } == expected)
      }
      #expect(told.count == 2 * mine.count)
      #expect(try FileManager.default.contentsOfDirectory(atPath: held).count == descriptors)
      kill(watch.process.processIdentifier, SIGTERM)
      watch.process.waitUntilExit()
      #expect(watch.process.terminationStatus == 0)
    }

    private func decoded(_ line: String) throws -> Line {
      try JSONDecoder().decode(Line.self, from: Data(line.utf8))
    }

    @Test("it ends when its reader has gone, though nothing happens", .timeLimit(.minutes(1)))
    func reader() throws {
      let (output, status) = try Command.run(
        "bash", "-c", "set -o pipefail; tessera watch | head -n 1")
      #expect(status == 0, "\(output)")
      #expect(output.hasPrefix("added    "), "\(output)")
      #expect(output.split(separator: "\n").count == 1, "\(output)")
    }

    @Test(
      "on a terminal, too, nothing is printed in colour",
      arguments: [
        "--help", "devices --tree", "buffers",
        "negotiate --camera \(Lab.vivid) --display \(Lab.vkms)", "check nothing nowhere",
      ])
    func colour(_ words: String) throws {
      let (output, _) = try Command.run(
        "env", "-u", "NO_COLOR", "TERM=xterm-256color", "script", "-qec", "tessera \(words)",
        "/dev/null")
      #expect(!output.isEmpty)
      #expect(!output.contains("\u{1b}"), "\(output)")
    }
  }
}
