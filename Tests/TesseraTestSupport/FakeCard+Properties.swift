internal import CDRM
internal import CLinux
internal import TesseraKernel

extension FakeCard {
  private static let names: [UInt32: String] = [
    1: "type", 2: "IN_FORMATS", 3: "FB_ID", 4: "CRTC_ID", 5: "SRC_X", 6: "SRC_Y", 7: "SRC_W",
    8: "SRC_H", 9: "CRTC_X", 10: "CRTC_Y", 11: "CRTC_W", 12: "CRTC_H", 13: "ACTIVE", 14: "MODE_ID",
    15: "rotation", 16: "IN_FORMATS_ASYNC", 17: "SIZE_HINTS", 18: "WRITEBACK_PIXEL_FORMATS",
    19: "WRITEBACK_FB_ID", 20: "WRITEBACK_OUT_FENCE_PTR",
  ]
  /// The numbers of properties that commits are read by.
  enum Property {
    static let framebuffer: UInt32 = 3
    static let sourceWidth: UInt32 = 7
    static let sourceHeight: UInt32 = 8
    static let width: UInt32 = 11
    static let height: UInt32 = 12
    static let active: UInt32 = 13
    static let written: UInt32 = 19
    static let fence: UInt32 = 20
  }

  /// The properties that an object has, with their values.
  private func values(of object: UInt32) -> [UInt32: UInt64]? {
    switch object {
    case Object.plane, Object.overlay:
      let kind = object == Object.plane ? traits.planeKind : 0
      let blob = traits.takesModifiers ? UInt64(Object.formatsBlob) : 0
      var values: [UInt32: UInt64] = [1: kind, 2: blob]
      for plain in 3...12 as ClosedRange<UInt32> { values[plain] = 0 }
      if !traits.rotations.isEmpty { values[15] = 1 }
      if traits.asyncModifiers != nil { values[16] = UInt64(Object.asyncFormatsBlob) }
      if !traits.sizeHints.isEmpty { values[17] = UInt64(Object.sizeHintsBlob) }
      return values
    case Object.crtc: return [13: 0, 14: 0]
    case Object.connector: return [4: 0]
    case Object.writeback: return [4: 0, 18: UInt64(Object.writebackFormatsBlob), 19: 0, 20: 0]
    default: return nil
    }
  }

  func objectProperties(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_obj_get_properties.self) { answer in
      guard let known = values(of: answer.obj_id) else { return -Int(ENOENT) }
      let isCount = answer.count_props == 0
      let properties = known.keys.sorted() + state.surplusObjects
      copyOut(properties, to: answer.props_ptr, room: answer.count_props)
      copyOut(
        properties.map { known[$0] ?? 0 }, to: answer.prop_values_ptr, room: answer.count_props)
      answer.count_props = UInt32(properties.count)
      state.growAfter(isCount)
      return 0
    }
  }

  func property(_ argument: IoctlArgument) -> Int {
    argument.change(drm_mode_get_property.self) { property in
      let surplus = property.prop_id >= Object.surplus ? "SURPLUS" : nil
      guard let name = Self.names[property.prop_id] ?? surplus else { return -Int(ENOENT) }
      copyText(name, into: &property.name)
      let choices = property.prop_id == 15 ? traits.rotations : []
      copyOut(
        choices.map { bit in
          var choice = drm_mode_property_enum()
          choice.value = bit
          return choice
        }, to: property.enum_blob_ptr, room: property.count_enum_blobs)
      property.count_enum_blobs = UInt32(choices.count)
      return 0
    }
  }

  func blob(_ argument: IoctlArgument, _ state: State) -> Int {
    argument.change(drm_mode_get_blob.self) { blob in
      guard let bytes = ownBlob(blob.blob_id) ?? state.blobs[blob.blob_id] else {
        return -Int(ENOENT)
      }
      if blob.length == UInt32(bytes.count) { copyOut(bytes, to: blob.data, room: bytes.count) }
      blob.length = UInt32(bytes.count)
      return 0
    }
  }

  /// The blobs that are the card's own.
  private func ownBlob(_ identifier: UInt32) -> [UInt8]? {
    switch identifier {
    case Object.formatsBlob: formatsBlob(traits.modifiers)
    case Object.asyncFormatsBlob: formatsBlob(traits.asyncModifiers ?? [])
    case Object.sizeHintsBlob:
      traits.sizeHints.flatMap { [$0.width, $0.height] }.flatMap(Self.littleEndian)
    case Object.writebackFormatsBlob: traits.writebackFormats.flatMap(Self.littleEndian)
    default: nil
    }
  }

  /// Every format in every modifier, as `struct drm_format_modifier_blob`.
  private func formatsBlob(_ modifiers: [UInt64]) -> [UInt8] {
    let formatsEnd = 24 + 4 * traits.formats.count
    let modifiersStart = (formatsEnd + 7) / 8 * 8
    let header: [UInt32] = [
      1, 0, UInt32(traits.formats.count), 24, UInt32(modifiers.count),
      UInt32(modifiersStart),
    ]
    var bytes = (header + traits.formats).flatMap(Self.littleEndian)
    bytes += [UInt8](repeating: 0, count: modifiersStart - formatsEnd)
    for modifier in modifiers {
      let all = UInt64(1) << UInt64(traits.formats.count) - 1
      bytes += Self.littleEndian(all) + Self.littleEndian(UInt64(0)) + Self.littleEndian(modifier)
    }
    return bytes
  }

  private static func littleEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
    (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }

  func createBlob(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(drm_mode_create_blob.self) { blob in
      state.blobs[state.nextObject] = copyIn(UInt8.self, from: blob.data, count: blob.length)
      blob.blob_id = state.nextObject
      state.nextObject += 1
      return 0
    }
  }

  func destroyBlob(_ argument: IoctlArgument, _ state: inout State) -> Int {
    let blob = argument.read(drm_mode_destroy_blob.self).blob_id
    return state.blobs.removeValue(forKey: blob) == nil ? -Int(ENOENT) : 0
  }
}
