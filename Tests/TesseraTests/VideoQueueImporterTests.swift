import CLinux
import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// Queues of outputs and of converters take buffers as cameras do.
@Suite struct VideoQueueImporterTests {
  /// A converter and an output, and buffers for them.
  struct Workshop {
    static let converterPath = "/scripted/video2"
    static let outputPath = "/scripted/video3"
    let kernel: ScriptedKernel
    let converter: FakeConverter
    let output: FakeCamera
    let allocator: HeapAllocator

    init(_ converter: FakeConverter = FakeConverter(), output: FakeCamera.Traits = .init()) throws {
      var output = output
      output.capabilities = 0x0400_0002
      self.converter = converter
      self.output = FakeCamera(output)
      kernel = ScriptedKernel([
        Self.converterPath: converter, Self.outputPath: self.output, Stage.heapPath: FakeHeap(),
      ])
      allocator = try HeapAllocator(path: Stage.heapPath, kernel: kernel)
    }

    func queue(_ place: Place) throws -> VideoQueue {
      try #require(
        try VideoQueue.all(of: place.path, kernel: kernel).first { $0.side == place.side })
    }

    func fake(_ place: Place) -> FakeCamera {
      switch place {
      case .output: output
      case .input: converter.input
      case .result: converter.output
      }
    }

    func buffers(_ count: Int = 3, _ topology: Topology = .oneBuffer) throws -> [Buffer] {
      let agreement = try agreement(.nv12, from: allocator.production, topology)
      return try (0..<count).map { _ in try allocator.allocate(BufferPlan(agreement)) }
    }

    /// Takes buffers and tries them up to the end.
    func prove(_ place: Place, _ buffers: [Buffer]? = nil) throws -> Proof {
      let buffers = try buffers ?? self.buffers()
      let importer = VideoQueueImporter(try queue(place), named: "queue")
      try importer.take(buffers, under: buffers[0].agreement)
      return try importer.prove(
        Trial(buffers, under: buffers[0].agreement, upTo: .pattern, isTouchedByCPU: true))
    }

