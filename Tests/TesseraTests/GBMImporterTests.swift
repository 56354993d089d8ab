#if GBM
import CLinux
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct GBMImporterTests {
  @Test func `A GPU takes what it made, and gives it back`() throws {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let importer = GBMImporter(allocator, named: "GPU")
    let participant = allocator.participant(named: "GPU")
    #expect(participant.device == GBMStage.gpu)
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 64, height: 64),
        participants: [participant, writer(.explicit(.intelYTiledGen12RenderCCS))],
        allocators: [allocator.production]))
    let settlement = try negotiation.settle(with: [allocator], importers: [importer])
    let made = settlement.buffers.count
    #expect(stage.library.liveBuffers == 2 * made)
    importer.release()
    #expect(stage.library.liveBuffers == made)
    #expect(stage.library.wrongs.isEmpty)
  }

  @Test func `A refused import is told, and nothing stays imported`() throws {
    let stage = GBMStage()
    let allocator = try stage.allocator()
    let importer = GBMImporter(allocator, named: "GPU")
    let plan = BufferPlan(try stage.agreement(.linear, from: allocator))
    let buffers = [try allocator.allocate(plan), try allocator.allocate(plan)]
    stage.library.fail(.importBuffer, after: 1, with: ENOSYS)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: plan.agreement)
    }
    #expect(refusal?.lesson == .allocator)
    #expect(refusal?.reason.contains("gbm_bo_import of \(GBMStage.path)") == true)
    #expect(stage.library.liveBuffers == 0)
    stage.library.misbehave(.otherModifier(77))
    let ignored = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: plan.agreement)
    }
    #expect(ignored?.lesson == .pair)
    #expect(stage.library.liveBuffers == 0)
  }

  @Test func `A tiled image is read as rows, and counts as read by the CPU`() throws {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let buffer = try allocator.allocate(
      BufferPlan(try stage.agreement(.explicit(.intelYTiled), from: allocator)))
    let (stride, count) = try buffer.withLinearView(.read) { ($1, $0.byteCount) }
    #expect(stride == Bytes(512))
    #expect(count == 512 * 39 + 400)
    #expect(buffer.bytesTouchedByCPU == Bytes(UInt64(count)))
    #expect(stage.library.liveMappings == 0)
    for errno in [0, ENOMEM] {
      stage.library.fail(.map, with: errno)
      let error = #expect(throws: AllocationError.self) {
        try buffer.withLinearView(.read) { _, _ in }
      }
      #expect(error?.code == (errno == 0 ? .unspecified : .systemCall))
    }
    let linear = try allocator.allocate(
      BufferPlan(try stage.agreement(.linear, from: allocator)))
    #expect(stage.library.liveBuffers == 1, "the tiled one's: a linear one's memory is shared")
    #expect(try linear.withLinearView(.read) { bytes, _ in bytes.byteCount } == 512 * 39 + 400)
    #expect(stage.library.liveBuffers == 1)
    let other = try Stage().udmabufAllocator()
    let plain = try other.allocate(
      BufferPlan(try agreement(.xrgb8888, from: other.production)))
    let error = #expect(throws: AllocationError.self) {
      try plain.withLinearView(.read) { _, _ in }
    }
    #expect(error?.code == .invalidAccess)
    #expect(error?.step == .access)
  }

  private func writer(_ modifier: LayoutModifier) -> Participant {
    Participant(
      "writer", device: GBMStage.gpu,
      offers: [
        Offer(
          "one",
          [
            Constraint(
              .formats(FormatTable([FormatModifier(.xrgb8888, modifier)])), Evidence(.user, "test"))
          ])
      ])
  }
}
#endif
