#if GBM
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// The ways to OpenGL's drivers: EGL's own devices, and GBM.
extension LabTests.EGLLabTests {
  private static let node = "/dev/lab/virtio-gpu-render"

  private func renderer(
    _ path: String, through platform: EGLRenderer.Platform?, gbm: any GBMLibrary = LinkedGBM()
  ) throws(DeviceError) -> EGLRenderer {
    guard let egl = LoadedEGL() else { throw DeviceError(path: path, problem: "no EGL") }
    return try EGLRenderer(
      path: path, through: platform, kernel: LinuxKernel(), gbm: gbm, egl: egl)
  }

  /// A libgbm that opens nothing, as on a driver that it has no backend for.
  private func absentGBM() -> ScriptedGBM {
    let library = ScriptedGBM(on: ScriptedKernel([:]))
    library.fail(.createDevice, times: .max, with: 38)
    return library
  }

  /// Has a renderer take a buffer of a format in a heap's memory, and tries it with a pattern.
  private func prove(
    _ format: PixelFormat, on renderer: EGLRenderer, as role: BufferRole
  ) throws -> Proof {
    let (buffer, agreement) = try make(
      FormatModifier(format, .linear), for: renderer.device,
      by: try Lab.allocator("heap:system"))
    let importer = EGLImporter(renderer, named: "GPU", as: role)
    defer { importer.release() }
    try importer.take([buffer], under: agreement)
    return try importer.prove(
      Trial([buffer], under: agreement, upTo: .pattern, isTouchedByCPU: true))
  }

  @Test("both ways to one driver answer alike: formats, modifiers, what is external only")
  func alike() throws {
    let device = try renderer(Self.node, through: .device)
    let gbm = try renderer(Self.node, through: .gbm)
    #expect(device.platform == .device)
    #expect(gbm.platform == .gbm)
    #expect(device.driver == gbm.driver)
    #expect(device.path == gbm.path)
    #expect(device.device == gbm.device)
    #expect(device.formats == gbm.formats)
    #expect(device.externalFormats == gbm.externalFormats)
    #expect(device.implicitFormats == gbm.implicitFormats)
    print(
      "OpenGL (\(device.driver)) tells \(device.formats.pairs.count), "
        + "\(device.externalFormats.pairs.count) and \(device.implicitFormats.pairs.count) pairs "
        + "on both ways")
  }

  @Test("a node is opened as EGL's own device, and through GBM where EGL lists none")
  func order() throws {
    let virtio = try EGLRenderer(path: Self.node)
    #expect(virtio.platform == .device)
    #expect(try EGLRenderer(path: Lab.virtioGPU).platform == .device)
    // vgem was a platform device, and is one of no bus on newer kernels.
    let vgem = "/dev/lab/vgem-render"
    let isListed = Lab.kernel == "stable"
    if isListed { #expect(try EGLRenderer(path: vgem).platform == .device) }
    for node in [Lab.bochs] + (isListed ? [] : [vgem]) {
      let error = #expect(throws: DeviceError.self) { try renderer(node, through: .device) }
      #expect(
        error?.problem
          == "OpenGL cannot use it (EGL's own devices: no device for this node)")
      // GBM says nothing of having no driver for it.
      let found = try EGLRenderer(path: node)
      #expect(found.platform == .gbm)
      #expect(found.driver == "kms_swrast")
    }
  }

  @Test("where GBM does not open it, EGL's own device imports, and stands the pattern")
  func withoutGBM() throws {
    let gbm = absentGBM()
    if Lab.hasGPU {
      // virgl's layouts are its own, and GBM's to try.
      let error = #expect(throws: DeviceError.self) {
        try renderer(Self.node, through: nil, gbm: gbm)
      }
      #expect(
        error?.problem.hasPrefix(
          "OpenGL cannot use it (EGL's own device: its driver (virtio_gpu) takes no dma-bufs in "
            + "layouts that it tells; GBM: gbm_create_device of ") == true)
      return
    }
    let found = try renderer(Self.node, through: nil, gbm: gbm)
    #expect(found.platform == .device)
    #expect(found.display.gbm == nil)
    for (format, role) in [
      (PixelFormat.xrgb8888, BufferRole.sample), (.rgb565, .sample), (.nv12, .sample),
      (.xrgb8888, .render), (.rgb565, .render),
    ] {
      let proof = try prove(format, on: found, as: role)
      #expect(proof.level == .pattern, "\(format) \(role): \(proof)")
    }
  }

  @Test("EGL's software, which has no node, takes a heap's memory and stands the pattern")
  func softwareDevice() throws {
    let found = try EGLRenderer.software()
    #expect(found.path == nil)
    #expect(found.platform == .device)
    #expect(Self.renderers.allSatisfy { $0.device != found.device })
    let rows = try renderer("/dev/lab/vgem-render", through: .gbm)
    #expect(found.formats == rows.formats)
    #expect(found.externalFormats == rows.externalFormats)
    for role in [BufferRole.sample, .render] {
      let proof = try prove(.xrgb8888, on: found, as: role)
      #expect(proof.level == .pattern, "\(role): \(proof)")
    }
    print("EGL's software is \(found.driver)")
  }

  @Test("a card that EGL's own device has opened can be shown on, though its display stays")
  func masters() throws {
    let found = try renderer(Self.node, through: .device)
    let card = try DRMDevice(path: Lab.virtioGPU)
    #expect(throws: Never.self) { try card.node.becomeMaster() }
    card.node.resignMaster()
    withExtendedLifetime(found) {}
  }

  @Test(
    "the display of EGL's device is everybody's: who is done with it does not end it",
    .enabled(if: !Lab.hasGPU, "virgl takes no memory of a heap"))
  func shared() throws {
    let first = try renderer(Self.node, through: .device)
    do {
      let second = try renderer(Self.node, through: .device)
      #expect(try prove(.xrgb8888, on: second, as: .sample).level == .pattern)
    }
    #expect(try prove(.xrgb8888, on: first, as: .sample).level == .pattern)
  }
}
#endif
