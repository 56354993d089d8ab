#if GBM
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// Luma and chroma that OpenGL samples as colours, tried with a pattern.
extension EGLProofTests {
  private typealias Scene = EGLProofScene

  private static let formats: [PixelFormat] = [
    .nv12, .nv21, .nv16, .yuv420, .yuv410, .yuyv, .p010, .yuv444,
  ]

  @Test("Luma and chroma are verified through external textures", arguments: formats)
  func yuv(_ format: PixelFormat) throws {
    let scene = try Scene(.sample, format)
    let proof = try scene.prove()
    #expect(proof.level == .pattern, "\(proof)")
    #expect(proof.deed == "imported 2 buffers, and sampled what the CPU wrote")
    #expect(scene.egl.windows.count == 4)
    #expect(scene.egl.windows.allSatisfy { $0.isExternal && $0.columns == 8 })
    #expect(scene.egl.liveContexts == 0)
    #expect(scene.egl.wrongs.isEmpty)
  }

  @Test(
    "They are so whatever matrix, range and reconstruction a driver converts with",
    arguments: [ScriptedConversion.bt601, .bt709, .bt2020],
    ScriptedConversion.Reconstruction.allCases)
  func conversions(
    _ matrix: ScriptedConversion, _ reconstruction: ScriptedConversion.Reconstruction
  ) throws {
    for isNarrow in [true, false] {
      for format in Self.formats {
        let scene = try Scene(.sample, format) {
          $0.conversion = matrix
          $0.conversion.isNarrow = isNarrow
          $0.conversion.reconstruction = reconstruction
        }
        #expect(try scene.prove().level == .pattern, "\(format) \(isNarrow)")
        scene.egl.misbehave(.longerRows(format.info?.planes[0].bytesPerBlock == 1 ? 2 : 8))
        #expect(throws: Refusal.self, "\(format) \(isNarrow)") { try scene.prove() }
      }
    }
  }

