internal import SystemPackage
internal import TesseraKernel

extension Refusal {
  /// Tells a refusal by a system call.
  init(
    by participant: Name<Participant>, of agreement: Agreement, _ cause: SystemCallError,
    lesson: Lesson
  ) {
    self.init(by: participant, of: agreement, because: cause.description, lesson: lesson)
  }
}
