#if GBM
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// OpenGL tried with a pattern, as a scripted EGL samples and draws.
@Suite struct EGLProofTests {
  private typealias Scene = EGLProofScene

  @Test(
    "Each role is verified by what it does, and the context that was current is so again",
    arguments: [
      (BufferRole.sample, "imported 2 buffers, and sampled what the CPU wrote"),
      (.render, "imported 2 buffers, and drew what the CPU reads"),
    ])
  func verified(_ role: BufferRole, _ deed: String) throws {
    let scene = try Scene(role)
    let own = EGLCurrent(
      api: 0x30A2, display: EGLObject(address: 901), drawing: EGLObject(address: 902),
      reading: EGLObject(address: 903), context: EGLObject(address: 904))
    scene.egl.makeCurrent(own)
    let proof = try scene.prove()
    #expect(proof.level == .pattern)
    #expect(proof.deed == deed)
    #expect(proof.limit == nil)
    #expect(scene.egl.current() == own)
    #expect(scene.egl.liveContexts == 0)
    #expect(scene.egl.windows.count == 2)
    #expect(scene.egl.windows.allSatisfy { $0.columns == 2 && !$0.isExternal })
    #expect(scene.egl.wrongs.isEmpty)
  }

  @Test func `Below a pattern no context is made, and the proof says so`() throws {
    let scene = try Scene(.sample)
    let proof = try scene.prove(.tested)
    #expect(proof.level == .imported)
    #expect(proof.limit == "a GPU has no test but use")
    #expect(scene.egl.windows.isEmpty)
  }

