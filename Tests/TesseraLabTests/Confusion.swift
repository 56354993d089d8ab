/// What was predicted of a device, held against what its driver did.
struct Confusion: CustomStringConvertible {
  /// Predicted to be taken, and taken.
  private(set) var taken = 0
  /// Predicted to be taken, and refused: a constraint that is not true.
  private(set) var falselyPromised: [String] = []
  /// Predicted to be taken and taken, with fewer bytes than predicted: room is lost, nothing more.
  private(set) var roomy = 0
  /// Predicted to be taken, and more bytes are needed than predicted: the buffer would be too small.
  private(set) var tooSmall: [String] = []
  /// Predicted to be refused, and refused.
  private(set) var refused = 0
  /// Predicted to be refused, and taken: a constraint that is stricter than the driver.
  private(set) var falselyRefused: [String] = []

  /// What a driver did.
  enum Outcome {
    case taken
    case takenWithRoom
    case tooSmall(String)
    case refused(String)
  }

  /// Counts one case, told in words for the report.
  mutating func count(_ words: String, isPromised: Bool, _ outcome: Outcome) {
    switch (isPromised, outcome) {
    case (true, .taken): taken += 1
    case (true, .takenWithRoom): roomy += 1
    case (true, .tooSmall(let how)): tooSmall.append("\(words): \(how)")
    case (true, .refused(let why)): falselyPromised.append("\(words): \(why)")
    case (false, .refused): refused += 1
    case (false, _): falselyRefused.append(words)
    }
  }

  var total: Int {
    taken + roomy + falselyPromised.count + tooSmall.count + refused + falselyRefused.count
  }

  /// A table: a row for each prediction, a column for each outcome.
  var description: String {
    let rows: [(String, [String])] = [
      ("", ["taken", "with room", "too small", "refused"]),
      (
        "predicted taken",
        [taken, roomy, tooSmall.count, falselyPromised.count].map(\.description)
      ),
      ("predicted refused", ["\(falselyRefused.count)", "", "", "\(refused)"]),
    ]
    return rows.map { name, cells in
      name + String(repeating: " ", count: 18 - name.count)
        + cells.map { String(repeating: " ", count: 10 - $0.count) + $0 }.joined()
    }.joined(separator: "\n")
  }
}
