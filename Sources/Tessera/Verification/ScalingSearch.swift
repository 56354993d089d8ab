/// A search for how far the length of a buffer may be from the length that is shown, outwards from
/// pixel for pixel, which was accepted.
struct ScalingSearch {
  /// What became of one length.
  enum Answer {
    /// The driver takes it.
    case accepted
    /// The driver refuses it.
    case refused
    /// There was no buffer of it to be tried.
    case untried
  }

  /// How far it goes on one side.
  struct End: Equatable {
    /// The last length that was accepted.
    var length: UInt64
    /// Whether the next one was refused.
    var isLimit = false
    /// Whether a length before it was refused.
    var hasGap = false
  }

  /// The length on the screen, a multiple of `step`.
  let shown: UInt64
  /// Buffers' lengths are multiples of it.
  let step: UInt64

  /// Buffers shorter than what is shown, down to one step: how much is enlarged.
  func shortest<Failure: Error>(
    _ ask: (UInt64) throws(Failure) -> Answer
  ) throws(Failure) -> End {
    var lengths: [UInt64] = []
    var length = shown / 2 / step * step
    while length >= step {
      lengths.append(length)
      length = length / 2 / step * step
    }
    guard shown > step else { return End(length: shown) }
    return try end(next: shown - step, lengths, ask)
  }

  /// Buffers longer than what is shown, up to a bound: how much is made smaller.
  func longest<Failure: Error>(
    upTo bound: UInt64, _ ask: (UInt64) throws(Failure) -> Answer
  ) throws(Failure) -> End {
    guard bound >= step, shown <= bound / step * step - step else { return End(length: shown) }
    let greatest = bound / step * step
    var lengths: [UInt64] = []
    var length = shown
    while length < greatest {
      length = length > greatest / 2 ? greatest : length * 2
      lengths.append(length)
    }
    return try end(next: shown + step, lengths, ask)
  }

  /// Doubles the factor until it is refused, then halves what is between.
  ///
  /// The least change is asked for too: a driver that knows some factors only refuses it.
  private func end<Failure: Error>(
    next: UInt64, _ lengths: [UInt64], _ ask: (UInt64) throws(Failure) -> Answer
  ) throws(Failure) -> End {
    let first = try ask(next)
    var end = End(length: shown)
    var refused: UInt64?
    search: for length in lengths where length != next {
      switch try ask(length) {
      case .accepted: end.length = length
      case .refused:
        refused = length
        break search
      case .untried: break search
      }
    }
    if first == .accepted, end.length == shown { end.length = next }
    if first == .refused {
      if end.length == shown { return End(length: shown, isLimit: true) }
      end.hasGap = true
    }
    guard let refused else { return end }
    return try bisect(end, refused, ask)
  }

  private func bisect<Failure: Error>(
    _ found: End, _ refusal: UInt64, _ ask: (UInt64) throws(Failure) -> Answer
  ) throws(Failure) -> End {
    var (end, refused) = (found, refusal)
    while true {
      let steps = (max(end.length, refused) - min(end.length, refused)) / step
      guard steps > 1 else { break }
      let middle = min(end.length, refused) + steps / 2 * step
      switch try ask(middle) {
      case .accepted: end.length = middle
      case .refused: refused = middle
      case .untried: return end
      }
    }
    end.isLimit = true
    return end
  }
}
