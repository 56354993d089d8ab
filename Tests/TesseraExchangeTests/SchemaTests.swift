import Foundation
import Testing
import TesseraNegotiation

@testable import TesseraExchange

struct SchemaTests {
  private static let schema: JSON? = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent("Schema/tessera-1.schema.json")
    return try? JSON([UInt8](Data(contentsOf: file)), limits: .standard)
  }()

  @Test("The schema has every term, by its word and with every field that is written")
  func terms() throws {
    let choices = try #require(Self.schema?["$defs"]?["constraint"]?["oneOf"]?.elements)
    var fields: [String: Set<String>] = [:]
    for choice in choices {
      let properties = try #require(choice["properties"])
      guard case .string(let word)? = properties["term"]?["const"] else { continue }
      fields[word] = properties.keys
    }
    #expect(fields.count == SplitMix.termKinds)
    for kind in 0..<SplitMix.termKinds {
      for seed in 0..<100 {
        var random = SplitMix(seed: UInt64(seed))
        let constraint = random.constraint(kind)
        let known = try #require(fields[constraint.term.word], "\(constraint.term.word)")
        #expect(JSON(constraint).keys.isSubset(of: known), "\(constraint.term.word)")
      }
    }
  }

  @Test("The schema has every obstacle")
  func obstacles() throws {
    let choices = try #require(Self.schema?["$defs"]?["obstacle"]?["oneOf"]?.elements)
    let words = choices.compactMap { $0["enum"]?.elements }.flatMap(\.self)
    let objects = choices.compactMap { $0["properties"]?.keys.first }
    for obstacle in SplitMix.obstacles {
      switch JSON(obstacle) {
      case .object(let members): #expect(objects.contains(members[0].key))
      case let word: #expect(words.contains(word))
      }
    }
  }

  @Test("The schema has every kind of document")
  func documents() throws {
    let kinds = [
      "problem", "profile", "recording", "quirks", "agreement", "conflict", "refusal",
      "experience",
    ]
    for kind in kinds {
      #expect(Self.schema?["$defs"]?[kind]?["properties"]?["tessera"]?["const"] == .string(kind))
    }
  }

  @Test("The schema has every field of a recording")
  func recordings() throws {
    var seen: Set<String> = []
    // Other tests see to what is deeper.
    func resolved(_ schema: JSON) -> JSON {
      guard case .string(let path)? = schema["$ref"],
        let name = path.split(separator: "/").last, name == "maker"
      else { return schema }
      return Self.schema?["$defs"]?[String(name)] ?? schema
    }
    /// Follows the fields that are written down to what other tests hold against the schema.
    func check(_ value: JSON, _ schema: JSON?, _ name: String) throws {
      let schema = resolved(try #require(schema, "\(name)"))
      if let elements = value.elements {
        for element in elements { try check(element, schema["items"], name) }
        return
      }
      guard case .object(let members) = value, let properties = schema["properties"] else { return }
      seen.insert(name)
      for member in members {
        let field = try #require(properties[member.key], "\(name) \(member.key)")
        try check(member.value, field, "\(name) \(member.key)")
      }
    }
    let root = try #require(Self.schema?["$defs"]?["recording"])
    for seed in 0..<50 {
      var random = SplitMix(seed: UInt64(seed))
      let text = try random.recording().json()
      try check(try JSON(text, limits: .recording), root, "recording")
    }
    #expect(
      seen.isSuperset(of: [
        "recording", "recording devices", "recording devices members",
        "recording devices members roles", "recording devices members roles terms",
        "recording devices allocators", "recording devices members roles terms allocators",
        "recording absences", "recording refusals",
      ]))
  }
}

extension JSON {
  fileprivate subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  fileprivate var elements: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  fileprivate var keys: Set<String> {
    guard case .object(let members) = self else { return [] }
    return Set(members.map(\.key))
  }
}
