// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_timeline_create(
  _ card: OpaquePointer?, _ timeline: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: timeline, error) { try Timeline(on: try required(card, CardHandle.self).card) }
}

@c @implementation
public func tessera_timeline_create_at(
  _ path: UnsafePointer<CChar>?, _ timeline: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: timeline, error) { try Timeline(path: try text(path, "the path")) }
}

@c @implementation
public func tessera_timeline_import(
  _ card: OpaquePointer?, _ descriptor: CInt, _ timeline: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: timeline, error) {
    let card = try required(card, CardHandle.self).card
    return try Timeline(FileDescriptor(rawValue: descriptor), on: card)
  }
}

@c @implementation
public func tessera_timeline_import_at(
  _ path: UnsafePointer<CChar>?, _ descriptor: CInt,
  _ timeline: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: timeline, error) {
    try Timeline(FileDescriptor(rawValue: descriptor), path: try text(path, "the path"))
  }
}

@c @implementation
public func tessera_timeline_destroy(_ timeline: OpaquePointer?) { end(timeline, Timeline.self) }

@c @implementation
public func tessera_timeline_export(
  _ timeline: OpaquePointer?, _ descriptor: UnsafeMutablePointer<CInt>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  giveDescriptor(to: descriptor, error) {
    try required(timeline, Timeline.self).exportedDescriptor()
  }
}

/// The event that a number of `enum tessera_point_event` stands for.
private func event(_ number: UInt32) throws(Failure) -> Timeline.Event {
  switch number {
  case TESSERA_POINT_REACHED.rawValue: .reached
  case TESSERA_POINT_SUBMITTED.rawValue: .submitted
  default: throw .invalid("\(number) is nothing that becomes of a point")
  }
}

@c @implementation
public func tessera_timeline_last(
  _ timeline: OpaquePointer?, _ what: UInt32, _ point: UnsafeMutablePointer<UInt64>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let timeline = try required(timeline, Timeline.self)
    let event = try event(what)
    guard let point = point else { throw Failure.invalid("there is no place for the point") }
    point.pointee =
      event == .reached ? try timeline.reachedPoint() : try timeline.submittedPoint()
  }
}

@c @implementation
public func tessera_timeline_signal(
  _ timeline: OpaquePointer?, _ point: UInt64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) { try required(timeline, Timeline.self).reach(point) }
}

@c @implementation
public func tessera_timeline_attach_fence(
  _ timeline: OpaquePointer?, _ point: UInt64, _ fence: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    try required(timeline, Timeline.self).reach(point, with: try required(fence, Fence.self))
  }
}

@c @implementation
public func tessera_timeline_fence(
  _ timeline: OpaquePointer?, _ point: UInt64, _ fence: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: fence, error) { try required(timeline, Timeline.self).fence(at: point) }
}

@c @implementation
public func tessera_timeline_follow(
  _ timeline: OpaquePointer?, _ point: UInt64, _ other: OpaquePointer?, _ otherPoint: UInt64,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    try required(timeline, Timeline.self).reach(
      point, with: try required(other, Timeline.self), at: otherPoint)
  }
}

@c @implementation
public func tessera_timeline_wait(
  _ timeline: OpaquePointer?, _ point: UInt64, _ what: UInt32, _ timeout: Int64,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let timeline = try required(timeline, Timeline.self)
    let limit = try limit(timeout)
    switch try event(what) {
    case .reached: try timeline.wait(for: point, within: limit)
    case .submitted: try timeline.waitForSubmission(of: point, within: limit)
    }
  }
}

@c @implementation
public func tessera_timeline_announce(
  _ timeline: OpaquePointer?, _ point: UInt64, _ what: UInt32, _ eventCounter: CInt,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    try required(timeline, Timeline.self).announce(
      try event(what), of: point, on: FileDescriptor(rawValue: eventCounter))
  }
}
