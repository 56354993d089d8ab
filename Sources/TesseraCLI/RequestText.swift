import FoundationEssentials
import Tessera

/// Who takes part, as it is written on the command line: `NAME[:ROLE][:KEY=VALUE…]`.
enum RequestText {
  /// Why a text is no request: one sentence.
  struct Flaw: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  /// The key for the size that a plane shows the image in.
  private static let shown = "shown"

  static let usage = "NAME[:ROLE][:KEY=VALUE…], such as card0:plane=primary or video0:capture"

  /// Reads a request.
  ///
  /// Paths of nodes may have colons in them: the longest beginning that is a node is the name.
  ///
  /// - Parameter isNode: whether there is a node of a path.
  static func read(
    _ text: String, isNode: (_ path: String) -> Bool = RequestText.isNode
  ) throws(Flaw) -> Roster.Request {
    func flaw(_ words: String) -> Flaw { Flaw(description: "'\(text)' \(words)") }
    var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts[0].contains("/") {
      let lengths = stride(from: parts.count, to: 1, by: -1)
      if let length = lengths.first(where: { isNode(parts.prefix($0).joined(separator: ":")) }) {
        let path = parts.prefix(length).joined(separator: ":")
        parts.replaceSubrange(..<length, with: [path])
      }
    }
    guard let name = parts.first, !name.isEmpty else {
      throw flaw("names nobody; write \(usage)")
    }
    guard !name.contains("=") else {
      throw flaw("starts with a key and names nobody; write \(usage)")
    }
    var request = Roster.Request(name)
    for part in parts.dropFirst() {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map(String.init)
      if part.isEmpty {
        throw flaw("has nothing between two colons or behind the last; write \(usage)")
      } else if halves.count == 1 {
        if let role = request.role {
          throw flaw("has two roles, '\(role)' and '\(part)'; repeat --with for the second")
        }
        guard request.traits.isEmpty, request.shown == nil else {
          throw flaw("has its role '\(part)' behind a key; write the role behind the name")
        }
        request.role = part
      } else if halves[0].isEmpty {
        throw flaw("has no key before '=\(halves[1])'; write \(usage)")
      } else if halves[1].isEmpty {
        throw flaw("has no value behind '\(halves[0])='; write \(usage)")
      } else if request.traits.contains(where: { $0.key == halves[0] })
        || halves[0] == shown && request.shown != nil
      {
        throw flaw("says '\(halves[0])' twice; say it once")
      } else if halves[0] == shown {
        guard let size = Extent(halves[1]) else {
          throw flaw("has no size behind 'shown='; write it as shown=1280x720")
        }
        request.shown = size
      } else {
        request.traits.append(.init(halves[0], halves[1]))
      }
    }
    return request
  }

  /// Whether there is a device's node of a path, or a link to one.
  static func isNode(_ path: String) -> Bool {
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    return attributes?[.type] as? FileAttributeType == .typeCharacterSpecial
  }
}
