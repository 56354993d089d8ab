import Testing

@testable import Tessera

/// How limits are searched for, without a driver.
@Suite struct ScalingSearchTests {
  /// Asks a driver that takes what `takes` says, and counts.
  private func ends(
    _ search: ScalingSearch, upTo bound: UInt64, _ takes: (UInt64) -> ScalingSearch.Answer
  ) -> (short: ScalingSearch.End, long: ScalingSearch.End, asked: [UInt64]) {
    var asked: [UInt64] = []
    func ask(_ length: UInt64) -> ScalingSearch.Answer {
      asked.append(length)
      return takes(length)
    }
    return (search.shortest(ask), search.longest(upTo: bound, ask), asked)
  }

  @Test func `Whatever the limits are, they are found, and it is said where there was none`() {
    for step in [1, 2] as [UInt64] {
      for shown in stride(from: step, through: 24, by: UInt64.Stride(step)) {
        let search = ScalingSearch(shown: shown, step: step)
        for least in stride(from: step, through: shown, by: UInt64.Stride(step)) {
          for most in stride(from: shown, through: 50, by: UInt64.Stride(step)) {
            let (short, long, asked) = ends(search, upTo: 49) {
              $0 >= least && $0 <= most ? .accepted : .refused
            }
            #expect(short == .init(length: least, isLimit: least > step), "\(search) \(least)")
            let last = 49 / step * step
            #expect(
              long == .init(length: min(most, last), isLimit: most < last), "\(search) \(most)")
            #expect(asked.allSatisfy { $0 % step == 0 && $0 > 0 && $0 <= 49 && $0 != shown })
            #expect(asked.count == Set(asked).count, "nothing is asked twice")
          }
        }
      }
    }
  }

  @Test func `A screen of any size needs a bounded number of questions`() {
    for shown in [64, 1920, 7680] as [UInt64] {
      let search = ScalingSearch(shown: shown, step: 1)
      for takes in [1, 4, 16, 1000] as [UInt64] {
        let (_, _, asked) = ends(search, upTo: 65535) {
          $0 >= shown / takes && $0 <= shown * takes ? .accepted : .refused
        }
        #expect(asked.count <= 44)
      }
      #expect(ends(search, upTo: 65535) { _ in .refused }.asked.count == 4)
    }
  }

  @Test func `A driver that only doubles has a gap`() {
    let (short, long, _) = ends(ScalingSearch(shown: 640, step: 1), upTo: 8192) {
      [160, 320, 1280].contains($0) ? .accepted : .refused
    }
    #expect(short == .init(length: 160, isLimit: true, hasGap: true))
    #expect(long == .init(length: 1280, isLimit: true, hasGap: true))
  }

  @Test func `What cannot be tried is no limit`() {
    let (_, long, _) = ends(ScalingSearch(shown: 640, step: 1), upTo: 8192) {
      $0 > 1000 ? .untried : .accepted
    }
    #expect(long == .init(length: 641, isLimit: false))
    let (_, far, _) = ends(ScalingSearch(shown: 640, step: 1), upTo: 8192) {
      $0 > 3000 ? .untried : .accepted
    }
    #expect(far == .init(length: 2560, isLimit: false))
  }

  @Test func `Where the screen is a step, or the card no larger, there is nothing to try`() {
    let (short, long, asked) = ends(ScalingSearch(shown: 2, step: 2), upTo: 3) { _ in .refused }
    #expect(short == .init(length: 2))
    #expect(long == .init(length: 2))
    #expect(asked.isEmpty)
  }
}
