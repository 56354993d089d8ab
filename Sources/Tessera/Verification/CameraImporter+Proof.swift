extension CameraImporter {
  /// Has the camera fill one of the buffers, and looks whether it wrote every row where it was agreed.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let deed = "queued \(trial.buffers.count) buffers"
    guard trial.level >= .pattern else {
      return trial.imported(
        by: name, as: deed, limit: "V4L2 has no test between an import and a frame")
    }
    func untried(_ reason: String) -> Proof { Proof(name, .imported, deed, limit: reason) }
    guard trial.agreement.pair.modifier == .linear else {
      return untried("what it writes is not rows that the CPU could read")
    }
    for (index, buffer) in trial.buffers.enumerated() {
      do {
        try Marks(seed: UInt64(index)).write(to: buffer)
      } catch {
        return untried("the CPU cannot look at the buffers (\(error))")
      }
    }
    defer { stop() }
    let frame: Frame
    do {
      try start()
      frame = try nextFrame(within: .seconds(3))
    } catch {
      return untried("it delivered no frame: \(error)")
    }
    guard !frame.hasError, trial.buffers.indices.contains(frame.index) else {
      return untried("its driver marked the frame as broken")
    }
    guard frame.dataOffset == .zero else {
      throw Refusal(by: name, of: trial.agreement, startingLate: frame.dataOffset)
    }
    let buffer = trial.buffers[frame.index]
    let seen: (found: Int, all: Int)
    do {
      seen = try Marks(seed: UInt64(frame.index)).count(in: buffer, of: buffer)
    } catch {
      return untried("the CPU cannot look at the frame (\(error))")
    }
    guard seen.all > 0 else { return untried("the rows are too short to tell apart") }
    // A frame may hold one mark by chance once in 2^64 times.
    guard seen.found == 0 else {
      throw Refusal(by: name, of: trial.agreement, leaving: seen.found, of: seen.all)
    }
    return Proof(name, .pattern, "\(deed), and wrote every row of a frame where it was agreed")
  }
}

extension Refusal {
  /// A driver put its data behind bytes of its own.
  init(by name: Name<Participant>, of agreement: Agreement, startingLate offset: Bytes) {
    self.init(
      by: name, of: agreement, because: "its data begins \(offset) later than its planes",
      lesson: .pair)
  }

  /// A driver wrote elsewhere than it was agreed: marks still stand.
  init(by name: Name<Participant>, of agreement: Agreement, leaving found: Int, of all: Int) {
    self.init(
      by: name, of: agreement,
      because: "it left \(found) of \(all) ends of rows as they were when it wrote a frame",
      lesson: .pair)
  }
}
