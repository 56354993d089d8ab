internal import TesseraKernel

/// What tells roles of one name apart: the same for devices that are here and for recorded ones.
typealias RoleTraits = [String: [String]]

extension Display {
  /// The whole screen's, by its primary plane.
  var roleTraits: RoleTraits {
    ["plane": ["\(plane.identifier)", plane.kind.description], "crtc": ["\(crtc)"]]
  }
}

extension DRMDevice {
  /// A plane's, with every CRTC that it can be shown by.
  func roleTraits(of plane: DisplayPlane) -> RoleTraits {
    let possible = ((try? node.modeResources())?.crtcs ?? []).enumerated()
      .filter { $0.offset < 32 && plane.possibleCRTCs & (1 << UInt32($0.offset)) != 0 }
    return [
      "plane": ["\(plane.identifier)", plane.kind.description],
      "crtc": possible.map { "\($0.element)" },
    ]
  }
}

extension DisplayConnector {
  /// A connector's, by its number or its name.
  var roleTraits: RoleTraits { ["connector": ["\(identifier)", name]] }
}

extension Participant {
  /// Every way in which the CPU may touch images; of several that are meant, the first: who says only
  /// how it reads does not write.
  static let accessTraits: [(traits: RoleTraits, access: CPUAccess)] = {
    let frequencies: [(word: String, access: CPUAccess)] = [
      ("often", .often), ("rarely", .rarely), ("never", .none),
    ]
    return frequencies.flatMap { read in
      frequencies.reversed().map { write in
        (["read": [read.word], "write": [write.word]], read.access.merged(with: write.access))
      }
    }
  }()
}
