import Foundation
import Testing

/// A system call as `strace -X raw` writes it down.
struct TracedCall: Hashable, CustomStringConvertible {
  let name: String
  let arguments: [String]
  let result: String
  /// Which call of this name it is, from the start of the process; the first is 1.
  let ordinal: Int
  /// The last mark before it.
  let phase: Int?
  /// Which call of this name it is since that mark; the first is 1.
  let place: Int

  var isInjected: Bool { result.hasSuffix("(INJECTED)") }
  /// Name and, for an ioctl, request.
  var kind: String { name == "ioctl" ? "ioctl \(arguments.dropFirst().first ?? "")" : name }
  var description: String { "\(kind) number \(ordinal)" }
}

/// The calls of a process's first thread.
enum Trace {
  /// Runs a program under strace.
  static func run(
    _ options: [String], _ program: [String]
  ) throws -> (calls: [TracedCall], output: String, status: Int32) {
    let file = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let words = ["timeout", "60", "strace", "-f", "-X", "raw", "-o", file.path] + options + program
    let (output, status) = try Command.run(words)
    return (calls(try String(contentsOf: file, encoding: .utf8)), output, status)
  }

  private static func calls(_ text: String) -> [TracedCall] {
    var first: Substring?
    var counts: [String: Int] = [:]
    var phase: Int?
    var atMark: [String: Int] = [:]
    var calls: [TracedCall] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { continue }
      first = first ?? parts[0]
      guard parts[0] == first, let call = split(parts[1].drop { $0 == " " }) else { continue }
      counts[call.name, default: 0] += 1
      if call.name == "lseek", call.arguments.first == "-1" {
        phase = call.arguments.dropFirst().first.flatMap {
          Int($0) ?? Int($0.dropFirst(2), radix: 16)
        }
        atMark = counts
      }
      calls.append(
        TracedCall(
          name: call.name, arguments: call.arguments, result: call.result,
          ordinal: counts[call.name] ?? 0, phase: phase,
          place: (counts[call.name] ?? 0) - (atMark[call.name] ?? 0)))
    }
    return calls
  }

  private static func split(
    _ text: Substring
  ) -> (name: String, arguments: [String], result: String)? {
    guard let open = text.firstIndex(of: "("), !text.hasPrefix("<") else { return nil }
    let rest = text[text.index(after: open)...]
    // Another thread's line may come between: then the result is on a line of its own.
    let end = rest.range(of: ")", options: .backwards)?.lowerBound
    let equals = rest.range(of: " = ", options: .backwards)
    let arguments: Substring
    if let equals, let close = rest[..<equals.lowerBound].lastIndex(of: ")") {
      arguments = rest[..<close]
    } else {
      arguments = rest[..<(end ?? rest.endIndex)]
    }
    return (
      String(text[..<open]), arguments.components(separatedBy: ", "),
      equals.map { String(rest[$0.upperBound...]) } ?? ""
    )
  }
}
