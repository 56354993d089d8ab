import Synchronization
internal import TesseraKernel

/// What a driver answered about formats at sizes, so that it is asked once.
///
/// It is for a while in which the driver's answers do not change, such as that of a recording.
final class ProbeAnswers: Sendable {
  private struct Question: Hashable {
    var code: VideoPixelFormat
    var extent: Extent
  }

  private let known = Mutex<[Question: ImageQueue.Answer]>([:])

  /// The answer, asked for where it is not known.
  func answer(
    _ code: VideoPixelFormat, _ extent: Extent, asking ask: () -> ImageQueue.Answer
  ) -> ImageQueue.Answer {
    let question = Question(code: code, extent: extent)
    if let answer = known.withLock({ $0[question] }) { return answer }
    let answer = ask()
    known.withLock { $0[question] = answer }
    return answer
  }
}
