internal import TesseraKernel

/// A connector that writes a CRTC's picture into buffers: each becomes a framebuffer.
///
/// Trying one needs the display. A test commit changes nothing; for a pattern a CRTC, one that is off
/// where there is one, shows a picture of Tessera's own for as long as it is written into each buffer,
/// and is off afterwards. Where another program has the display, the import counts and the proof says
/// that nothing more could be tried.
public final class WritebackImporter: Importer {
  /// What the participant is called in the problem.
  public var name: Name<Participant> { card.name }
  /// The card.
  public var device: DRMDevice { card.device }
  /// The connector.
  public let connector: DisplayConnector
  private let card: FramebufferImporter

  /// Makes the importer of a card's connector that takes part under `name`.
  ///
  /// - Parameters:
  ///   - device: the card.
  ///   - connector: one of its connectors that write back.
  ///   - name: what the participant is called in the problem.
  public init(
    _ device: DRMDevice, _ connector: DisplayConnector, named name: Name<Participant>
  ) {
    card = FramebufferImporter(device, named: name)
    self.connector = connector
  }

  /// Adds a framebuffer of each buffer; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    try card.take(buffers, under: agreement)
  }

  /// Has the connector write a picture into each of the buffers, if the display can be had, and looks
  /// whether every row is where it was agreed, and of the picture's colours.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let framebuffers = card.framebuffers
    var (level, deed) = (ProofLevel.imported, "took \(framebuffers.count) framebuffers")
    guard trial.level >= .tested, let first = framebuffers.first else {
      return trial.imported(by: name, as: deed, limit: "there is nothing to try")
    }
    do throws(PatternStop) {
      let test = try limited { () throws(PlaneImporter.Limit) in
        let test = try WritebackTest(device, connector, showing: trial.agreement.extent)
        try test.run(writing: first)
        return test
      }
      level = .tested
      guard trial.level >= .pattern else {
        return Proof(name, level, "\(deed), and one in a test commit on \(connector.name)")
      }
      guard trial.agreement.pair.modifier == .linear else {
        throw .untried("what it writes is not rows that the CPU could read")
      }
      var isKnown = false
      for (index, (buffer, framebuffer)) in zip(trial.buffers, framebuffers).enumerated() {
        isKnown = try look(at: buffer, index, framebuffer, test, trial)
      }
      return Proof(
        name, .pattern,
        "\(deed), and \(connector.name) wrote every row of a picture where it was agreed"
          + (isKnown ? ", in its colours" : ""))
    } catch {
      switch error {
      case .untried(let reason): return Proof(name, level, deed, limit: reason)
      case .refused(let reason, let lesson):
        throw Refusal(by: name, of: trial.agreement, because: reason, lesson: lesson)
      }
    }
  }

  /// Has a picture written into a buffer that is marked, and looks at both; answers whether the colours
  /// could be told.
  private func look(
    at buffer: Buffer, _ index: Int, _ framebuffer: ImportedFramebuffer, _ test: WritebackTest,
    _ trial: Trial
  ) throws(PatternStop) -> Bool {
    let marks = Marks(seed: Marks.seed(5, ofBuffer: index))
    let picture = test.picture.buffer
    let isDrawn = [.xrgb8888, .argb8888].contains(picture.agreement.format)
    let colours = PackedColour(trial.agreement.format).flatMap { colour in
      isDrawn ? KnownColours(seed: Marks.seed(6, ofBuffer: index), colour: colour) : nil
    }
    try PatternStop.byCPU {
      try marks.write(to: buffer)
      try colours?.draw(into: picture)
    }
    try limited { () throws(PlaneImporter.Limit) in try test.write(framebuffer) }
    let left = try PatternStop.byCPU { try marks.count(in: buffer, of: buffer) }
    guard left.all > 0 else { throw .untried("the rows are too short to tell apart") }
    func difference(_ reason: String) -> PatternStop {
      PatternStop(
        reason, isSeen: left.found < left.all, isTouchedByCPU: trial.isTouchedByCPU)
    }
    // A picture may hold one mark by chance once in 2^64 times.
    guard left.found == 0 else {
      throw difference(
        "it left \(left.found) of \(left.all) ends of rows as they were when it wrote a picture")
    }
    guard let colours else { return false }
    let seen = try PatternStop.byCPU { try colours.count(in: buffer) }
    guard seen.found == seen.all else {
      throw difference(
        "of \(seen.all) pixels of a picture that it wrote, the CPU reads \(seen.found)")
    }
    return true
  }

  private func limited<R>(
    _ body: () throws(PlaneImporter.Limit) -> R
  ) throws(PatternStop) -> R {
    do {
      return try body()
    } catch {
      switch error {
      case .held, .untried: throw .untried("\(error)")
      case .refused(let cause): throw .refused("\(cause)", .pair)
      }
    }
  }

  /// Lets go of everything that was taken.
  public func release() { card.release() }
}
