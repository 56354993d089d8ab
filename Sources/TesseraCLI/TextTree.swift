/// Lines that hang on one another.
struct TextTree {
  /// The line itself.
  var line: String
  /// What hangs on it.
  var branches: [TextTree] = []

  /// The tree as it is printed.
  var lines: [String] {
    [line]
      + branches.indices.flatMap { index in
        let isLast = index == branches.index(before: branches.endIndex)
        let (first, rest) = isLast ? ("└─ ", "   ") : ("├─ ", "│  ")
        return branches[index].lines.enumerated().map { ($0 == 0 ? first : rest) + $1 }
      }
  }
}
