import TesseraFormats

extension Requirements {
  /// Whether everything that satisfies `other` satisfies this, at no higher cost: then `other` need
  /// not be looked at, for whatever can be merged into it can be merged into this.
  ///
  /// May say no where it is so: then both are kept, and nothing is lost but time.
  func dominates(_ other: Self) -> Bool {
    preference <= other.preference && cpuAccess <= other.cpuAccess
      // Contiguous memory costs more where nobody needs it.
      && isContiguous == other.isContiguous && (!isIncoherent || other.isIncoherent)
      && cacheModes.isSuperset(of: other.cacheModes)
      && zip(strides, other.strides).allSatisfy { $0.isWeaker(than: $1) }
      && rare.isWeaker(than: other.rare)
  }
}

extension RareDemands {
  fileprivate func isWeaker(than other: Self) -> Bool {
    (planeCount == nil || planeCount == other.planeCount)
      && requiredSizes.extents.isSubset(of: other.requiredSizes.extents)
      && count.isWeaker(than: other.count) && memory.isWeaker(than: other.memory)
      && arrangement.isWeaker(than: other.arrangement) && size.isSuperset(of: other.size)
      && colour.isSuperset(of: other.colour)
  }
}

extension BufferCount {
  fileprivate func isWeaker(than other: Self) -> Bool {
    held <= other.held && dedicatedSlack <= other.dedicatedSlack
      && sharedSlack <= other.sharedSlack && minimum <= other.minimum
      && (maximum.map { limit in other.maximum.map { limit >= $0 } ?? false } ?? true)
  }
}

extension SizeInMemory {
  fileprivate func isWeaker(than other: Self) -> Bool {
    // Fewer rows may need a larger stride where planes end on a boundary: no order between them.
    rowsMultiple == other.rowsMultiple && rowPadding == other.rowPadding
      && tailRows <= other.tailRows && tail <= other.tail
      && other.sizeMultiple.isMultiple(of: sizeMultiple) && minimum <= other.minimum
      && (maximum.map { limit in other.maximum.map { limit >= $0 } ?? false } ?? true)
  }
}

extension PlaneArrangement {
  fileprivate func isWeaker(than other: Self) -> Bool {
    other.offsetMultiple.isMultiple(of: offsetMultiple) && (!isAdjacent || other.isAdjacent)
      && (!isProportional || other.isProportional) && (!hasEqualStrides || other.hasEqualStrides)
  }
}

extension SizeDomain {
  fileprivate func isSuperset(of other: Self) -> Bool {
    guard minimum.width <= other.minimum.width, minimum.height <= other.minimum.height,
      other.step.width.isMultiple(of: step.width), other.step.height.isMultiple(of: step.height)
    else { return false }
    if let maximum {
      guard let limit = other.maximum, limit.width <= maximum.width, limit.height <= maximum.height
      else { return false }
    }
    if let maximumArea {
      guard let limit = other.maximumArea, limit <= maximumArea else { return false }
    }
    guard let discrete else { return true }
    return other.discrete?.isSubset(of: discrete) ?? false
  }
}

extension Colour {
  fileprivate func isSuperset(of other: Self) -> Bool {
    values.allSatisfy { property, taken in other.values[property]?.isSubset(of: taken) ?? false }
  }
}
