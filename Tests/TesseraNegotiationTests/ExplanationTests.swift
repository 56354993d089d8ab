import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct ExplanationTests {
  private let nv12 = Constraint.Scope(format: .nv12)

  private var camera: Participant {
    Participant(
      "camera", device: Device("isp"),
      offers: [
        Offer(
          "single-planar",
          [
            Constraint(.takes(.nv12, .yuyv), Evidence(.driverQuery, "VIDIOC_ENUM_FMT")),
            Constraint(
              .size(SizeDomain(maximum: Extent(1920, 1080), step: Extent(2, 2))),
              Evidence(.driverQuery, "VIDIOC_ENUM_FRAMESIZES")),
            Constraint(.strideMultiple(32), Evidence(.probe, "VIDIOC_TRY_FMT")),
            Constraint(
              .imports(ImportRule(not: ["dumb"])), Evidence(.refusal, "VIDIOC_QBUF: EINVAL")),
            Constraint(.count(BufferCount(held: 3)), Evidence(.specification, "V4L2")),
          ])
      ])
  }

  private var display: Participant {
    Participant(
      "display", device: Device("screen"),
      offers: [
        Offer(
          "overlay",
          [
            Constraint(
              .takes(.nv12, .yuyv, .xrgb8888), Evidence(.driverQuery, "IN_FORMATS")),
            Constraint(.strideMultiple(256), for: nv12, Evidence(.table, "sun4i-drm")),
            Constraint(.contiguous, Evidence(.table, "no IOMMU")),
            Constraint(.count(BufferCount(held: 2)), Evidence(.specification, "KMS")),
          ])
      ])
  }

  private var problem: Problem {
    Problem(
      extent: Extent(640, 480), participants: [display, camera],
      allocators: [
        .system, .cma,
        Production("reserved", isContiguous: true, rank: 2, evidence: .assumed),
        Production(
          "dumb", device: Device("screen"), isContiguous: true, rank: 3, evidence: .assumed),
        Production(
          "tiny", isContiguous: true, largestBuffer: 65536, rank: 4, evidence: .assumed),
        Production(
          "tiler", formats: .everyFormat(in: .only([.xTiled])), isContiguous: true, rank: 5,
          evidence: .assumed),
      ])
  }

  @Test func `An agreement is told in one line`() throws {
    #expect(
      try problem.best().description
        == "640x480 NV12 LINEAR, stride 768+768 B, 552960 B, 5 buffers from cma")
  }

  @Test func `The whole text of one agreement`() throws {
    let survey = problem.survey()
    let explanation = survey.explanation(
      of: try #require(survey.agreements.first), in: problem)
    let text = explanation.reasons.flatMap { reason in
      [reason.topic] + reason.sentences.map { "  \($0)" }
    }
    let expected = """
      format
        Everybody takes 2 formats; NV12 LINEAR costs least: 927360 B per frame.
        Others: YUYV LINEAR 1228800 B.
      size
        640x480 is taken by everybody.
        camera takes images of 1x1 to 1920x1080 in steps of 2x2 \
      [driver query: VIDIOC_ENUM_FRAMESIZES].
      stride
        768 B, 768 B is the least that everybody takes.
        camera needs a stride of a multiple of 32 B [probe: VIDIOC_TRY_FMT].
        display needs a stride of a multiple of 256 B for NV12 [table: sun4i-drm].
      memory
        system (scattered): not, because its memory is scattered and somebody needs it contiguous.
        cma (contiguous): chosen, for display needs physically contiguous memory [table: no IOMMU].
        reserved (contiguous): possible too, and comes later at equal cost.
        dumb (contiguous): not, because somebody does not take its buffers; \
      camera takes no buffers of dumb [refusal: VIDIOC_QBUF: EINVAL].
        tiny (contiguous): not, because its buffers end at 65536 B.
        tiler (contiguous): not, because it does not make this format in this layout.
      buffers
        5 buffers in all.
        camera needs buffers: keeps 3 [specification: V4L2].
        display needs buffers: keeps 2 [specification: KMS].
      search
        14 candidates (format × layout × dma-bufs × allocator): 6 possible, 8 refuted.
      """
    #expect(text.joined(separator: "\n") == expected)
  }

  @Test func `A constraint for another format is no reason`() throws {
    let survey = problem.survey()
    let yuyv = try #require(survey.agreements.first { $0.format == .yuyv })
    let explanation = survey.explanation(of: yuyv, in: problem)
    let stride = try #require(explanation.reasons.first { $0.topic == "stride" })
    #expect(
      stride.sentences == [
        "1280 B is the least that everybody takes.",
        "camera needs a stride of a multiple of 32 B [probe: VIDIOC_TRY_FMT].",
      ])
  }

  @Test func `A single format is said to be the only one`() throws {
    let problem = Problem(64, 64, Participant("camera", .takes(.nv12)))
    let reasons = try reasons(problem)
    #expect(reasons["format"] == ["NV12 LINEAR is the only format that everybody takes."])
    #expect(reasons["stride"] == ["64 B, 64 B is the least that everybody takes."])
    #expect(reasons["size"] == ["64x64 is taken by everybody."])
    #expect(reasons["buffers"] == ["1 buffers in all."])
  }

  @Test func `What costs more says how much and why`() throws {
    let problem = Problem(
      64, 64, Participant("camera", .takes(.nv12, .xrgb8888, .argb8888, .rgb565, .r8, .p010)))
    let reasons = try reasons(problem)
    #expect(
      reasons["format"] == [
        "Everybody takes 6 formats; NV12 LINEAR costs least: 6144 B per frame.",
        "Others: P010 LINEAR 12288 B, XR24 LINEAR 16384 B, "
          + "AR24 LINEAR 16640 B (an alpha channel to ignore), "
          + "RG16 LINEAR 24576 B (fewer than 8 bits per component) and 1 more.",
      ])
    #expect(
      reasons["memory"] == [
        "system (scattered): chosen.",
        "cma (contiguous): possible too, for 6144 B more: contiguous memory that nobody needs.",
      ])
  }

  @Test func `A layout that the driver chooses has no stride to explain`() throws {
    var problem = Problem(64, 64, Participant("gpu", .takes(.xrgb8888, in: .xTiled)))
    problem.allocators = [
      Production("gbm", formats: .any, isContiguous: false, evidence: .assumed)
    ]
    #expect(
      try reasons(problem)["stride"]
        == ["The layout is the driver's to choose; it is read back when the buffer is made."])
    #expect(try problem.best().description == "64x64 XR24 I915_X_TILED, 1 buffers from gbm")
  }

  @Test func `Constraints of offers that were not chosen are no reasons`() throws {
    let camera = Participant(
      "camera", device: nil,
      offers: [
        Offer("wide", terms: [.takes(.xrgb8888), .strideMultiple(4096)]),
        Offer("tight", terms: [.takes(.xrgb8888), .strideMultiple(4)]),
      ])
    #expect(
      try reasons(Problem(64, 64, camera))["stride"] == [
        "256 B is the least that everybody takes.",
        "camera needs a stride of a multiple of 4 B [table: test].",
      ])
  }

  @Test func `What costs less is not said to cost the same`() throws {
    let problem = Problem(64, 64, Participant("a", .takes(.xrgb8888, .nv12)))
    let survey = problem.survey()
    let second = try #require(
      survey.agreements.first { $0.allocator == "cma" && $0.format == .xrgb8888 })
    let reasons = survey.explanation(of: second, in: problem).reasons
    let memory = reasons.first { $0.topic == "memory" }?.sentences ?? []
    let format = reasons.first { $0.topic == "format" }?.sentences ?? []
    #expect(memory.count == 2)
    #expect(!memory.contains { $0.contains("equal cost") })
    #expect(!format.isEmpty)
    #expect(!format.contains { $0.contains("XR24 LINEAR costs least") })
  }

  @Test func `The allocator's own stride is named`() throws {
    var problem = Problem(100, 4, Participant("a", .takes(.xrgb8888)))
    problem.allocators = [
      Production(
        "dumb", strides: StrideDomain(multipleOf: 512), isContiguous: false, evidence: .assumed)
    ]
    #expect(try problem.best().strides == [512])
    #expect(try reasons(problem)["stride"]?.contains { $0.contains("dumb") } == true)
  }

  /// The sentences on every topic, of the best agreement.
  private func reasons(_ problem: Problem) throws -> [String: [String]] {
    let survey = problem.survey()
    let explanation = survey.explanation(of: try #require(survey.agreements.first), in: problem)
    return Dictionary(
      uniqueKeysWithValues: explanation.reasons.map { ($0.topic, $0.sentences) })
  }
}
