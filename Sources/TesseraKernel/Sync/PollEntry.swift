/// One descriptor among those that are waited for at once.
///
/// The corresponding C type is `struct pollfd`.
package struct PollEntry: Hashable, Sendable {
  package var descriptor: Int32
  /// What is waited for.
  package var events: Int16
  /// What has come.
  package var answers: Int16 = 0

  package init(_ descriptor: Int32, _ readiness: Readiness) {
    self.descriptor = descriptor
    events = readiness.rawValue
  }
}