    /// Whether no queue has any buffer left.
    var isIdle: Bool {
      [output, converter.input, converter.output].allSatisfy {
        $0.grantedBuffers == 0 && $0.attachedBuffers == 0 && !$0.isStreaming
      }
    }
  }

  /// A queue by its place in the workshop.
  enum Place: CaseIterable {
    case output
    case input
    case result

    var path: String { self == .output ? Workshop.outputPath : Workshop.converterPath }
    var side: VideoAllocator.Side { self == .result ? .capture : .output }
  }

  @Test(
    "Each queue takes every buffer at its own slot, and lets go of all", arguments: Place.allCases)
  func takes(_ place: Place) throws {
    let workshop = try Workshop()
    let buffers = try workshop.buffers()
    let before = DescriptorCensus(of: workshop.kernel)
    do {
      let importer = VideoQueueImporter(try workshop.queue(place), named: "queue")
      try importer.take(buffers, under: buffers[0].agreement)
      #expect(workshop.fake(place).attachedBuffers == 3)
      #expect(workshop.fake(place).attachments == 3)
      // The other side of a converter is not needed for that.
      let others = Place.allCases.filter { $0 != place }
      #expect(others.allSatisfy { workshop.fake($0).grantedBuffers == 0 })
      importer.release()
      #expect(workshop.isIdle)
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(workshop.isIdle)
    #expect(DescriptorCensus(of: workshop.kernel) == before)
  }

  @Test(
    "A queue's refusal teaches what a camera's does and leaves nothing",
    arguments: ImporterTests.cameraRows, Place.allCases)
  func refuses(_ row: ImporterTests.Row, _ place: Place) throws {
    let workshop = try Workshop()
    let importer = VideoQueueImporter(try workshop.queue(place), named: "queue")
    let buffers = try workshop.buffers()
    let isQueueing = row.request == clinux_VIDIOC_QBUF
    let freed = workshop.fake(place).timesFreed
    workshop.kernel.fail(.ioctl(row.request), after: isQueueing ? 1 : 0, with: row.errno)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == row.lesson)
    #expect(refusal?.participant == "queue")
    #expect(refusal?.reason.hasPrefix("\(row.name) of \(place.path): ") == true)
    #expect(workshop.fake(place).timesFreed == freed + (isQueueing ? 1 : 0))
    #expect(workshop.isIdle)
    try importer.take(buffers, under: buffers[0].agreement)
    #expect(workshop.fake(place).attachedBuffers == 3)
  }

  @Test func `A queue that another program uses takes nothing now`() throws {
    let workshop = try Workshop()
    let importer = VideoQueueImporter(try workshop.queue(.output), named: "queue")
    let buffers = try workshop.buffers()
    workshop.kernel.fail(.ioctl(clinux_VIDIOC_S_FMT), with: EBUSY)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == .unavailable)
    #expect(refusal?.reason.contains("fuser -v \(Workshop.outputPath)") == true)
  }

  @Test func `A plain output is imported into, and why not further is told`() throws {
    let proof = try Workshop().prove(.output)
    #expect(proof.level == .imported)
    #expect(proof.limit == "its picture goes out, where nothing reads it back")
  }

  @Test(
    "What goes into a converter comes out of it: both sides are verified",
    arguments: [Place.input, .result])
  func passes(_ place: Place) throws {
    let workshop = try Workshop()
    let proof = try workshop.prove(place)
    #expect(proof.level == .pattern, "\(proof)")
    #expect(proof.limit == nil)
    #expect(workshop.isIdle)
  }

  @Test func `A converter that changes pixels has written them all, and may have read others`()
    throws
  {
    let workshop = try Workshop(FakeConverter { $0.map { ~$0 } })
    #expect(try workshop.prove(.result).level == .pattern)
    let proof = try workshop.prove(.input)
    #expect(proof.level == .imported)
    #expect(proof.limit?.hasPrefix("0 of 1440 ends of rows came through it as they were") == true)
  }

  @Test func `A converter that leaves rows unwritten refuses the layout`() throws {
    let workshop = try Workshop(FakeConverter { Array($0.prefix(640 * 480)) })
    let refusal = #expect(throws: Refusal.self) { try workshop.prove(.result) }
    #expect(refusal?.lesson == .pair)
    #expect(
      refusal?.reason.contains("left 480 of 1440 ends of rows") == true, "\(refusal?.reason ?? "")")
    #expect(workshop.isIdle)
  }

  @Test func `A converter whose data begins late refuses the layout`() throws {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0400_1000
    traits.formats = [0x3231_4d4e]  // NM12
    traits.lateness = 128
    let workshop = try Workshop(FakeConverter(input: traits, output: traits))
    let buffers = try workshop.buffers(3, .bufferPerPlane)
    let refusal = #expect(throws: Refusal.self) { try workshop.prove(.result, buffers) }
    #expect(refusal?.reason == "its data begins 128 B later than its planes")
    #expect(refusal?.lesson == .pair)
    #expect(workshop.isIdle)
  }

  @Test func `A converter whose other side takes no such images is imported into`() throws {
    var coded = FakeCamera.Traits()
    coded.formats = [0x3436_3248]  // H264
    let workshop = try Workshop(FakeConverter(output: coded))
    let proof = try workshop.prove(.input)
    #expect(proof.level == .imported)
    #expect(
      proof.limit?.hasPrefix("its other queue takes no such images: no V4L2 code stands for NV12")
        == true, "\(proof)")
  }

  @Test func `A converter that takes part with both sides keeps what each has taken`() throws {
    let workshop = try Workshop()
    let queues = try VideoQueue.all(of: Workshop.converterPath, kernel: workshop.kernel)
    let importers = queues.map { VideoQueueImporter($0, named: Name("\($0.side)")) }
    let buffers = try workshop.buffers()
    for importer in importers { try importer.take(buffers, under: buffers[0].agreement) }
    let trial = Trial(
      buffers, under: buffers[0].agreement, upTo: .pattern, isTouchedByCPU: true)
    for importer in importers {
      #expect(
        try importer.prove(trial).limit == "its other queue is in use, and both are needed")
    }
    #expect(workshop.converter.input.attachedBuffers == 3)
    #expect(workshop.converter.output.attachedBuffers == 3)
  }

  @Test func `A converter that finishes nothing is told so, and stopped`() throws {
    let workshop = try Workshop()
    workshop.kernel.fail(.ioctl(clinux_VIDIOC_DQBUF), with: EAGAIN)
    let proof = try workshop.prove(.result)
    #expect(proof.level == .imported)
    #expect(proof.limit == "no image came through it: it finished none for 3.0 seconds")
    #expect(workshop.isIdle)
  }

  @Test func `For an image to go through there must be two buffers`() throws {
    let workshop = try Workshop()
    let proof = try workshop.prove(.input, try workshop.buffers(1))
    #expect(proof.level == .imported)
    #expect(proof.limit?.hasSuffix("and there is one") == true)
  }

  @Test func `Every queue of a roster brings what takes buffers for it`() throws {
    let workshop = try Workshop()
    let summaries = try [Workshop.converterPath, Workshop.outputPath].map {
      try VideoNodeSummary(path: $0, kernel: workshop.kernel)
    }
    let members = summaries.compactMap { Roster.Member($0, kernel: workshop.kernel) }
    #expect(members.map { $0.roles.map(\.name) } == [["capture", "output"], ["output"]])
    let cast = try Roster(members).cast(
      [.init("video2", role: "output"), .init("video3")], allocators: [])
    #expect(cast.importers.map(\.name) == cast.entries.map(\.name))
  }
}
