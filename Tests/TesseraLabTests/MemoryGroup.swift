import Foundation
import Tessera
import Testing

/// A control group with a limit of memory, for one process after the other.
struct MemoryGroup {
  private static let root = "/sys/fs/cgroup"
  private let folder: String
  let limit: Bytes

  /// Makes the group.
  init(named name: String, limit: Bytes) throws {
    self.limit = limit
    folder = "\(Self.root)/\(name)"
    if !FileManager.default.fileExists(atPath: "\(Self.root)/cgroup.controllers") {
      try #require(
        try Command.run("mount", "-t", "cgroup2", "cgroup2", Self.root).status == 0)
    }
    try write("+memory", to: "\(Self.root)/cgroup.subtree_control")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    try write("\(limit.value)", to: "\(folder)/memory.max")
  }

  /// Runs a program in the group; its status is its signal's number where one ended it.
  ///
  /// The program's file is read outside, where its pages stay charged: in the group they would be dropped and read
  /// again for minutes before the kernel calls that being out of memory.
  func run(_ words: String...) throws -> (output: String, status: Int32) {
    let script = """
      cat "$(command -v "$1")" >/dev/null && echo $$ >\(folder)/cgroup.procs && exec "$@"
      """
    return try Command.run(["sh", "-c", script, "sh"] + words)
  }

  /// The processes that the kernel has ended here for want of memory.
  func ended() throws -> Int {
    let events = try String(contentsOfFile: "\(folder)/memory.events", encoding: .utf8)
    let line = try #require(events.split(separator: "\n").first { $0.hasPrefix("oom_kill ") })
    return try #require(Int(line.split(separator: " ")[1]))
  }

  /// What the group holds now.
  func current() throws -> Bytes { try number("memory.current") }
  /// The most that it ever held.
  func peak() throws -> Bytes { try number("memory.peak") }

  private func number(_ file: String) throws -> Bytes {
    let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    return Bytes(try #require(UInt64(text.trimmingCharacters(in: .newlines))))
  }

  /// Takes the group away.
  func remove() throws {
    guard unsafe rmdir(folder) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: folder])
    }
  }
}
