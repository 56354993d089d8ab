/// A participant on real hardware: it says whether it takes a buffer by taking it.
public protocol Importer: Sendable {
  /// What the participant is called in the problem.
  var name: Name<Participant> { get }

  /// Makes ready for an agreement and imports its buffers for real, before their first use.
  ///
  /// - Throws: the refusal, with what follows from it; nothing stays imported then.
  func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal)

  /// Tries the buffers that it has taken further, as far as is asked and as it can.
  ///
  /// - Throws: the refusal, with what follows from it. What cannot be tried is no refusal: the proof
  ///   says so.
  func prove(_ trial: Trial) throws(Refusal) -> Proof

  /// Lets go of everything that was taken.
  func release()
}

extension Importer {
  /// Tries nothing beyond the import.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    trial.imported(
      by: name, as: "took \(trial.buffers.count) buffers", limit: "nothing here tries it further")
  }
}
