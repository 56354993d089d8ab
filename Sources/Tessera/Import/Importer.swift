/// A participant on real hardware: it says whether it takes a buffer by taking it.
public protocol Importer: Sendable {
  /// What the participant is called in the problem.
  var name: Name<Participant> { get }

  /// Makes ready for an agreement and imports its buffers for real, before their first use.
  ///
  /// - Throws: the refusal, with what follows from it; nothing stays imported then.
  func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal)

  /// Lets go of everything that was taken.
  func release()
}
