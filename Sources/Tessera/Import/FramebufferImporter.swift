internal import Synchronization

/// A card that takes buffers as framebuffers, without showing them: for whoever shows them by means
/// of their own, such as a compositor.
///
/// It needs no right to the display. What it cannot tell is whether a plane scans the buffer out at
/// the size and place that is wanted; a test commit does (`PlaneImporter`, `WritebackImporter`).
public final class FramebufferImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  /// The card.
  public let device: DRMDevice
  private let imported = Mutex<[ImportedFramebuffer]>([])

  /// What was taken.
  var framebuffers: [ImportedFramebuffer] { imported.withLock(\.self) }

  /// Makes the importer of a card that takes part under `name`.
  public init(_ device: DRMDevice, named name: Name<Participant>) {
    self.device = device
    self.name = name
  }

  /// Adds a framebuffer of each buffer; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    var taken: [ImportedFramebuffer] = []
    for buffer in buffers {
      taken.append(
        try ImportedFramebuffer(buffer, on: device, by: name, under: agreement))
    }
    imported.withLock { $0 = taken }
  }

  /// A framebuffer is tried further by whoever shows it.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    trial.imported(
      by: name, as: "took \(trial.buffers.count) framebuffers",
      limit: "only whoever shows or writes pictures can try it")
  }

  /// Lets go of everything that was taken.
  public func release() { imported.withLock { $0 = [] } }
}
