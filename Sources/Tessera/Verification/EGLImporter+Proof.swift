#if GBM
internal import Synchronization
internal import TesseraKernel

extension EGLImporter {
  /// Has OpenGL sample what the CPU wrote, or draw what the CPU reads, as its role is, in a context of
  /// Tessera's own.
  ///
  /// What is current on the calling thread is so again afterwards.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let taken = taken.withLock { $0 }
    return try trial.proved(by: name, as: "imported \(taken.count) buffers") {
      () throws(PatternStop) in [try look(at: taken, of: trial)]
    }
  }

  /// Samples or draws, and tells what was done.
  private func look(at taken: [Taken], of trial: Trial) throws(PatternStop) -> String {
    let trials = try trials(of: trial, taken)
    let isDrawn = role == .render
    let result: Result<Void, PatternStop>
    do {
      result = try display.withContext { context in
        Result { () throws(PatternStop) in
          let needed = trials.contains { $0.window.isExternal } ? "_external" : ""
          guard context.extensions.contains("GL_OES_EGL_image\(needed)") else {
            throw .untried("its OpenGL has no GL_OES_EGL_image\(needed)")
          }
          for trial in trials {
            if isDrawn { try trial.draw(in: context) } else { try trial.sample(in: context) }
          }
        }
      }
    } catch {
      throw .untried("it has no context of OpenGL for this (\(error))")
    }
    try result.get()
    let writer = trial.agreement.pair.modifier == .linear ? "the CPU" : "the CPU through GBM"
    return isDrawn ? "drew what \(writer) reads" : "sampled what \(writer) wrote"
  }

  /// What is to be looked at: every buffer and its image.
  private func trials(
    of trial: Trial, _ taken: [Taken]
  ) throws(PatternStop) -> [any GLESTrial] {
    let agreement = trial.agreement
    guard display.hasSurfacelessContexts else {
      throw .untried("its EGL has no contexts without a surface (EGL_KHR_surfaceless_context)")
    }
    guard role != .render || drawnSizes.contains(agreement.extent) else {
      throw .untried("its driver would draw beyond the end of the image")
    }
    guard let width = Int32(exactly: agreement.extent.width.value),
      let height = Int32(exactly: agreement.extent.height.value)
    else { throw .untried("OpenGL has no numbers for an image as large") }
    if let colour = PackedColour(agreement.format) {
      let window = GLESWindow(
        width: width, height: height, columns: Int32(Marks.size / colour.bytesPerPixel),
        isExternal: externalFormats.contains(agreement.pair) && !formats.contains(agreement.pair))
      return try pixelTrials(of: trial, taken, colour, in: window)
    }
    guard let samples = YUVSamples(agreement.format) else {
      throw .untried("OpenGL converts \(agreement.format), as each driver sees fit")
    }
    return try yuvTrials(of: trial, taken, samples, width: width, height: height)
  }

  /// The same of pixels that lie in one word.
  private func pixelTrials(
    of trial: Trial, _ taken: [Taken], _ colour: PackedColour, in window: GLESWindow
  ) throws(PatternStop) -> [PixelTrial] {
    let agreement = trial.agreement
    var trials: [PixelTrial] = []
    for (index, (buffer, taken)) in zip(trial.buffers, taken).enumerated() {
      var tiled: (GBMForeignImage, GBMDevice)?
      if agreement.pair.modifier != .linear {
        guard let gbm = display.gbm else {
          throw .untried("GBM does not open its node, and where the rows lie only its driver knows")
        }
        do throws(Refusal) {
          let foreign = try GBMForeignImage(buffer, under: agreement, takenBy: name)
          tiled = (foreign, gbm)
        } catch {
          throw .untried(error.reason)
        }
      }
      trials.append(
        PixelTrial(
          buffer: buffer, index: index, image: taken.image, colour: colour, window: window,
          tiled: tiled, isTouchedByCPU: trial.isTouchedByCPU))
    }
    return trials
  }
}
#endif
