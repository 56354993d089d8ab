import TesseraFormats

/// Turns merged terms into planes, to the byte, or says which term has no answer.
struct LayoutPlanner {
  let info: PixelFormatInfo
  let extent: Extent
  let requirements: Requirements
  let topology: Topology

  /// The smallest layout that all terms take.
  func plan() -> Result<AgreedLayout, Obstacle> {
    let tight = (0..<info.planeCount).map { info.minimumStride(plane: $0, width: extent.width) }
    guard let first = tight[0], first > 0 else { return .failure(.layoutOverflow) }
    var strides: [Bytes] = []
    if requirements.arrangement.isProportional {
      guard let luma = proportionalStride(tight: tight) else { return .failure(.stride(plane: 0)) }
      for case let width? in tight {
        // Whole, because the luma stride was chosen in the preimage of every plane.
        guard let scaled = luma.multiplied(by: width.value) else {
          return .failure(.layoutOverflow)
        }
        strides.append(Bytes(scaled.value / first.value))
      }
    } else {
      for (index, width) in tight.enumerated() {
        guard let width, let stride = requirements.strides[index].least(from: width) else {
          return .failure(.stride(plane: index))
        }
        strides.append(stride)
      }
    }
    guard strides.count == info.planeCount else { return .failure(.layoutOverflow) }
    return place(strides)
  }

  /// The least first stride from which every plane's stride follows into its domain.
  private func proportionalStride(tight: [Bytes?]) -> Bytes? {
    guard let first = tight[0] else { return nil }
    var domain = requirements.strides[0]
    for (index, width) in tight.enumerated().dropFirst() {
      guard let width else { return nil }
      var scale = (width.value, first.value)
      while scale.1 != 0 { scale = (scale.1, scale.0 % scale.1) }
      guard
        let seen = requirements.strides[index].preimage(
          numerator: width.value / scale.0, denominator: first.value / scale.0),
        let merged = domain.merged(with: seen)
      else { return nil }
      domain = merged
    }
    return domain.least(from: first)
  }

  /// Puts planes of these strides one behind the other.
  func place(_ strides: [Bytes]) -> Result<AgreedLayout, Obstacle> {
    let arrangement = requirements.arrangement
    var planes: [AgreedPlane] = []
    var end = Bytes.zero
    for (index, stride) in strides.enumerated() {
      guard
        let rows = info.rows(plane: index, height: extent.height)?
          .roundedUp(toMultipleOf: requirements.memory.rowsMultiple),
        let size = stride.multiplied(by: rows.value),
        let aligned = end.roundedUp(toMultipleOf: arrangement.offsetMultiple)
      else { return .failure(.layoutOverflow) }
      let separate = topology == .bufferPerPlane
      let offset = separate ? .zero : aligned
      guard separate || !arrangement.isAdjacent || offset == end else {
        return .failure(.planeGap(plane: index))
      }
      planes.append(
        AgreedPlane(
          buffer: separate ? index : 0, offset: offset, stride: stride, rows: rows, size: size))
      guard let next = aligned.adding(size) else { return .failure(.layoutOverflow) }
      end = next
    }
    guard let padded = end.adding(requirements.memory.tail) else {
      return .failure(.layoutOverflow)
    }
    let size = max(padded, requirements.memory.minimum)
    if let maximum = requirements.memory.maximum, size > maximum {
      return .failure(.memorySize)
    }
    return .success(.planned(planes, size: size))
  }
}
