// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A participant that offers are added to.
final class ParticipantHandle: Sendable {
  let participant: Mutex<Participant>
  init(_ participant: Participant) { self.participant = Mutex(participant) }
  var value: Participant { participant.withLock(\.self) }
}

@c @implementation
public func tessera_participant_create(
  _ name: UnsafePointer<CChar>?, _ device: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    let device =
      if let device { Device(try text(device, "the device")) } else { nil as Device? }
    return ParticipantHandle(
      Participant(Name(try TesseraC.name(name)), device: device, offers: []))
  }
}

@c @implementation
public func tessera_participant_destroy(_ participant: OpaquePointer?) {
  end(participant, ParticipantHandle.self)
}

@c @implementation
public func tessera_participant_add_offer(
  _ participant: OpaquePointer?, _ label: UnsafePointer<CChar>?,
  _ terms: UnsafePointer<tessera_terms>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(participant, ParticipantHandle.self)
    let label = try text(label, "the label")
    let terms = try read(terms, tessera_terms())
    let constraints = try constraints(of: terms, on: handle.value.device)
    try handle.participant.withLock { participant in
      guard !participant.offers.contains(where: { $0.label == label }) else {
        throw Failure(.fileExists, "exists", "there is an offer '\(label)' already")
      }
      participant.offers.append(Offer(label, constraints))
    }
  }
}

/// What terms demand, as constraints; terms that name no formats take every linear one.
private func constraints(
  of terms: tessera_terms, on device: Device?
) throws(Failure) -> [Constraint] {
  let demands = try demands(of: terms, on: device)
  guard terms.formats == nil else { return demands }
  return [Constraint(.formats(.everyFormat(in: .only([.linear]))), .throughC)] + demands
}

extension Evidence {
  fileprivate static let throughC = Self(.user, "told through the C interface")
}

/// What terms demand in so many words.
func demands(
  of terms: tessera_terms, on device: Device?
) throws(Failure) -> [Constraint] {
  let reserved = terms.reserved
  guard reserved == (0, 0, 0, 0, 0) else { throw .invalid("reserved bytes are not zero") }
  let pairs = try TesseraC.pairs(terms.formats, terms.format_count, on: device)
  guard !pairs.isEmpty || terms.formats == nil else {
    throw .invalid("an offer takes no format")
  }
  var demands: [Term] = pairs.isEmpty ? [] : [.formats(FormatTable(pairs))]
  if let sizes = try sizes(of: terms) { demands.append(.size(sizes)) }
  let strides = StrideDomain(
    multipleOf: Bytes(max(1, terms.stride_multiple)), minimum: Bytes(terms.min_stride),
    maximum: terms.max_stride == 0 ? nil : Bytes(terms.max_stride))
  guard !strides.isEmpty else { throw .invalid("no stride is taken: \(strides)") }
  if strides != .any { demands.append(.stride(strides, plane: nil)) }
  if terms.offset_multiple > 1 {
    demands.append(
      .arrangement(PlaneArrangement(offsetMultiple: Bytes(terms.offset_multiple))))
  }
  if terms.buffers > 0 { demands.append(.count(BufferCount(held: Int(terms.buffers)))) }
  guard let access = CPUAccess(rawValue: Int(terms.cpu_access)) else {
    throw .invalid("\(terms.cpu_access) is no access of the CPU")
  }
  if access != .none { demands.append(.cpuAccess(access)) }
  if terms.needs_contiguous != 0 { demands.append(.contiguous) }
  if terms.needs_one_dma_buffer != 0 { demands.append(.topology(.oneBuffer)) }
  if terms.is_not_coherent != 0 { demands.append(.notCoherent) }
  if let allocators = terms.allocators {
    guard (0...(1 << 16)).contains(terms.allocator_count) else {
      throw .invalid("\(UInt(bitPattern: terms.allocator_count)) allocators are not possible")
    }
    var names: Set<Name<Production>> = []
    for index in 0..<(terms.allocator_count) {
      names.insert(Name(try name(allocators[index])))
    }
    demands.append(.imports(ImportRule(only: names)))
  }
  return demands.map { Constraint($0, .throughC) }
}

private func sizes(of terms: tessera_terms) throws(Failure) -> SizeDomain? {
  let numbers = [
    terms.min_width, terms.min_height, terms.max_width, terms.max_height, terms.width_step,
    terms.height_step,
  ]
  guard numbers.contains(where: { $0 != 0 }) else { return nil }
  func extent(_ index: Int, unset: UInt32) throws(Failure) -> Extent {
    let (width, height) = (numbers[index], numbers[index + 1])
    return try Extent(pixels: width == 0 ? unset : width, height == 0 ? unset : height)
  }
  return SizeDomain(
    minimum: try extent(0, unset: 1), maximum: try extent(2, unset: .max),
    step: try extent(4, unset: 1))
}
