import Foundation
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

/// A question about devices of the corpus, with the answer that was worked out by hand.
struct Pipeline {
  var name: String
  var size: Extent
  var participants: [Participant]
  /// What make each participant's device is, and what it does.
  var makes: [(model: DeviceModel, role: BufferRole)]
  /// Who makes the buffers; where nobody is named, somebody who can make anything.
  var allocators: [Production]
  /// Every pair that all can share; empty for a conflict.
  var pairs: [FormatModifier]?
  /// Whether the pairs are those of some formats only, and are listed best first.
  var isOrdered: Bool
  /// Whether the pairs are those of video formats only.
  var isVideoOnly: Bool
  /// What the best agreement must have.
  var answer: Answer?

  /// Parts of an agreement, as far as the answer tells them.
  struct Answer {
    var pair: FormatModifier
    var topology: Topology?
    var strides: [Bytes]?
    var offsets: [Bytes]?
    var sizes: [Bytes]?
    var allocator: Name<Production>?
  }

  var problem: Problem {
    Problem(extent: size, participants: participants, allocators: allocators)
  }

  /// The same question, where devices are believed no more than is known of them.
  func problem(with quirks: QuirkTable) -> Problem {
    Problem(
      extent: size,
      participants: zip(participants, makes).map { participant, make in
        quirks.applied(to: participant, of: make.model, as: make.role)
      }, allocators: allocators)
  }

  /// Makes every buffer that there is, wherever anybody wants it.
  static let anything = Production(
    "anything", formats: .any, isContiguous: true, addressBits: 0, cacheModes: .any,
    evidence: .test)
}

/// Everything in the corpus.
enum Corpus {
  static let folder = Bundle.module.resourceURL?.appendingPathComponent("Corpus")

  static func bytes(_ name: String) throws -> [UInt8] {
    guard let folder else { return [] }
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The devices' files, by name.
  static let profiles: [String: Result<Profile, ExchangeError>] = {
    let path = folder?.appendingPathComponent("devices").path ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    var profiles: [String: Result<Profile, ExchangeError>] = [:]
    for name in names where name.hasSuffix(".json") {
      let bytes = (try? bytes("devices/\(name)")) ?? []
      profiles[String(name.dropLast(5))] = Result { () throws(ExchangeError) in
        try Profile(json: bytes)
      }
    }
    return profiles
  }()

  static func pipelines(_ name: String) throws -> [Pipeline] {
    let json = try JSON(try bytes(name), limits: .standard)
    return try JSONNode(value: json, path: JSONPath()).list { node throws(ExchangeError) in
      try node.object { fields throws(ExchangeError) in try Pipeline(&fields) }
    }
  }
}

extension Pipeline {
  fileprivate init(_ fields: inout JSONFields) throws(ExchangeError) {
    name = try fields.required("name").text()
    _ = fields.optional("title")
    _ = fields.optional("notes")
    size = try fields.required("size").extent(from: 1)
    let users = try fields.required("participants").list { node throws(ExchangeError) in
      try node.object { inner throws(ExchangeError) in try Self.participant(node, &inner) }
    }
    participants = users.map(\.participant)
    makes = users.map(\.make)
    allocators = try fields.value("allocators", or: [Self.anything]) { node throws(ExchangeError) in
      try node.list { one throws(ExchangeError) in try one.allocator() }
    }
    isOrdered = try fields.flag("ordered")
    isVideoOnly = try fields.flag("videoOnly")
    pairs = try fields.value("pairs") { node throws(ExchangeError) in
      try node.list { row throws(ExchangeError) in try row.pairs() }.flatMap(\.self)
    }
    answer = try fields.value("answer") { node throws(ExchangeError) in
      try node.object { inner throws(ExchangeError) in try Answer(&inner) }
    }
  }

  private static func participant(
    _ node: JSONNode, _ fields: inout JSONFields
  ) throws(ExchangeError) -> (
    participant: Participant, make: (model: DeviceModel, role: BufferRole)
  ) {
    let file = try fields.required("profile").text()
    let name = try fields.required("participant").text()
    guard let profile = try Corpus.profiles[file]?.get(),
      var participant = profile.participants.first(where: { $0.name.rawValue == name })
    else { throw node.refused("is nobody in the corpus") }
    participant.name = Name("\(file) \(name)")
    let ranked = try fields.value("prefers", or: []) { list throws(ExchangeError) in
      try list.list { one throws(ExchangeError) in try one.layout() }
    }
    for (rank, layout) in ranked.enumerated() {
      for offer in participant.offers.indices {
        participant.offers[offer].constraints.append(
          Constraint(.preference(rank), for: .init(modifier: layout), .test))
      }
    }
    // Tables tell the part of the driver too, such as `rockchip (vop2)`.
    let driver = profile.device.driver.prefix { $0 != " " && $0 != "/" }
    return (participant, (DeviceModel(driver: String(driver)), role(of: name, profile)))
  }

  private static func role(of participant: String, _ profile: Profile) -> BufferRole {
    switch participant {
    case "queue": profile.device.kind == "encoder" ? .output : .capture
    case "sample", "render": BufferRole(rawValue: participant)
    default: .scanOut
    }
  }
}

extension Pipeline.Answer {
  fileprivate init(_ fields: inout JSONFields) throws(ExchangeError) {
    pair = FormatModifier(
      try fields.required("format").format(), try fields.required("layout").layout())
    topology = try fields.value("topology") { (n) throws(ExchangeError) in
      try n.words(of: Words.topology)
    }
    strides = try fields.value("strides") { (n) throws(ExchangeError) in
      try n.list { (one) throws(ExchangeError) in try one.quantity() }
    }
    offsets = try fields.value("offsets") { (n) throws(ExchangeError) in
      try n.list { (one) throws(ExchangeError) in try one.quantity() }
    }
    sizes = try fields.value("sizes") { (n) throws(ExchangeError) in
      try n.list { (one) throws(ExchangeError) in try one.quantity() }
    }
    allocator = try fields.value("allocator") { (n) throws(ExchangeError) in try n.name() }
  }
}

extension JSONNode {
  /// An allocator of a profile, or one written out; `strides` replaces what the profile says.
  fileprivate func allocator() throws(ExchangeError) -> Production {
    guard case .object(let members) = value, members.contains(where: { $0.key == "profile" })
    else { return try production() }
    return try object { fields throws(ExchangeError) in
      let file = try fields.required("profile").text()
      guard var made = try Corpus.profiles[file]?.get().allocators.first else {
        throw refused("is no allocator in the corpus")
      }
      made.strides = try fields.value("strides", or: made.strides) { node throws(ExchangeError) in
        try node.object { inner throws(ExchangeError) in try inner.strideDomain() }
      }
      return made
    }
  }

  /// A row of formats and layouts, pair by pair.
  fileprivate func pairs() throws(ExchangeError) -> [FormatModifier] {
    try object { fields throws(ExchangeError) in
      let formats = try fields.required("formats").list { (n) throws(ExchangeError) in
        try n.format()
      }
      let layouts = try fields.required("layouts").list { (n) throws(ExchangeError) in
        try n.layout()
      }
      return formats.flatMap { format in layouts.map { FormatModifier(format, $0) } }
    }
  }
}
