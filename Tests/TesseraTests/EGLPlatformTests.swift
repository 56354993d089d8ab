#if GBM
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What is said and done where a way to OpenGL's driver ends.
@Suite struct EGLPlatformTests {
  private static let node = EGLDevice(
    EGLObject(address: 7), extensions: ["EGL_EXT_device_drm_render_node"],
    renderNode: GBMStage.path)
  private static let software = EGLDevice(
    EGLObject(address: 8), extensions: ["EGL_MESA_device_software"])

  private let stage = GBMStage()

  private func library(_ change: (inout ScriptedEGL.Traits) -> Void = { _ in }) -> ScriptedEGL {
    var traits = ScriptedEGL.Traits()
    traits.implicit = [0x3432_5258]
    traits.devices = [Self.node, Self.software]
    change(&traits)
    return ScriptedEGL(traits)
  }

  private func renderer(
    _ egl: ScriptedEGL, through platform: EGLRenderer.Platform? = nil
  ) throws(DeviceError) -> EGLRenderer {
    try EGLRenderer(
      path: GBMStage.path, through: platform, kernel: stage.kernel, gbm: stage.library, egl: egl)
  }

  @Test func `A node that EGL lists is a device of its own, and GBM has the rest`() throws {
    let found = try renderer(library())
    #expect(found.platform == .device)
    #expect(found.path == GBMStage.path)
    #expect(!found.implicitFormats.pairs.isEmpty)
    #expect(try renderer(library(), through: .gbm).platform == .gbm)
    #expect(try renderer(library { $0.devices = [Self.software] }).platform == .gbm)
  }

  @Test func `Where EGL's device leads nowhere GBM is tried, and both are told`() throws {
    let egl = library()
    egl.fail(.deviceDisplay, with: .notInitialized)
    #expect(try renderer(egl).platform == .gbm)
    stage.library.fail(.createDevice, with: 38)
    let error = #expect(throws: DeviceError.self) { try renderer(egl) }
    #expect(
      error?.problem
        == "OpenGL cannot use it (EGL's own device: eglInitialize: NOT_INITIALIZED; "
        + "GBM: gbm_create_device of \(GBMStage.path): Function not implemented (ENOSYS))")
    #expect(egl.liveDisplays == 0)
    #expect(stage.library.liveDevices == 0)
  }

  @Test func `Of two drivers that list a node, the one that draws there is taken`() throws {
    let other = EGLDevice(
      EGLObject(address: 9), extensions: Self.node.extensions, renderNode: GBMStage.path)
    for undriven in [Self.node, other] {
      let egl = library {
        $0.devices = [Self.node, other]
        $0.undriven = [undriven]
      }
      #expect(try renderer(egl, through: .device).platform == .device)
    }
    let egl = library {
      $0.devices = [Self.node, other]
      $0.undriven = [Self.node, other]
    }
    let error = #expect(throws: DeviceError.self) { try renderer(egl, through: .device) }
    let way = "EGL's own device: eglInitialize: NOT_INITIALIZED"
    #expect(error?.problem == "OpenGL cannot use it (\(way); \(way))")
  }

  @Test func `Without GBM, EGL's device still tells its layouts`() throws {
    stage.library.fail(.createDevice, with: 38)
    let found = try renderer(library())
    #expect(found.platform == .device)
    #expect(found.formats.pairs == [FormatModifier(.xrgb8888, .linear)])
    #expect(found.implicitFormats.pairs.isEmpty)
    stage.library.fail(.createDevice, with: 38)
    let error = #expect(throws: DeviceError.self) {
      try renderer(library { $0.layouts = [] }, through: .device)
    }
    #expect(error?.problem.contains("takes no dma-bufs in layouts that it tells") == true)
  }

  @Test("What EGL lacks for devices is named")
  func lacking() throws {
    for (extensions, missing) in [
      (["EGL_EXT_device_base"], "EGL_EXT_platform_device"),
      (
        ["EGL_EXT_platform_device", "EGL_EXT_device_query"], "EGL_EXT_device_enumeration"
      ),
      (
        [],
        "EGL_EXT_platform_device, EGL_EXT_device_enumeration, EGL_EXT_device_query"
      ),
    ] as [(Set<String>, String)] {
      let egl = library { $0.clientExtensions = extensions }
      #expect(try renderer(egl).platform == .gbm)
      let error = #expect(throws: DeviceError.self) { try renderer(egl, through: .device) }
      #expect(
        error?.problem == "OpenGL cannot use it (EGL's own devices: there is no \(missing))")
    }
    let egl = library()
    egl.fail(.devices, with: .badAlloc)
    let error = #expect(throws: DeviceError.self) { try renderer(egl, through: .device) }
    #expect(
      error?.problem
        == "OpenGL cannot use it (EGL's own devices: eglQueryDevicesEXT: BAD_ALLOC)")
  }

  @Test func `Software without a node is nobody's card, and never meant by a path`() throws {
    let found = try EGLRenderer(softwareOf: library())
    #expect(found.path == nil)
    #expect(found.name == "software")
    #expect(found.device != GBMStage.gpu)
    var roster = Roster([Roster.Member("renderD128", meaning: "GPU", roles: [])])
    roster.add([found])
    #expect(roster.members.map(\.name) == ["renderD128", "software"])
    #expect(roster.members[0].roles.isEmpty)
    #expect(roster.members[1].path == nil)
    let error = #expect(throws: DeviceError.self) {
      try EGLRenderer(softwareOf: library { $0.devices = [Self.node] })
    }
    #expect(
      error?.description
        == "EGL's software: OpenGL cannot use it (EGL's own devices: no software "
        + "(EGL_MESA_device_software)).")
  }
}
#endif
