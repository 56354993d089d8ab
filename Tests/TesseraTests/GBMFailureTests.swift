#if GBM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What becomes of an allocation when GBM or its driver does something else than it should.
@Suite struct GBMFailureTests {
  private static let layouts: [LayoutModifier] = [
    .linear, .explicit(.intelYTiled), .explicit(.intelYTiledGen12RenderCCS),
    .implicit(on: GBMStage.gpu),
  ]

  private func expectNothing(of stage: GBMStage) {
    #expect(stage.library.liveBuffers == 0)
    #expect(stage.library.wrongs.isEmpty)
    #expect(stage.kernel.openDescriptors.count == 1, "the node alone")
  }

  @Test(
    "Whichever call of the library fails, the error is told and nothing stays", arguments: layouts,
    [0, ENOMEM, EACCES, EINVAL])
  func library(layout: LayoutModifier, errno: CInt) throws {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let plan = BufferPlan(try stage.agreement(layout, from: allocator))
    for call in [ScriptedGBM.Call.create, .descriptor] {
      stage.library.fail(call, with: errno)
      let error = try #require(
        #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) })
      #expect(error.cause?.errno.rawValue == (errno == 0 ? nil : errno))
      let code: AllocationError.Code =
        switch (call, errno) {
        case (_, 0): .unspecified
        case (.create, ENOMEM): .outOfMemory
        case (.create, EACCES): .notPermitted
        default: .systemCall
        }
      #expect(error.code == code)
      #expect(error.step == (call == .create ? .allocate : .export))
      #expect(error.path == GBMStage.path)
      #expect(error.description.contains("gave no reason") == (errno == 0))
      expectNothing(of: stage)
      do { _ = try allocator.allocate(plan) }
      expectNothing(of: stage)
    }
  }

  @Test("Whichever system call fails, nothing stays", arguments: layouts)
  func kernel(layout: LayoutModifier) throws {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let plan = BufferPlan(try stage.agreement(layout, from: allocator))
    var failures = 0
    for number in 1... {
      stage.kernel.fail(callNumber: number, with: EIO)
      do throws(AllocationError) {
        _ = try allocator.allocate(plan)
      } catch {
        #expect(error.cause?.errno == .ioError)
        #expect(error.step == .check)
        failures += 1
      }
      let hasStruck = stage.kernel.heal()
      expectNothing(of: stage)
      guard hasStruck else { break }
    }
    // The descriptor's flags, its size, and who uses it; a name is a help, not a promise.
    #expect(failures == 3)
  }

  @Test("A driver that makes something else is refused", arguments: layouts)
  func mischief(layout: LayoutModifier) throws {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let plan = BufferPlan(try stage.agreement(layout, from: allocator))
    var wrongs: [ScriptedGBM.Mischief] = [.planes(0), .planes(5), .noHandle, .inherited]
    if layout.explicitModifier != nil { wrongs += [.otherModifier(77), .planes(3)] }
    if layout == .linear { wrongs += [.otherStride(4), .tooSmall] }
    if layout == .explicit(.intelYTiledGen12RenderCCS) { wrongs += [.disjoint, .tooSmall] }
    for wrong in wrongs {
      stage.library.misbehave(wrong)
      let error = #expect(throws: AllocationError.self, "\(wrong)") {
        _ = try allocator.allocate(plan)
      }
      #expect(error?.code == .unexpectedResult, "\(wrong)")
      #expect(error?.step != nil, "\(wrong)")
      expectNothing(of: stage)
    }
    stage.library.misbehave(nil)
    _ = try allocator.allocate(plan)
  }

  @Test func `An image that GBM has no numbers for is refused before it is asked`() throws {
    let stage = GBMStage()
    let allocator = try stage.allocator()
    let huge = Extent(width: Pixels(1 << 33), height: 2)
    for layout in [LayoutModifier.linear, .implicit(on: GBMStage.gpu)] {
      let plan = BufferPlan(try stage.agreement(layout, .xrgb8888, huge, from: allocator))
      let calls = stage.library.calls
      let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
      #expect(error?.code == (layout == .linear ? .unsupportedLayout : .tooLarge))
      #expect(error?.step == .plan)
      #expect(throws: AllocationError.self) { _ = try allocator.preview(plan) }
      #expect(stage.library.calls == calls)
    }
  }

  @Test func `A settlement goes on with the next allocator when GBM gives no reason`() throws {
    let stage = GBMStage()
    let gbm = try stage.allocator()
    let machine = Stage()
    let udmabuf = try machine.udmabufAllocator()
    let evidence = Evidence(.user, "test")
    let reader = Participant(
      "reader", device: nil,
      offers: [
        Offer(
          "any",
          [
            Constraint(.formats(FormatTable([FormatModifier(.xrgb8888, .linear)])), evidence),
            Constraint(.imports(ImportRule(only: [gbm.production.name, "udmabuf"])), evidence),
          ])
      ])
    var first = gbm.production
    first.rank = 0
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 64, height: 64), participants: [reader],
        allocators: [first, udmabuf.production]))
    stage.library.fail(.create, with: 0)
    let settlement = try negotiation.settle(with: [gbm, udmabuf], importers: [])
    #expect(settlement.agreement.allocator == "udmabuf")
    #expect(settlement.failures.map(\.error.code) == [.unspecified])
  }
}
#endif
