/// What few participants demand; kept out of line, so that those who do not pay nothing for it.
struct RareDemands: Hashable {
  var size = SizeDomain.any
  var requiredSizes = RequiredSizes.none
  var arrangement = PlaneArrangement.any
  var memory = SizeInMemory.any
  var count = BufferCount.any
  var colour = Colour.any
  var planeCount: Int?

  static let none = Self()

  /// Merges each part by its own law, or says what has no answer any more.
  func merged(with other: Self) throws(Obstacle) -> Self {
    var result = self
    guard let size = size.merged(with: other.size),
      let arrangement = arrangement.merged(with: other.arrangement),
      let memory = memory.merged(with: other.memory)
    else { throw .layoutOverflow }
    result.size = size
    result.requiredSizes = requiredSizes.merged(with: other.requiredSizes)
    result.arrangement = arrangement
    result.memory = memory
    if let mine = planeCount, let theirs = other.planeCount, mine != theirs { throw .planeCount }
    result.planeCount = planeCount ?? other.planeCount
    guard let count = count.merged(with: other.count) else { throw .count }
    result.count = count
    result.colour = colour.merged(with: other.colour)
    return result
  }

  /// Whether there is an answer for each part by itself.
  func check() throws(Obstacle) {
    if count.least == nil { throw .count }
    if colour.isEmpty { throw .colour }
    guard requiredSizes.extents.allSatisfy(size.contains) else { throw .imageSize }
  }
}
