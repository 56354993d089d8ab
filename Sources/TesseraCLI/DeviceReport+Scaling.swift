import Tessera

extension DeviceReport {
  /// How a plane scales in one case: factors are pixels on the screen for one of the buffer, such as
  /// `1/2`.
  struct ScalingEntry: Encodable {
    struct Limits: Encodable {
      var smallest: String
      var largest: String
      /// Whether what is smaller still was refused; else it could not be tried.
      var endsBelow: Bool
      /// The same of what is larger.
      var endsAbove: Bool
    }

    /// The size on the screen.
    var shown: String
    var format: String
    var horizontal: Limits
    var vertical: Limits
    var gapless: Bool
    var summary: String
    var source: String
  }
}

extension DeviceReport.ScalingEntry.Limits {
  fileprivate init(_ limits: PlaneScaling.Limits) {
    self.init(
      smallest: "\(limits.smallest)", largest: "\(limits.largest)", endsBelow: limits.endsBelow,
      endsAbove: limits.endsAbove)
  }
}

extension DeviceReport.Plane {
  /// Tries the plane; where that cannot be, says why.
  mutating func probeScaling(of plane: DisplayPlane, on card: DRMDevice) {
    do {
      let scaling = try card.probeScaling(of: plane)
      self.scaling = DeviceReport.ScalingEntry(
        shown: "\(scaling.shown)", format: scaling.format.fourcc,
        horizontal: .init(scaling.horizontal), vertical: .init(scaling.vertical),
        gapless: scaling.isGapless, summary: "\(scaling)", source: "\(scaling.evidence)")
    } catch {
      scalingProblem = error.problem
    }
  }

  /// What is told below the plane; `nil` where nobody asked.
  var scalingText: String? {
    scaling.map { "\($0.summary) [\($0.source)]" } ?? scalingProblem
  }
}
