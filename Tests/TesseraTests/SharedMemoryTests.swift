import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Buffers that need no device at all.
@Suite struct SharedMemoryTests {
  private let kernel = ScriptedKernel()
  private var allocator: SharedMemoryAllocator { SharedMemoryAllocator(kernel: kernel) }

  @Test func `It is made, written and read without one ioctl`() throws {
    let buffer = try allocator.allocate(
      BufferPlan(try agreement(.nv12, from: allocator.production)))
    #expect(buffer.memoryKind == .memoryFile)
    try buffer.withMutableBytes(ofPlane: 1) {
      $0.storeBytes(of: 9, toByteOffset: 3, as: UInt8.self)
    }
    let kept = try buffer.withBytes(ofPlane: 1) {
      unsafe $0.unsafeLoad(fromByteOffset: 3, as: UInt8.self)
    }
    #expect(kept == 9)
    #expect(
      kernel.calls.allSatisfy { if case .ioctl = $0.call { false } else { true } })
  }

  @Test func `It cannot be made smaller by whoever has it`() throws {
    let buffer = try allocator.allocate(
      BufferPlan(try agreement(.xrgb8888, from: allocator.production)))
    let copy = try buffer.duplicatedDescriptor(ofDMABuffer: 0)
    #expect(kernel.truncate(copy.rawValue, to: 0) == -Int(EPERM))
    guard let face = try buffer.duplicatedMemoryFile(ofDMABuffer: 0) else {
      Issue.record("a memory file has a memory file")
      return
    }
    #expect(FileIdentity(of: face.rawValue) == FileIdentity(of: copy.rawValue))
  }

  @Test func `A buffer has all its memory when it is made, or is not made`() throws {
    let plan = BufferPlan(try agreement(.xrgb8888, from: allocator.production))
    let before = DescriptorCensus(of: kernel)
    do {
      let copy = try allocator.allocate(plan).duplicatedDescriptor(ofDMABuffer: 0)
      var status = stat()
      #expect(unsafe fstat(copy.rawValue, &status) == 0)
      #expect(status.st_size > 0 && Int(status.st_blocks) * 512 == Int(status.st_size))
    }
    // A file system that is full says ENOSPC, and so does memory that is all promised.
    for errno in [ENOSPC, ENOMEM] {
      kernel.fail(.reserve, with: errno)
      let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
      #expect(error?.code == .outOfMemory)
      #expect(error?.errno?.rawValue == errno)
      #expect(DescriptorCensus(of: kernel) == before)
    }
  }

  @Test func `No device is offered it, and the CPU is`() throws {
    let evidence = Evidence(.user, "test")
    func somebody(_ device: Device?) -> Participant {
      Participant(
        "somebody", device: device,
        offers: [
          Offer(
            "terms",
            [
              Constraint(.formats(FormatTable([FormatModifier(.xrgb8888, .linear)])), evidence)
            ])
        ])
    }
    func negotiation(_ participants: Participant...) -> Negotiation {
      Negotiation(
        Problem(
          extent: Stage.extent, participants: participants, allocators: [allocator.production]))
    }
    var alone = negotiation(somebody(nil))
    #expect(try alone.next().allocator == SharedMemoryAllocator.name)
    var shared = negotiation(somebody(Device("gpu")))
    #expect(throws: Conflict.self) { _ = try shared.next() }
    #expect(shared.survey().refutations.contains { $0.obstacle == .notExported })
  }

  @Test func `It is the last resort`() throws {
    let stage = Stage()
    let all = try Maker.allCases.map { try $0.allocator(on: stage).0.production }
    #expect(all.max { $0.rank < $1.rank }?.name == SharedMemoryAllocator.name)
  }
}
