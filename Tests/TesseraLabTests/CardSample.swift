import TesseraKernel
import Testing

@testable import Tessera

/// Framebuffers of many layouts in one large buffer of a card.
struct CardSample {
  static let cards = [Lab.vkms, Lab.bochs, Lab.virtioGPU]

  /// Formats that some of the cards do not take.
  private static let strangers: [PixelFormat] = [.nv24, .yuyv, .bgr888, .xrgb2101010, .c8, .p010]

  private let card: DRMDevice
  private let planes: [DisplayPlane]
  private let buffer: DumbBuffer
  private let formats: [PixelFormat]
  private let modifiers: [Modifier]
  private var dice: Dice

  init(_ path: String, seed: UInt64) throws {
    card = try DRMDevice(path: path)
    planes = try card.planes().filter { $0.kind != .cursor }
    dice = Dice(seed: seed)
    formats = Set(planes.flatMap(\.formats.formats)).sorted()
    modifiers = [Modifier](repeating: .linear, count: 9) + [.vivanteTiled]
    var made: DumbBuffer?
    // As large as the card makes one.
    for height in [8192, 4096, 2048, 1024, 512] as [UInt32] where made == nil {
      made = try? card.node.createDumb(width: 8192, height: height, bitsPerPixel: 32)
    }
    buffer = try #require(made)
  }

  mutating func tryOne(_ confusion: inout Confusion) throws {
    let format = dice.pick(dice.next() % 6 == 0 ? Self.strangers : formats)
    let edges: [UInt64] = [1, 9, 10, 31, 32, 33, 8191, 8192, 8193]
    func side(_ dice: inout Dice) -> Pixels {
      Pixels(
        dice.next() % 6 == 0 ? dice.pick(edges) : UInt64.random(in: 1...8300, using: &dice))
    }
    let extent = Extent(width: side(&dice), height: side(&dice))
    let modifier = card.takesModifiers ? dice.pick(modifiers) : .linear
    guard let info = format.info, let tight = info.minimumStride(plane: 0, width: extent.width)
    else { return }
    let wish = Case(
      pair: FormatModifier(format, .explicit(modifier)), extent: extent,
      stride: Bytes(dice.stride(from: tight.value)))
    let plane = dice.pick(planes)
    let predicted = wish.prediction(for: card.participant(scanningOut: plane, named: "plane"))
    guard let layout = predicted?.layout.planes ?? wish.naivePlanes,
      layout.allSatisfy({ $0.offset.value + $0.size.value <= buffer.size })
    else { return }  // The buffer is too small to tell.
    confusion.count("\(wish)", isPromised: predicted != nil, add(wish, layout))
  }

  private func add(_ wish: Case, _ planes: [AgreedPlane]) -> Confusion.Outcome {
    let layout = FramebufferLayout(
      width: UInt32(wish.extent.width.value), height: UInt32(wish.extent.height.value),
      format: wish.pair.format.rawValue,
      modifier: card.takesModifiers ? wish.pair.modifier.explicitModifier?.rawValue : nil,
      planes: planes.map {
        .init(
          handle: buffer.handle, stride: UInt32($0.stride.value), offset: UInt32($0.offset.value))
      })
    do {
      try card.node.removeFramebuffer(card.node.addFramebuffer(layout))
      return .taken
    } catch {
      return .refused("\(error)")
    }
  }
}
