#if GBM
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// A renderer that has taken two images in memory of a heap.
struct EGLProofScene {
  let egl: ScriptedEGL
  let importer: EGLImporter
  let buffers: [Buffer]
  let agreement: Agreement

  init(
    _ role: BufferRole, _ format: PixelFormat = .xrgb8888,
    _ extent: Extent = Extent(width: 100, height: 40),
    _ change: (inout ScriptedEGL.Traits) -> Void = { _ in }
  ) throws {
    var traits = ScriptedEGL.Traits()
    let isExternal = format.info?.isYUV == true
    traits.layouts = [(format.rawValue, [EGLLayout(modifier: 0, isExternalOnly: isExternal)])]
    change(&traits)
    egl = ScriptedEGL(traits)
    let gpu = GBMStage()
    let renderer = try EGLRenderer(
      path: GBMStage.path, kernel: gpu.kernel, gbm: gpu.library, egl: egl)
    importer = EGLImporter(renderer, named: "GPU", as: role)
    let heap = try Stage().heapAllocator()
    agreement = try TesseraTests.agreement(format, extent, from: heap.production)
    let plan = BufferPlan(agreement)
    buffers = [try heap.allocate(plan), try heap.allocate(plan)]
    try importer.take(buffers, under: agreement)
  }

  func prove(_ level: ProofLevel = .pattern, withCPU: Bool = true) throws(Refusal) -> Proof {
    try importer.prove(
      Trial(buffers, under: agreement, upTo: level, isTouchedByCPU: withCPU))
  }

  /// The same memory as the buffers', told otherwise.
  func told(
    as format: PixelFormat? = nil, _ change: (inout [AgreedPlane]) -> Void = { _ in }
  ) throws -> ([Buffer], Agreement) {
    var other = agreement
    other.pair.format = format ?? agreement.format
    let buffers = try buffers.map { buffer in
      var told = buffer.agreement
      var planes = buffer.planes
      change(&planes)
      told.layout = .planned(planes, sizes: buffer.memory.map(\.size))
      return try Buffer(
        importing: told, descriptors: buffer.memory.map(\.rawDescriptor),
        kernel: buffer.memory[0].kernel)
    }
    return (buffers, other)
  }
}
#endif
