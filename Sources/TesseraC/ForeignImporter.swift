internal import CTessera
internal import SystemPackage
internal import Tessera

/// An importer of the caller's own.
final class ForeignImporter: Importer, @unchecked Sendable {
  // Sendable by hand: nothing changes, and that the functions may be called from any thread is what
  // their header demands.
  let name: Name<Participant>
  private let functions: tessera_importer_functions
  private let data: UnsafeMutableRawPointer?

  init(
    _ name: Name<Participant>, _ functions: tessera_importer_functions,
    _ data: UnsafeMutableRawPointer?
  ) throws(Failure) {
    guard functions.take != nil else { throw .invalid("an importer has no function that takes") }
    self.name = name
    self.functions = functions
    self.data = data
  }

  deinit { functions.destroy?(data) }

  func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    let told = handedOut(AgreementHandle(agreement))
    defer { end(told, AgreementHandle.self) }
    let handles: [OpaquePointer?] = buffers.map { lent($0) }
    // The caller of this holds the buffers.
    _ = try ask("take", of: agreement) { lesson, reason in
      functions.take(data, handles, handles.count, told, lesson, reason)
    }
  }

  func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let deed = "took \(trial.buffers.count) buffers"
    guard let prove = functions.prove, trial.level > .imported else {
      return trial.imported(by: name, as: deed, limit: "its importer tries nothing beyond that")
    }
    var reached = UInt32(ProofLevel.imported.rawValue)
    let words = try ask("prove", of: trial.agreement) { lesson, reason in
      prove(data, UInt32(trial.level.rawValue), &reached, lesson, reason)
    }
    // Nobody is tried further than was asked, nor less than the import that was taken.
    let level = min(max(ProofLevel(rawValue: Int(reached)), .imported), trial.level)
    return level < trial.level
      ? Proof(name, level, deed, limit: words ?? "its importer does not say why")
      : Proof(name, level, words.map { "\(deed); \($0)" } ?? deed)
  }

  func release() { functions.release?(data) }

  /// Calls one of the functions; what it says in words where all went well.
  private func ask(
    _ what: String, of agreement: Agreement,
    _ call: (
      UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<UnsafePointer<CChar>?>
    ) -> CInt
  ) throws(Refusal) -> String? {
    var lesson = TESSERA_LESSON_FORMAT.rawValue
    var words: UnsafePointer<CChar>?
    let answer = call(&lesson, &words)
    let text = words.map { String(cString: $0) }
    guard answer == 0 else {
      let errno = SystemCallError(
        call: what, errno: Errno(rawValue: CInt(clamping: answer.magnitude)))
      throw Refusal(
        by: name, of: agreement, because: text ?? errno.description,
        lesson: TesseraC.lesson(lesson) ?? .pair)
    }
    return text
  }
}