  @Test(
    "A driver that looks elsewhere than it was told refuses the layout, whoever takes part",
    arguments: [BufferRole.sample, .render], [true, false])
  func elsewhere(_ role: BufferRole, _ withCPU: Bool) throws {
    let scene = try Scene(role)
    scene.egl.misbehave(.longerRows(4))
    let refusal = #expect(throws: Refusal.self) { try scene.prove(withCPU: withCPU) }
    #expect(refusal?.lesson == .pair)
    // The first row is where it should be: two pixels at its start.
    #expect(
      refusal?.reason
        == (role == .sample
          ? "of 160 pixels that the CPU marked, OpenGL samples 4"
          : "of 160 pixels that OpenGL drew, the CPU reads 4"))
    #expect(scene.egl.liveContexts == 0)
  }

  @Test(
    "Where nothing arrives, it is the memory that is refused, if the CPU takes part",
    arguments: [BufferRole.sample, .render])
  func aside(_ role: BufferRole) throws {
    let scene = try Scene(role)
    scene.egl.misbehave(.aside)
    let refusal = #expect(throws: Refusal.self) { try scene.prove() }
    #expect(refusal?.lesson == .allocator)
    #expect(refusal?.reason.hasSuffix(" 0, and nothing of it arrives") == true)
    let proof = try scene.prove(withCPU: false)
    #expect(proof.level == .imported)
    #expect(proof.limit?.hasSuffix(" 0, and no CPU takes part") == true)
  }

  @Test(
    "An image that is no texture, or cannot be drawn into, is refused; all other failures are none",
    arguments: [
      (BufferRole.sample, "glEGLImageTargetTexture2DOES", UInt32(0x0502), "INVALID_OPERATION"),
      (.render, "glEGLImageTargetRenderbufferStorageOES", 0x0502, "INVALID_OPERATION"),
      (.render, "glCheckFramebufferStatus", 0x8CDD, "FRAMEBUFFER_UNSUPPORTED"),
    ])
  func noTexture(_ role: BufferRole, _ call: String, _ code: UInt32, _ word: String) throws {
    let scene = try Scene(role)
    scene.egl.misbehave(.failing(GLESError(call: call, code: code)))
    let refusal = #expect(throws: Refusal.self) { try scene.prove() }
    #expect(refusal?.lesson == .pair)
    #expect(
      refusal?.reason
        == "OpenGL cannot \(role == .sample ? "sample" : "draw into") it: \(call): \(word)")
    for other in [
      GLESError(call: call, code: 0x0505), GLESError(call: "glTexImage2D", code: 0x0501),
    ] {
      scene.egl.misbehave(.failing(other))
      let proof = try scene.prove()
      #expect(proof.level == .imported)
      #expect(proof.limit?.hasSuffix("it: \(other)") == true)
    }
    #expect(scene.egl.liveContexts == 0)
  }

  @Test func `What cannot be tried is no refusal, and says why`() throws {
    let surfaceful = try Scene(.sample) { $0.extensions.remove("EGL_KHR_surfaceless_context") }
    #expect(try surfaceful.prove().limit?.contains("EGL_KHR_surfaceless_context") == true)
    let imageless = try Scene(.sample) { $0.drawingExtensions = [] }
    #expect(try imageless.prove().limit == "its OpenGL has no GL_OES_EGL_image")
    #expect(imageless.egl.liveContexts == 0)
    let converted = try Scene(.sample, .xbgr16161616F)
    #expect(
      try converted.prove().limit == "OpenGL converts XB4H, as each driver sees fit")
    let narrow = try Scene(.sample, .xrgb8888, Extent(width: 1, height: 40))
    #expect(try narrow.prove().limit == "the rows are too short to tell apart")
    let contextless = try Scene(.render)
    contextless.egl.fail(.createContext, with: .badAlloc)
    #expect(
      try contextless.prove().limit
        == "it has no context of OpenGL for this (eglCreateContext: BAD_ALLOC)")
    let lost = try Scene(.render)
    lost.egl.fail(.restore, with: .badAccess)
    #expect(try lost.prove().limit?.contains("eglMakeCurrent: BAD_ACCESS") == true)
  }

  @Test func `Mesa's software is not drawn with where its blocks end beyond the image`() throws {
    let odd = try Scene(.render, .xrgb8888, Extent(width: 100, height: 41)) {
      $0.driver = "kms_swrast"
    }
    #expect(try odd.prove().limit == "its driver would draw beyond the end of the image")
    #expect(odd.egl.windows.isEmpty)
    let even = try Scene(.render) { $0.driver = "kms_swrast" }
    #expect(try even.prove().level == .pattern)
    let sampled = try Scene(.sample, .xrgb8888, Extent(width: 101, height: 41)) {
      $0.driver = "kms_swrast"
    }
    #expect(try sampled.prove().level == .pattern)
  }

  @Test("The memory of another of the buffers is not taken for its own")
  func another() throws {
    for role in [BufferRole.sample, .render] {
      let scene = try Scene(role)
      scene.egl.misbehave(.firstImage)
      let refusal = #expect(throws: Refusal.self) { try scene.prove() }
      #expect(refusal?.lesson == .allocator, "\(refusal.map(\.reason) ?? "")")
    }
  }

  @Test func `Images that only external textures take are sampled through these`() throws {
    let scene = try Scene(.sample) { traits in
      traits.layouts = [(0x3432_5258, [EGLLayout(modifier: 0, isExternalOnly: true)])]
    }
    #expect(try scene.prove().level == .pattern)
    #expect(scene.egl.windows.allSatisfy { $0.isExternal })
    let other = try Scene(.sample) { traits in
      traits.layouts = [(0x3432_5258, [EGLLayout(modifier: 0, isExternalOnly: true)])]
      traits.drawingExtensions = ["GL_OES_EGL_image"]
    }
    #expect(try other.prove().limit == "its OpenGL has no GL_OES_EGL_image_external")
  }

  @Test(
    "Every value of every colour survives its way through bytes, and no other is taken for it",
    arguments: [
      PixelFormat.xrgb8888, .abgr8888, .rgb565, .bgr888, .argb2101010, .rgba4444, .xrgb1555,
      .bgra5551, .r8, .gr88, .r16, .gr1616, .abgr16161616,
    ])
  func colours(_ format: PixelFormat) throws {
    let colour = try #require(PackedColour(format))
    let bits = UInt64(8 * colour.bytesPerPixel)
    #expect(format.info?.bitsPerPixel.map(UInt64.init) == bits)
    for shift in 0..<bits {
      let word = UInt64(1) << shift
      let bytes = colour.bytes(of: word)
      #expect(colour.agrees(word, bytes))
      // An unused bit is no colour; the lowest of ten or sixteen are lost among eight.
      let isUnused = colour.bytes(of: 0) == bytes
      let isLost = !isUnused && colour.agrees(0, bytes)
      if isLost { #expect((format.info?.bitsPerComponent ?? 8) > 8) }
    }
    for _ in 0..<1000 {
      let word = UInt64.random(in: 0...(.max >> (64 - bits)))
      #expect(colour.agrees(word, colour.bytes(of: word)))
    }
  }

  @Test func `Formats of no whole colours in one word are left alone`() {
    for format in [PixelFormat.nv12, .yuyv, .xbgr16161616F, .c8, .xrgb8888.bigEndian] {
      #expect(PackedColour(format) == nil, "\(format)")
    }
  }
}
#endif
