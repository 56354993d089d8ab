// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// Feedback that tranches are added to, each with what C reads of it.
final class FeedbackHandle: Sendable {
  struct State {
    var feedback: DMABufFeedback
    var tranches: [TrancheArrays] = []
  }
  private let state: Mutex<State>

  init(_ feedback: DMABufFeedback) { state = Mutex(State(feedback: feedback)) }

  var value: DMABufFeedback { state.withLock { $0.feedback } }
  var tranches: [TrancheArrays] { state.withLock { $0.tranches } }

  /// Adds tranches: all that `body` adds, or none.
  func add(_ body: (inout DMABufFeedback) throws -> Void) throws {
    try state.withLock { state in
      var feedback = state.feedback
      try body(&feedback)
      for tranche in feedback.tranches.dropFirst(state.tranches.count) {
        state.tranches.append(TrancheArrays(tranche, of: feedback.table))
      }
      state.feedback = feedback
    }
  }
}

extension Failure {
  init(_ error: DMABufFeedback.Malformed) {
    self.init(.badMessage, "feedback", error.description)
  }
}

@c @implementation
public func tessera_device_find(
  _ number: UInt64, _ device: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    guard let device = device else { throw Failure.invalid("there is no place for the device") }
    let number = DMABufFeedback.DeviceNumber(rawValue: number)
    guard let found = Device(number) else {
      throw Failure(
        .noSuchFileOrDirectory, "unknown device", "no device here has a node numbered \(number)")
    }
    guard let text = handedOut(found.identity) else {
      throw Failure(.noMemory, "out of memory", "there is no memory for the device's name")
    }
    device.pointee = text
  }
}

@c @implementation
public func tessera_feedback_create(
  _ mainDevice: UInt64, _ feedback: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: feedback, error) { try FeedbackHandle(of: mainDevice, table: []) }
}

@c @implementation
public func tessera_feedback_read(
  _ mainDevice: UInt64, _ table: UnsafeRawPointer?, _ count: Int,
  _ feedback: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: feedback, error) {
    guard let table = table else { throw Failure.invalid("the table is NULL") }
    // What C has as a great unsigned number is negative here, and neither is a table.
    guard (0...16 << 16).contains(count) else {
      throw Failure(DMABufFeedback.Malformed.table(byteCount: count))
    }
    let bytes = UnsafeRawBufferPointer(start: table, count: count).map(\.self)
    return try FeedbackHandle(of: mainDevice, table: try DMABufFeedback.table(bytes: bytes))
  }
}

extension FeedbackHandle {
  fileprivate convenience init(
    of mainDevice: UInt64, table: [DMABufFeedback.Entry]
  ) throws(DMABufFeedback.Malformed) {
    self.init(
      try DMABufFeedback(
        mainDevice: DMABufFeedback.DeviceNumber(rawValue: mainDevice), table: table, tranches: []))
  }
}

@c @implementation
public func tessera_feedback_destroy(_ feedback: OpaquePointer?) {
  end(feedback, FeedbackHandle.self)
}

@c @implementation
public func tessera_feedback_main_device(_ feedback: OpaquePointer?) -> UInt64 {
  object(feedback, FeedbackHandle.self)?.value.mainDevice.rawValue ?? 0
}

@c @implementation
public func tessera_feedback_export_table(
  _ feedback: OpaquePointer?, _ descriptor: UnsafeMutablePointer<CInt>?,
  _ count: UnsafeMutablePointer<UInt32>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let feedback = try required(feedback, FeedbackHandle.self).value
    guard let descriptor = descriptor, let count = count else {
      throw Failure.invalid("there is no place for the descriptor or the size")
    }
    let file = try feedback.makeTableFile()
    descriptor.pointee = file.take().rawValue
    count.pointee = UInt32(feedback.table.count * 16)
  }
}

@c @implementation
public func tessera_feedback_participant(
  _ feedback: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let feedback = try required(feedback, FeedbackHandle.self).value
    let name = Name<Participant>(try TesseraC.name(name))
    func device(_ number: DMABufFeedback.DeviceNumber) -> Device {
      Device(number) ?? Device("\(number)")
    }
    return ParticipantHandle(
      Participant(
        name, device: device(feedback.mainDevice), offers: feedback.offers(device: device)))
  }
}
