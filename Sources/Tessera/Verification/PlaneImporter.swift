internal import SystemPackage
internal import TesseraKernel

/// A plane that takes buffers as framebuffers, and tries one in a test commit without showing it.
///
/// Unlike `DisplayImporter` it does not keep the display, and where another program has it, the
/// import counts and the proof says that nothing more could be tried.
public final class PlaneImporter: Importer {
  /// What the participant is called in the problem.
  public var name: Name<Participant> { card.name }
  /// The card.
  public var device: DRMDevice { card.device }
  /// The plane.
  public let plane: DisplayPlane
  /// The size that images have on the screen, in pixels; `nil` for their own.
  public let shown: Extent?
  private let card: FramebufferImporter

  /// Makes the importer of a card's plane that takes part under `name`.
  ///
  /// - Parameters:
  ///   - device: the card.
  ///   - plane: one of its planes.
  ///   - name: what the participant is called in the problem.
  ///   - shown: the size that images have on the screen, where it is not their own.
  public init(
    _ device: DRMDevice, _ plane: DisplayPlane, named name: Name<Participant>,
    shownAs shown: Extent? = nil
  ) {
    card = FramebufferImporter(device, named: name)
    self.plane = plane
    self.shown = shown
  }

  /// Adds a framebuffer of each buffer; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    try card.take(buffers, under: agreement)
  }

  /// Tries one of the framebuffers on the card's screen, if the display can be had.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let framebuffers = card.framebuffers
    let deed = "took \(framebuffers.count) framebuffers"
    guard trial.level >= .tested, let first = framebuffers.first else {
      return trial.imported(by: name, as: deed, limit: "there is nothing to try")
    }
    do throws(Limit) {
      let screen = try screen()
      let extent = trial.agreement.extent
      let test = try PlaneTest(device, plane, on: screen, showing: shown ?? extent)
      try test.run(showing: first, of: extent, as: shown ?? extent)
      return Proof(
        name, .tested, "\(deed), and one in a test commit on \(screen.connectorName)",
        limit: trial.level > .tested
          ? "its picture goes to the screen, where nothing reads it back" : nil)
    } catch {
      switch error {
      case .held, .untried: return Proof(name, .imported, deed, limit: "\(error)")
      case .refused(let cause):
        throw Refusal(by: name, of: trial.agreement, cause, lesson: .pair)
      }
    }
  }

  private func screen() throws(Limit) -> Display {
    guard device.isAtomic else {
      throw .untried("\(device.driver) cannot test commits: it has no atomic mode setting")
    }
    do {
      return try Display(device, under: plane)
    } catch {
      throw .untried(error.problem)
    }
  }

  /// Lets go of everything that was taken.
  public func release() { card.release() }

  /// Why a trial ended before its end.
  enum Limit: Error, CustomStringConvertible {
    /// The display is not to be had.
    case held(SystemCallError)
    /// It says nothing about the buffers.
    case untried(String)
    /// The driver refuses to show one.
    case refused(SystemCallError)

    var description: String {
      switch self {
      case .held(let cause):
        "another program holds the display, and only it may try (\(cause))"
      case .untried(let reason): reason
      case .refused(let cause): "\(cause)"
      }
    }
  }
}
