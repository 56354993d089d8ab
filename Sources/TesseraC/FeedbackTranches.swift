// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// A tranche's rows, with what C reads of them.
final class TrancheArrays: Sendable {
  let tranche: DMABufFeedback.Tranche
  let indices: CArray<UInt16>
  let formats: CArray<tessera_format>

  init(_ tranche: DMABufFeedback.Tranche, of table: [DMABufFeedback.Entry]) {
    self.tranche = tranche
    indices = CArray(tranche.indices)
    formats = CArray(
      tranche.indices.map { index in
        let entry = table[Int(index)]
        return tessera_format(
          fourcc: entry.format.rawValue, reserved: 0, modifier: entry.modifier.rawValue)
      })
  }
}

@c @implementation
public func tessera_feedback_add_tranche(
  _ feedback: OpaquePointer?, _ target: UInt64, _ flags: UInt32,
  _ formats: UnsafePointer<tessera_format>?, _ count: Int,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(feedback, FeedbackHandle.self)
    guard (1...(1 << 16)).contains(count) else {
      throw Failure.invalid("a tranche of \(count) formats is not possible")
    }
    let entries = try rows(formats, count).map { row in
      DMABufFeedback.Entry(PixelFormat(rawValue: row.fourcc), Modifier(rawValue: row.modifier))
    }
    try handle.add { feedback in
      try feedback.add(
        entries, targetDevice: DMABufFeedback.DeviceNumber(rawValue: target),
        flags: DMABufFeedback.Tranche.Flags(rawValue: flags))
    }
  }
}

@c @implementation
public func tessera_feedback_add_participant(
  _ feedback: OpaquePointer?, _ target: UInt64, _ flags: UInt32, _ participant: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(feedback, FeedbackHandle.self)
    let participant = try required(participant, ParticipantHandle.self).value
    let tranches = participant.offers.map { $0.entries(on: participant.device) }
      .filter { !$0.isEmpty }
    guard !tranches.isEmpty else {
      throw Failure(
        .noData, "no rows",
        "\(participant.name) names no format with a layout that clients could be told")
    }
    try handle.add { feedback in
      for entries in tranches {
        try feedback.add(
          entries, targetDevice: DMABufFeedback.DeviceNumber(rawValue: target),
          flags: DMABufFeedback.Tranche.Flags(rawValue: flags))
      }
    }
  }
}

@c @implementation
public func tessera_feedback_add_rows(
  _ feedback: OpaquePointer?, _ target: UInt64, _ flags: UInt32,
  _ indices: UnsafePointer<UInt16>?, _ count: Int, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(feedback, FeedbackHandle.self)
    guard indices != nil || count == 0, (0...(1 << 16)).contains(count) else {
      throw Failure.invalid(
        indices == nil ? "\(count) rows are told at NULL" : "\(count) rows are not possible")
    }
    try handle.add { feedback in
      try feedback.add(
        DMABufFeedback.Tranche(
          targetDevice: DMABufFeedback.DeviceNumber(rawValue: target),
          flags: DMABufFeedback.Tranche.Flags(rawValue: flags),
          indices: Array(UnsafeBufferPointer(start: indices, count: count))))
    }
  }
}

@c @implementation
public func tessera_feedback_tranche_count(_ feedback: OpaquePointer?) -> Int {
  object(feedback, FeedbackHandle.self)?.tranches.count ?? 0
}

@c @implementation
public func tessera_feedback_tranche(
  _ feedback: OpaquePointer?, _ index: Int, _ tranche: UnsafeMutablePointer<tessera_tranche>?
) -> CInt {
  report {
    let tranches = try required(feedback, FeedbackHandle.self).tranches
    let told = try element(index, of: tranches, "tranches")
    var answer = tessera_tranche()
    answer.target_device = told.tranche.targetDevice.rawValue
    answer.indices = told.indices.pointer
    answer.formats = told.formats.pointer
    answer.format_count = told.indices.count
    answer.flags = told.tranche.flags.rawValue
    try write(answer, to: tranche)
  }
}
