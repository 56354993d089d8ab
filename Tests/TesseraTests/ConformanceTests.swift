import CLinux
import SystemPackage
import Synchronization
import Testing
import TesseraConformance
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// The suite that other people run on their allocators, on ours and on bad ones.
@Suite(.serialized) struct ConformanceTests {
  /// Shared memory on the real kernel needs no device.
  ///
  /// In a process of its own: what tests beside it open, map and allocate would be counted too.
  @Test func `Shared memory keeps every promise`() async {
    await #expect(processExitsWith: .success) {
      let findings = await Conformance(cycles: 200) { SharedMemoryAllocator() }.run()
      #expect(findings == [])
    }
  }

  @Test func `An allocator that cannot be made is a finding`() async {
    let findings = await Conformance { throw Errno.noSuchFileOrDirectory }.run()
    #expect(findings.map(\.claim) == ["the allocator can be made"])
  }

  @Test(
    "A promise that is broken is found",
    arguments: [
      (Vice.sharesOneMemory, "C10.3"), (.inherits, "C10.2"), (.ignoresFormat, "C10.11"),
      (.forgetsItsName, "C10.1"), (.makesNothingOfNothing, "C10.9"), (.loses, "C10.12"),
    ])
  func found(vice: Vice, label: String) async {
    let findings = await Conformance(cycles: 40) { Rogue(vice) }.run()
    #expect(findings.contains { $0.label == label }, "\(findings)")
    #expect(
      findings.allSatisfy { $0.description.hasPrefix($0.label + " ") && !$0.problem.isEmpty })
  }
}

/// What an allocator can do wrong.
enum Vice: Sendable {
  case sharesOneMemory
  case inherits
  case ignoresFormat
  case forgetsItsName
  case makesNothingOfNothing
  case loses
}

/// An allocator with one vice.
struct Rogue: Allocator {
  private static let once = Mutex<Buffer?>(nil)
  private let good = SharedMemoryAllocator()
  private let vice: Vice
  var production: Production {
    var production = good.production
    if vice == .forgetsItsName { production.name = "somebody else" }
    return production
  }

  init(_ vice: Vice) { self.vice = vice }

  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    var plan = plan
    switch vice {
    case .ignoresFormat: plan.agreement.pair = FormatModifier(.r8, .linear)
    case .makesNothingOfNothing:
      if plan.agreement.layout.planes == [] {
        plan.agreement.layout = .planned(
          [AgreedPlane(buffer: 0, offset: 0, stride: 1, rows: 1, size: 1)], sizes: [1])
      }
    case .loses: _ = LinuxKernel().createMemoryFile("lost", flags: UInt32(MFD_CLOEXEC))
    default: break
    }
    let buffer = try good.allocate(plan)
    switch vice {
    case .inherits:
      buffer.withDescriptor(ofDMABuffer: 0) { _ = LinuxKernel().control($0, F_SETFD, 0) }
    case .sharesOneMemory:
      return Self.once.withLock { slot in
        if let known = slot, known.agreement == buffer.agreement { return known }
        slot = buffer
        return buffer
      }
    default: break
    }
    return buffer
  }
}
