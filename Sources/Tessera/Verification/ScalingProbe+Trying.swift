internal import TesseraKernel

extension ScalingProbe {
  /// Who does not show an image in its own size says nothing about scaling.
  func tryUnscaled() throws(DeviceError) {
    switch try attempt(shown) {
    case .accepted: return
    case .refused(let cause):
      throw unknown(
        "the plane does not show \(format.fourcc) of \(shown) in its own size (\(cause))")
    case .untried(let reason): throw unknown(reason)
    }
  }

  /// What became of one size.
  private enum Attempt {
    case accepted
    case refused(SystemCallError)
    case untried(String)
  }

  private func attempt(_ extent: Extent) throws(DeviceError) -> Attempt {
    let picture: TestPicture
    do {
      picture = try TestPicture(format, extent, on: device, from: maker)
    } catch {
      switch error {
      case .refused(let cause): return .refused(cause)
      case .unmade(let reason): return .untried(reason)
      }
    }
    do {
      try test.run(showing: picture.framebuffer, of: extent, as: shown)
      return .accepted
    } catch {
      if case .refused(let cause) = error { return .refused(cause) }
      throw .unknown(plane, on: device, error)
    }
  }

  func ask(_ extent: Extent) throws(DeviceError) -> ScalingSearch.Answer {
    switch try attempt(extent) {
    case .accepted: .accepted
    case .refused: .refused
    case .untried: .untried
    }
  }

  func unknown(_ reason: String) -> DeviceError {
    .unknown(plane, on: device, reason)
  }
}

extension DeviceError {
  static func unknown(
    _ plane: DisplayPlane, on device: DRMDevice, _ reason: String, _ cause: SystemCallError? = nil
  ) -> Self {
    Self(
      path: device.path, problem: "how plane \(plane.identifier) scales is not known: \(reason)",
      cause: cause)
  }

  static func unknown(
    _ plane: DisplayPlane, on device: DRMDevice, _ limit: PlaneImporter.Limit
  ) -> Self {
    guard case .held(let cause) = limit else { return unknown(plane, on: device, "\(limit)") }
    var error = unknown(plane, on: device, "another program holds the display", cause)
    error.advice = "Stop that program, or start this one from a free virtual terminal."
    return error
  }
}
