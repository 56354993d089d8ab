#if GBM
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What OpenGL takes of a GPU, as a scripted EGL tells it.
@Suite struct EGLRendererTests {
  private static let (xr24, nv12): (UInt32, UInt32) = (0x3432_5258, 0x3231_564E)
  private let stage = GBMStage()

  private func library(_ change: (inout ScriptedEGL.Traits) -> Void = { _ in }) -> ScriptedEGL {
    var traits = ScriptedEGL.Traits()
    traits.layouts = [
      (
        Self.xr24,
        [
          EGLLayout(modifier: Modifier.intelYTiled.rawValue, isExternalOnly: false),
          EGLLayout(modifier: 0, isExternalOnly: false),
          EGLLayout(modifier: Modifier.invalid.rawValue, isExternalOnly: false),
        ]
      ),
      (Self.nv12, [EGLLayout(modifier: 0, isExternalOnly: true)]),
    ]
    traits.implicit = [Self.xr24]
    change(&traits)
    return ScriptedEGL(traits)
  }

  private func renderer(_ egl: ScriptedEGL) throws -> EGLRenderer {
    try EGLRenderer(
      path: GBMStage.path, kernel: stage.kernel, gbm: stage.library, egl: egl)
  }

  private func labels(_ participant: Participant) -> [String] { participant.offers.map(\.label) }

  @Test func `Layouts are told apart by the textures that take them`() throws {
    let found = try renderer(library())
    #expect(found.driver == "fake")
    #expect(found.device == GBMStage.gpu)
    #expect(
      found.formats.pairs == [
        FormatModifier(.xrgb8888, .linear), FormatModifier(.xrgb8888, .explicit(.intelYTiled)),
      ])
    #expect(found.externalFormats.pairs == [FormatModifier(.nv12, .linear)])
    #expect(
      found.implicitFormats.pairs == [FormatModifier(.xrgb8888, .implicit(on: GBMStage.gpu))])
    #expect(found.modifiers == [.linear, .intelYTiled])
  }

  @Test func `What only external textures take is sampled and not drawn into`() throws {
    let found = try renderer(library())
    #expect(
      labels(found.participant(named: "GPU", as: .sample)) == [
        "any texture", "external texture", "without modifier",
      ])
    let drawn = found.participant(named: "GPU", as: .render)
    #expect(labels(drawn) == ["drawn into", "without modifier"])
    #expect(
      drawn.offers[0].constraints.map(\.evidence) == [
        Evidence(.driverQuery, "eglQueryDmaBufModifiersEXT (fake)")
      ])
  }

  @Test func `Without the extension for modifiers, what it takes without one is tried`() throws {
    let egl = library { $0.extensions = ["EGL_EXT_image_dma_buf_import"] }
    let found = try renderer(egl)
    #expect(found.formats.pairs.isEmpty)
    #expect(found.implicitFormats.formats == [.xrgb8888])
    #expect(egl.imported.allSatisfy { $0.modifier == GBMDevice.noModifier })
    #expect(egl.liveImages == 0)
    #expect(stage.library.liveBuffers == 0)
  }

  @Test func `A driver that takes no dma-bufs is told, and nothing is left of it`() throws {
    let egl = library { $0.extensions = [] }
    let error = #expect(throws: DeviceError.self) { _ = try renderer(egl) }
    #expect(
      error?.description
        == "\(GBMStage.path): OpenGL cannot use it (EGL's own devices: no device for this node; "
        + "GBM: its driver (fake) takes no dma-bufs).")
    #expect(egl.liveDisplays == 0)
    #expect(stage.library.liveDevices == 0)
  }

  @Test(
    "A call that fails is told by its name, and nothing is left",
    arguments: [
      (ScriptedEGL.Call.createDisplay, "eglInitialize"), (.formats, "eglQueryDmaBufFormatsEXT"),
      (.layouts, "eglQueryDmaBufModifiersEXT"),
    ])
  func fails(_ call: ScriptedEGL.Call, _ name: String) throws {
    let egl = library()
    egl.fail(call, with: .badAlloc)
    let error = #expect(throws: DeviceError.self) { _ = try renderer(egl) }
    #expect(
      error?.problem == "OpenGL cannot use it (EGL's own devices: no device for this node; "
        + "GBM: \(name): BAD_ALLOC)")
    #expect(egl.liveDisplays == 0)
    #expect(stage.library.liveDevices == 0)
  }

  @Test func `Buffers become images, and a refusal leaves none`() throws {
    let egl = library()
    let found = try renderer(egl)
    let allocator = try stage.allocator()
    let importer = EGLImporter(found, named: "GPU")
    let plan = BufferPlan(try stage.agreement(.linear, from: allocator))
    let buffers = [try allocator.allocate(plan), try allocator.allocate(plan)]
    try importer.take(buffers, under: plan.agreement)
    #expect(egl.liveImages == 2)
    #expect(egl.imported.last?.planes.count == 1)
    for (result, lesson) in [(EGLResult.badMatch, Refusal.Lesson.pair), (.badAlloc, .allocator)] {
      egl.fail(.createImage, with: result)
      let refusal = #expect(throws: Refusal.self) {
        try importer.take(buffers, under: plan.agreement)
      }
      #expect(refusal?.lesson == lesson)
      #expect(refusal?.reason == "eglCreateImageKHR: \(result)")
      #expect(egl.liveImages == 0)
    }
    #expect(egl.wrongs.isEmpty)
  }

  @Test func `An image keeps its display, and the display its device`() throws {
    let egl = library()
    do {
      let importer = EGLImporter(try renderer(egl), named: "GPU")
      let allocator = try stage.allocator()
      let plan = BufferPlan(try stage.agreement(.linear, from: allocator))
      try importer.take([try allocator.allocate(plan)], under: plan.agreement)
      #expect(egl.liveDisplays == 1)
    }
    #expect(egl.liveDisplays == 0)
    #expect(egl.liveImages == 0)
    #expect(egl.wrongs.isEmpty)
    #expect(stage.library.wrongs.isEmpty)
  }

  @Test func `A roster has it beside GBM, told apart by the library`() throws {
    var roster = Roster([
      Roster.Member("renderD128", path: GBMStage.path, meaning: "GPU", roles: [])
    ])
    roster.add([try renderer(library())])
    let found = try roster.find(
      Roster.Request("renderD128", role: "sample", traits: [.init("via", "egl")]))
    #expect(found.role.traits == ["via": ["egl"]])
    #expect(roster.members.count == 1)
  }
}
#endif
