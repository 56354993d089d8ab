import TesseraKernel
import Testing

@testable import Tessera

/// Formats of many layouts that a queue is asked to try; nothing is allocated.
struct QueueSample {
  /// One of each make: what a driver does with memory does not matter here.
  static let queues = LabQueue.image.filter { !$0.isContiguous }

  private let queue: VideoQueue
  private let formats: [CameraFormat]
  private var dice: Dice

  init(_ lab: LabQueue, seed: UInt64) throws {
    queue = try #require(try VideoQueue.all(of: lab.path).first { $0.side == lab.side })
    formats = try queue.formats().filter { $0.mapping != nil }
    dice = Dice(seed: seed)
  }

  mutating func tryOne(_ confusion: inout Confusion) throws {
    let format = dice.pick(formats)
    guard let mapping = format.mapping else { return }
    let extent = size(of: format)
    guard let info = mapping.format.info,
      let tight = info.minimumStride(plane: 0, width: extent.width)
    else { return }
    let wish = Case(
      pair: FormatModifier(mapping.format, .explicit(mapping.modifier)), extent: extent,
      stride: Bytes(dice.stride(from: tight.value)))
    let participant = try queue.participant(
      named: "queue", extent: extent, only: [mapping.format])
    if let predicted = wish.prediction(for: participant) {
      confusion.count("\(wish)", isPromised: true, try attempt(predicted))
    } else {
      guard let planes = wish.naivePlanes else { return }
      let asked = VideoFormat(
        width: UInt32(extent.width.value), height: UInt32(extent.height.value),
        format: format.code.rawValue,
        planes: planes.prefix(max(1, mapping.memoryPlanes)).map {
          .init(stride: UInt32($0.stride.value), size: 0)
        })
      confusion.count("\(wish)", isPromised: false, outcome(of: asked))
    }
  }

  private func attempt(_ agreement: Agreement) throws -> Confusion.Outcome {
    let planes = try #require(agreement.layout.planes)
    let sizes = try #require(agreement.layout.sizes)
    let code = try #require(try queue.images.code(for: agreement))
    var asked = ImageQueue.format(code, for: agreement, planes, sizes)
    for plane in asked.planes.indices { asked.planes[plane].size = 0 }
    return outcome(of: asked, sizes)
  }

  /// What the driver makes of a format; where sizes are promised, whether they are what it needs.
  private func outcome(of asked: VideoFormat, _ sizes: [Bytes]? = nil) -> Confusion.Outcome {
    do {
      let given = try queue.images.node.tryFormat(asked, of: queue.images.type)
      guard given.keeps(asked) else { return .refused("makes \(given.text)") }
      guard let sizes else { return .taken }
      let needed = given.planes.map { Bytes(UInt64($0.size)) }
      guard sizes.count == needed.count, zip(sizes, needed).allSatisfy(>=) else {
        return .tooSmall("needs \(needed), and \(sizes) is promised")
      }
      return sizes == needed ? .taken : .takenWithRoom
    } catch {
      return .refused("\(error)")
    }
  }

  /// Half of the sizes are of those that the driver lists.
  private mutating func size(of format: CameraFormat) -> Extent {
    let domain = format.sizes
    if dice.next() % 2 == 0 {
      if let listed = domain.discrete?.sorted(by: { $0.width < $1.width }) {
        return dice.pick(listed)
      }
      if let most = domain.maximum {
        func side(_ least: Pixels, _ most: Pixels, _ step: Pixels) -> Pixels {
          let number = UInt64.random(in: least.value...most.value, using: &dice)
          return Pixels(max(least.value, number / step.value * step.value))
        }
        return Extent(
          width: side(domain.minimum.width, most.width, domain.step.width),
          height: side(domain.minimum.height, most.height, domain.step.height))
      }
      // What a queue that lists nothing is set to.
      if let now = try? queue.images.node.format(of: queue.images.type) {
        return Extent(width: Pixels(UInt64(now.width)), height: Pixels(UInt64(now.height)))
      }
    }
    return Extent(
      width: Pixels(dice.magnitude(upTo: 5000)), height: Pixels(dice.magnitude(upTo: 5000)))
  }
}
