import Testing
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

struct HostileInputTests {
  @Test("A number that is none is refused where it stands", arguments: Hostile.numbers)
  func numbers(_ hostile: Hostile) { expect(hostile) }

  @Test("A document of another shape is refused where it differs", arguments: Hostile.shapes)
  func shapes(_ hostile: Hostile) { expect(hostile) }

  @Test("A flood is refused quickly", arguments: Hostile.floods)
  func floods(_ hostile: Hostile) {
    let clock = ContinuousClock()
    #expect(clock.measure { expect(hostile) } < .seconds(10))
  }

  private func expect(_ hostile: Hostile) {
    let error = refusal { () throws(ExchangeError) in try Problem(json: hostile.text) }
    #expect(error?.path == hostile.path, "\(String(describing: error))")
    #expect(error?.problem.contains(hostile.problem) == true, "\(String(describing: error))")
  }

  @Test("A text cut off anywhere is refused")
  func truncated() {
    var random = SplitMix(seed: 7)
    let text = random.problem().json(.compact)
    for count in 0..<text.count {
      #expect(
        refusal { () throws(ExchangeError) in try Problem(json: Array(text.prefix(count))) } != nil)
    }
  }

  @Test("A byte changed anywhere is refused or read, never worse")
  func mutated() {
    for seed in 0..<2000 {
      var random = SplitMix(seed: UInt64(seed))
      var text = random.problem().json(.compact)
      for _ in 0..<3 {
        text[Int.random(in: text.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if let problem = try? Problem(json: text) {
        #expect((try? Problem(json: problem.json())) == problem, "seed \(seed)")
      }
    }
  }

  @Test("A field whose name starts with x- is for others")
  func extensions() throws {
    let text = Hostile.problem(width: #"8,"x-colour":{"any":[1.5,null]}"#)
    #expect(try Problem(json: Array(text.utf8)).extent.width == 8)
  }

  @Test("A complaint is one sentence with the place in it")
  func sentence() {
    let error = refusal { () throws(ExchangeError) in
      try Problem(json: Array(Hostile.problem(width: "-8").utf8))
    }
    #expect(
      error?.description
        == "The value at /extent/width is negative; write a whole number from 1 on.")
  }
}
