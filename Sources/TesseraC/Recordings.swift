// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// Devices that are written down, with what C reads of them.
final class RecordingHandle: Sendable {
  let recording: Recording
  let roster: Roster
  let quirks: QuirkTable
  let allocators: [RecordedAllocator]
  let roles: [RecordedRole]
  let problems: [Text]

  init(_ recording: Recording, quirks: QuirkTable) {
    self.recording = recording
    roster = Roster(recording)
    self.quirks = quirks
    allocators = recording.allocators(quirks: quirks).map(RecordedAllocator.init)
    roles = recording.devices.flatMap(\.members).flatMap { member in
      member.roles.map { RecordedRole($0, of: member) }
    }
    problems = recording.absences.map { Text($0.description) }
  }
}

/// What makes buffers elsewhere: it is part of a problem, and makes none here.
struct RecordedAllocator: Allocator {
  let production: Production

  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    throw AllocationError(
      .systemCall, "\(production.name) was written down and makes no buffers here",
      step: .allocate,
      cause: SystemCallError(call: "allocate", errno: .operationNotSupportedByDevice))
  }
}

/// A role, with its texts where C can read them.
final class RecordedRole: Sendable {
  let member: Text
  let role: Text
  let path: Text?
  let meaning: Text
  let size: Extent?

  init(_ role: Recording.Role, of member: Recording.Member) {
    self.member = Text(member.name)
    self.role = Text(role.request)
    path = Text(member.path)
    meaning = Text(member.kind + (member.product.map { ": \($0)" } ?? ""))
    size = role.sizes.first ?? role.terms.compactMap(\.extent).first
  }
}

@c @implementation
public func tessera_recording_read(
  _ json: UnsafePointer<CChar>?, _ length: Int, _ name: UnsafePointer<CChar>?,
  _ quirks: OpaquePointer?, _ recording: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: recording, error) {
    let name = if name != nil { try TesseraC.name(name) } else { "profile" }
    return RecordingHandle(
      try Recording.reading(try bytes(json, length), called: name), quirks: table(quirks))
  }
}

@c @implementation
public func tessera_recording_destroy(_ recording: OpaquePointer?) {
  end(recording, RecordingHandle.self)
}

@c @implementation
public func tessera_recording_join(
  _ recording: OpaquePointer?, _ other: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ joined: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: joined, error) {
    let first = try required(recording, RecordingHandle.self)
    let second = try required(other, RecordingHandle.self)
    let name = try TesseraC.name(name)
    let all = first.recording.joined(with: second.recording, called: name)
    var names: Set<String> = []
    for member in all.devices.flatMap(\.members) where !names.insert(member.name).inserted {
      throw Failure(
        .fileExists, "exists", "there is a '\(member.name)' already",
        hint: "call the other recording something else than '\(name)'")
    }
    return RecordingHandle(all, quirks: first.quirks)
  }
}

@c @implementation
public func tessera_recording_write(_ recording: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(recording, RecordingHandle.self).map { written($0.recording.json(.compact)) })
}

@c @implementation
public func tessera_recording_allocator_count(_ recording: OpaquePointer?) -> Int {
  object(recording, RecordingHandle.self)?.allocators.count ?? 0
}

@c @implementation
public func tessera_recording_allocator(
  _ recording: OpaquePointer?, _ index: Int, _ allocator: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: allocator, nil) {
    let allocators = try required(recording, RecordingHandle.self).allocators
    return AllocatorHandle(try element(index, of: allocators, "allocators"))
  }
}

@c @implementation
public func tessera_recording_role_count(_ recording: OpaquePointer?) -> Int {
  object(recording, RecordingHandle.self)?.roles.count ?? 0
}

@c @implementation
public func tessera_recording_role(
  _ recording: OpaquePointer?, _ index: Int, _ role: UnsafeMutablePointer<tessera_recorded_role>?
) -> CInt {
  report {
    let roles = try required(recording, RecordingHandle.self).roles
    let told = try element(index, of: roles, "roles")
    var answer = tessera_recorded_role()
    answer.member = told.member.pointer
    answer.role = told.role.pointer
    answer.path = told.path?.pointer
    answer.meaning = told.meaning.pointer
    answer.width = told.size.map { UInt32(clamping: $0.width.value) } ?? 0
    answer.height = told.size.map { UInt32(clamping: $0.height.value) } ?? 0
    try write(answer, to: role)
  }
}

@c @implementation
public func tessera_recording_participant(
  _ recording: OpaquePointer?, _ member: UnsafePointer<CChar>?, _ role: UnsafePointer<CChar>?,
  _ width: UInt32, _ height: UInt32, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let handle = try required(recording, RecordingHandle.self)
    var request = Roster.Request(try text(member, "the member"))
    if role != nil { try request.read(try text(role, "the role")) }
    let name = Name<Participant>(try TesseraC.name(name))
    let cast = try handle.roster.cast(
      [request], extent: try Extent(pixels: width, height), allocators: [],
      quirks: handle.quirks)
    var found = cast.problem.participants[0]
    found.name = name
    return ParticipantHandle(found)
  }
}

extension Roster.Request {
  /// Takes a role as recordings write it: its word, and what tells it from others of the same word.
  fileprivate mutating func read(_ text: String) throws(Failure) {
    for part in text.split(separator: ":", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard !halves.contains(where: \.isEmpty), halves.count == 2 || role == nil else {
        throw .invalid("'\(text)' is no role; write a word and KEY=VALUE, such as scanout:plane=31")
      }
      if halves.count == 2 {
        traits.append(Trait(String(halves[0]), String(halves[1])))
      } else {
        role = String(part)
      }
    }
  }
}

@c @implementation
public func tessera_recording_problem(
  _ recording: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  element(index, of: object(recording, RecordingHandle.self)?.problems)?.pointer
}
