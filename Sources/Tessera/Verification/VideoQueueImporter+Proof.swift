internal import TesseraKernel

extension VideoQueueImporter {
  /// Has a converter make one of the buffers of another, and looks whether the rows are where they were
  /// agreed; a plain output shows to nobody here what it reads.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let deed = "queued \(trial.buffers.count) buffers"
    guard trial.level >= .pattern else {
      return trial.imported(
        by: name, as: deed, limit: "V4L2 has no test between an import and a frame")
    }
    func untried(_ reason: String) -> Proof { Proof(name, .imported, deed, limit: reason) }
    guard let imported, let opposite = queue.opposite else {
      return untried(
        queue.side == .output
          ? "its picture goes out, where nothing reads it back"
          : "nothing here starts it but the importer of a camera")
    }
    guard trial.agreement.pair.modifier == .linear else {
      return untried("what it reads and writes is not rows that the CPU could look at")
    }
    guard trial.buffers.count > 1 else {
      return untried("an image goes through it from one buffer to another, and there is one")
    }
    let passage: Passage
    do throws(Refusal) {
      passage = try Passage(
        through: imported, at: queue.side, opposite, of: trial, by: name)
    } catch {
      return untried(
        error.lesson == .unavailable
          ? "its other queue is in use, and both are needed"
          : "its other queue takes no such images: \(error.reason)")
    }
    let sight: Passage.Sight
    do {
      sight = try passage.run()
    } catch {
      return untried("no image came through it: \(error)")
    }
    guard queue.side == .output || sight.dataOffset == .zero else {
      throw Refusal(by: name, of: trial.agreement, startingLate: sight.dataOffset)
    }
    guard sight.all > 0 else { return untried("the rows are too short to tell apart") }
    if sight.arrived == sight.all {
      return Proof(
        name, .pattern, "\(deed), and what it read it wrote, every row where it was agreed")
    }
    guard queue.side == .capture else {
      return untried(
        "\(sight.arrived) of \(sight.all) ends of rows came through it as they were, and a converter "
          + "may change pixels")
    }
    guard sight.left == 0 else {
      throw Refusal(by: name, of: trial.agreement, leaving: sight.left, of: sight.all)
    }
    return Proof(name, .pattern, "\(deed), and wrote every row of a frame where it was agreed")
  }
}