  @Test("Luma elsewhere, chroma elsewhere and chroma the wrong way round are told apart")
  func yuvLies() throws {
    func later(_ plane: inout AgreedPlane, by more: UInt64) {
      plane.offset = Bytes(plane.offset.value + more)
    }
    let scene = try Scene(.sample, .nv12) {
      $0.layouts += [(PixelFormat.nv21.rawValue, [EGLLayout(modifier: 0, isExternalOnly: true)])]
    }
    func longer(_ plane: inout AgreedPlane, by more: UInt64) {
      plane.stride = Bytes(plane.stride.value + more)
      plane.size = Bytes(plane.stride.value * plane.rows.value)
    }
    let lies: [(what: String, lie: ([Buffer], Agreement), part: String)] = [
      ("rows of luma", try scene.told { longer(&$0[0], by: 28) }, "luma, OpenGL samples 2"),
      ("start of luma", try scene.told { $0[0].offset = 1 }, "luma, OpenGL samples 0"),
      ("rows of chroma", try scene.told { longer(&$0[1], by: 2) }, "luma, OpenGL samples "),
      ("start of chroma", try scene.told { later(&$0[1], by: 2) }, "luma, OpenGL samples "),
      ("a byte of chroma", try scene.told { later(&$0[1], by: 1) }, "luma, OpenGL samples "),
      ("a row of chroma", try scene.told { later(&$0[1], by: 100) }, "luma, OpenGL samples 76"),
      ("chroma in luma", try scene.told { $0[1].offset = 0 }, "luma, OpenGL samples 0"),
      ("luma in chroma", try scene.told { $0[0].offset = $0[1].offset }, "luma, OpenGL samples 0"),
      ("NV21", try scene.told(as: .nv21), "chroma, OpenGL samples 6"),
    ]
    #expect(try scene.prove().level == .pattern)
    for lie in lies {
      try scene.importer.take(lie.lie.0, under: lie.lie.1)
      let refusal = #expect(throws: Refusal.self, "\(lie.what)") { try scene.prove() }
      #expect(refusal?.lesson == .pair, "\(lie.what)")
      let all = lie.part.hasPrefix("luma") ? 80 : 40
      #expect(
        refusal?.reason.hasPrefix("of \(all) row ends that the CPU marked in \(lie.part)") == true,
        "\(lie.what): \(refusal.map(\.reason) ?? "")")
    }
  }

  @Test("Of planar chroma either plane may be the wrong one")
  func planar() throws {
    let scene = try Scene(.sample, .yuv420) {
      $0.layouts += [
        (PixelFormat.yvu420.rawValue, [EGLLayout(modifier: 0, isExternalOnly: true)])
      ]
    }
    #expect(try scene.prove().level == .pattern)
    for lie in [
      try scene.told { $0.swapAt(1, 2) }, try scene.told { $0[2] = $0[1] },
      try scene.told { $0[1] = $0[2] }, try scene.told(as: .yvu420),
    ] {
      try scene.importer.take(lie.0, under: lie.1)
      let refusal = #expect(throws: Refusal.self) { try scene.prove() }
      #expect(refusal?.reason.contains("in chroma, OpenGL samples ") == true)
    }
  }

  @Test("Where no luma arrives it is the memory that is refused, its own or another's")
  func yuvAside() throws {
    let scene = try Scene(.sample, .nv12)
    for mischief in [ScriptedEGL.Mischief.aside, .firstImage] {
      scene.egl.misbehave(mischief)
      let refusal = #expect(throws: Refusal.self) { try scene.prove() }
      #expect(refusal?.lesson == .allocator)
      #expect(refusal?.reason.hasSuffix("and nothing of it arrives") == true)
      #expect(try scene.prove(withCPU: false).limit?.hasSuffix("no CPU takes part") == true)
    }
  }

  @Test("A driver that makes nothing of the format is told from one that does not see the memory")
  func nonsense() throws {
    let scene = try Scene(.sample, .nv12) {
      $0.layouts += [(0x3432_5258, [EGLLayout(modifier: 0, isExternalOnly: false)])]
    }
    scene.egl.misbehave(.sameColours)
    let refusal = #expect(throws: Refusal.self) { try scene.prove() }
    #expect(refusal?.lesson == .pair)
    #expect(refusal?.reason.hasSuffix("sees the memory as pixels of another format") == true)
    #expect(scene.egl.liveImages == 2)
    scene.egl.misbehave(.aside)
    let other = #expect(throws: Refusal.self) { try scene.prove() }
    #expect(other?.lesson == .allocator)
  }

  @Test("What was agreed of colours is told to the driver, and only of luma and chroma")
  func hints() throws {
    let scene = try Scene(.sample, .nv12)
    #expect(scene.egl.hints == [.none, .none])
    for (encoding, range, hints) in [
      ("bt709", "limited", EGLHints(encoding: .bt709, range: .narrow)),
      ("bt601", "full", EGLHints(encoding: .bt601, range: .full)),
      ("bt2020", "limited", EGLHints(encoding: .bt2020, range: .narrow)),
      ("smpte240m", "full", EGLHints(range: .full)),
    ] {
      var agreement = scene.agreement
      agreement.colour = [.encoding: encoding, .range: range]
      try scene.importer.take([scene.buffers[0]], under: agreement)
      #expect(scene.egl.hints.last == hints)
    }
    let packed = try Scene(.sample)
    var agreement = packed.agreement
    agreement.colour = [.range: "full"]
    try packed.importer.take([packed.buffers[0]], under: agreement)
    #expect(packed.egl.hints.last == EGLHints.none)
  }

  @Test("What cannot be told of luma and chroma is no refusal, and says why")
  func yuvUntried() throws {
    let short = try Scene(.sample, .nv12, Extent(width: 6, height: 40))
    #expect(try short.prove().limit == "the rows are too short to tell apart")
    let drawn = try Scene(.render, .nv12)
    #expect(try drawn.prove().limit == "OpenGL draws no NV12")
    let plain = try Scene(.sample, .nv12) { $0.drawingExtensions = ["GL_OES_EGL_image"] }
    #expect(try plain.prove().limit == "its OpenGL has no GL_OES_EGL_image_external")
    // An odd size: the driver that rounds from one texture to the other still shows whole samples.
    let odd = try Scene(.sample, .nv12, Extent(width: 101, height: 41)) {
      $0.layouts += [(PixelFormat.nv21.rawValue, [EGLLayout(modifier: 0, isExternalOnly: true)])]
    }
    #expect(try odd.prove().level == .pattern)
    odd.egl.misbehave(.longerRows(2))
    let refusal = #expect(throws: Refusal.self) { try odd.prove() }
    #expect(refusal?.lesson == .pair)
    odd.egl.misbehave(nil)
    let (told, agreement) = try odd.told(as: .nv21)
    try odd.importer.take(told, under: agreement)
    let proof = try odd.prove()
    #expect(proof.level == .imported)
    #expect(proof.limit?.hasSuffix("and the image ends within samples of chroma") == true)
  }

  @Test("Every format of a block whose samples are told fills it, and every sample its own bits")
  func samples() {
    var count = 0
    for format in PixelFormat.allKnown {
      guard let info = format.info, let samples = YUVSamples(format) else { continue }
      count += 1
      #expect(info.isYUV)
      let components = [samples.luma, samples.blue, samples.red]
      for plane in 0..<info.planeCount {
        let geometry = info.plane(plane)
        let here = components.filter { $0.plane == plane }
        #expect(!here.isEmpty, "\(format)")
        var used: UInt64 = 0
        for component in here {
          #expect(UInt64(component.bytesPerBlock) == geometry.bytesPerBlock.value, "\(format)")
          // A packed block is as many pixels as its luma has samples.
          #expect(
            UInt64(component.shifts.count * component.pixels.across)
              == geometry.blockWidth.value * geometry.horizontalSubsampling, "\(format)")
          for shift in component.shifts {
            let bits = (UInt64(1) << UInt64(component.width) - 1) << UInt64(shift)
            #expect(used & bits == 0, "\(format)")
            used |= bits
          }
          #expect(component.width >= info.bitsPerComponent, "\(format)")
        }
      }
    }
    #expect(count == 53)
    for format in [PixelFormat.xrgb8888, .r8, .yuv420With8Bits, .p030, .y0l0, .nv12.bigEndian] {
      #expect(YUVSamples(format) == nil, "\(format)")
    }
  }

  @Test("A sample is written where it lies, and nothing beside it")
  func store() throws {
    let places: [(PixelFormat, [UInt8])] = [
      (.nv12, [0xff, 0xff, 0xff, 0xb8, 0xff, 0xff, 0xff, 0xff]),
      (.uyvy, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xb8]),
      (.p010, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0xb8]),
      (.s010, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xe0, 0xfe]),
      (.nv15, [0xff, 0xff, 0xff, 0x3f, 0xb8, 0xff, 0xff, 0xff]),
      (.y410, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ]
    for (format, wanted) in places {
      let samples = try #require(YUVSamples(format))
      var bytes = [UInt8](repeating: 0xff, count: 8)
      var all = bytes.mutableSpan
      var span = unsafe all.mutableBytes
      samples.luma.store(0xb8, at: (3, 0), in: &span, stride: 8)
      #expect(bytes == wanted, "\(format): \(bytes)")
    }
  }
}
#endif
