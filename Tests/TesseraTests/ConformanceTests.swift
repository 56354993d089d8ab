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
      (.exportsOtherMemory, "C10.4"), (.wipesWhatIsGivenBack, "C10.5"), (.keeps, "C10.6"),
      (.takesMemoryAlong, "C10.6"), (.runsOutOfMemories, "C10.7"), (.cutsSizes, "C10.8"),
      (.straightensOffsets, "C10.10"), (.failsUnderLoad, "C10.13"),
    ])
  func found(vice: Vice, label: String) async {
    let findings = await Conformance(cycles: 40) { Rogue(vice) }.run()
    #expect(findings.contains { $0.label == label }, "\(findings)")
    #expect(
      findings.allSatisfy { $0.description.hasPrefix($0.label + " ") && !$0.problem.isEmpty })
  }
}
