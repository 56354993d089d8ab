/// Why a device's trial with a pattern ended before its end.
enum PatternStop: Error {
  /// It says nothing about the buffer.
  case untried(String)
  /// The GPU and the CPU see different things, or the GPU takes no such image.
  case refused(String, Refusal.Lesson)

  /// Tells what follows from a difference: nothing at all of what one side writes reaches the other, or
  /// it is seen elsewhere or as something else.
  ///
  /// - Parameters:
  ///   - reason: the difference.
  ///   - isSeen: whether anything of it arrives.
  ///   - isTouchedByCPU: whether the CPU takes part: else what it sees need not be what the GPU does.
  ///   - isLaidOutAsAgreed: whether the rows lie where the agreement says, for CPU and GPU alike.
  init(_ reason: String, isSeen: Bool, isTouchedByCPU: Bool, isLaidOutAsAgreed: Bool = true) {
    if isSeen, isTouchedByCPU || isLaidOutAsAgreed {
      self = .refused(reason, .pair)
    } else if isTouchedByCPU {
      self = .refused("\(reason), and nothing of it arrives", .allocator)
    } else {
      self = .untried("\(reason), and no CPU takes part")
    }
  }
}

extension PatternStop {
  /// Runs what the CPU does for a trial: where it cannot, nothing is said about the buffer.
  static func byCPU<R>(_ body: () throws -> R) throws(PatternStop) -> R {
    do {
      return try body()
    } catch {
      throw .untried("the CPU cannot reach the buffers (\(error))")
    }
  }
}

extension Trial {
  /// What a GPU's import proves, and its trial with a pattern where that is asked for.
  ///
  /// - Parameter body: makes the trial, and tells what was done.
  func proved(
    by name: Name<Participant>, as deed: String, pattern body: () throws(PatternStop) -> [String]
  ) throws(Refusal) -> Proof {
    guard level >= .pattern else {
      return imported(by: name, as: deed, limit: "a GPU has no test but use")
    }
    do {
      return Proof(name, .pattern, try ([deed] + body()).joined(separator: ", and "))
    } catch {
      switch error {
      case .untried(let reason): return Proof(name, .imported, deed, limit: reason)
      case .refused(let reason, let lesson):
        throw Refusal(by: name, of: agreement, because: reason, lesson: lesson)
      }
    }
  }
}
