#if GBM
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// A fake GPU with a scripted libgbm.
struct GBMStage {
  static let path = "/scripted/renderD128"
  static let gpu = Device(path)

  let kernel = ScriptedKernel([GBMStage.path: FakeCard()])
  let library: ScriptedGBM

  init(_ change: (inout ScriptedGBM.Traits) -> Void = { _ in }) {
    var traits = ScriptedGBM.Traits()
    change(&traits)
    library = ScriptedGBM(traits, on: kernel)
  }

  /// A GPU with a tiled layout of one plane and a compressed one of two.
  static func tiling(_ change: (inout ScriptedGBM.Traits) -> Void = { _ in }) -> Self {
    Self { traits in
      traits.modifiers = [
        (Modifier.intelYTiledGen12RenderCCS.rawValue, 2), (Modifier.intelYTiled.rawValue, 1),
        (0, 1),
      ]
      change(&traits)
    }
  }

  func allocator(
    _ usage: GBMUsage = [.rendering, .scanout],
    _ modifiers: Set<Modifier> = [.intelYTiled, .intelYTiledGen12RenderCCS]
  ) throws -> GBMAllocator {
    try GBMAllocator(
      path: Self.path, usage: usage, modifiers: modifiers, kernel: kernel, library: library)
  }

  /// The best agreement on one format, XR24 if none is named, in one layout when one allocator and its own GPU are there.
  func agreement(
    _ modifier: LayoutModifier, _ format: PixelFormat = .xrgb8888,
    _ extent: Extent = Extent(width: 100, height: 40), from allocator: GBMAllocator
  ) throws -> Agreement {
    let gpu = Participant(
      "GPU", device: Self.gpu,
      offers: [
        Offer(
          "any",
          [
            Constraint(
              .formats(FormatTable([FormatModifier(format, modifier)])), Evidence(.user, "test"))
          ])
      ])
    var negotiation = Negotiation(
      Problem(extent: extent, participants: [gpu], allocators: [allocator.production]))
    return try negotiation.next()
  }
}
#endif
