import CLinux
import Synchronization
import SystemPackage
import Testing
@_spi(Access) import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Scopes that are open at once, down to the flags of every call.
@Suite struct NestedAccessTests {
  private let stage = Stage()
  private let sync = KernelCall.ioctl(clinux_DMA_BUF_IOCTL_SYNC)
  private static let read: UInt64 = 1
  private static let both: UInt64 = 3
  private static let end: UInt64 = 4

  private func buffer(_ topology: Topology = .oneBuffer) throws -> Buffer {
    let allocator = try stage.heapAllocator()
    return try allocator.allocate(
      BufferPlan(try agreement(.yuv420, from: allocator.production, topology)))
  }

  /// Another buffer of the same dma-bufs, as one gets by importing its own.
  private func twin(_ buffer: Buffer) throws -> Buffer {
    let memory = try buffer.memory.map { memory in
      try DMABuffer(
        try memory.duplicatedDescriptor(), needed: memory.size, name: "twin",
        kernel: KernelReference(stage.kernel))
    }
    return Buffer(
      BufferPlan(buffer.agreement), planes: buffer.planes, memory: memory,
      allocator: buffer.allocator, owner: nil)
  }

  private func readIn(_ buffer: Buffer, _ body: () throws -> Void = {}) throws {
    try buffer.withBytes(ofPlane: 0) { _ in try body() }
  }
  private func writeIn(_ buffer: Buffer, _ body: () throws -> Void = {}) throws {
    try buffer.withMutableBytes(ofPlane: 1) { _ in try body() }
  }

  @Test func `S5: reading within reading or writing is one bracket`() throws {
    let buffer = try buffer()
    try readIn(buffer) { try readIn(buffer) { try readIn(buffer) } }
    #expect(stage.kernel.accessFlags == [Self.read, Self.read | Self.end])
    try writeIn(buffer) {
      try readIn(buffer)
      try writeIn(buffer)
      try readIn(buffer)
    }
    #expect(stage.kernel.accessFlags.dropFirst(2) == [Self.both, Self.both | Self.end])
  }

  @Test func `S5: writing within reading starts once more, and ends first`() throws {
    let buffer = try buffer()
    try readIn(buffer) {
      try writeIn(buffer) { try writeIn(buffer) }
      try readIn(buffer)
      try writeIn(buffer)
    }
    let upgrade = [Self.both, Self.both | Self.end]
    #expect(
      stage.kernel.accessFlags == [Self.read] + upgrade + upgrade + [Self.read | Self.end])
  }

  @Test func `Buffers of the same dma-buf share its bracket`() throws {
    let buffer = try buffer()
    let twin = try twin(buffer)
    try readIn(buffer) { try readIn(twin) }
    try writeIn(twin) { try readIn(buffer) }
    #expect(
      stage.kernel.accessFlags == [
        Self.read, Self.read | Self.end, Self.both, Self.both | Self.end,
      ])
  }

  @Test func `Different dma-bufs have brackets of their own`() throws {
    let (one, other) = (try buffer(), try buffer())
    try readIn(one) { try readIn(other) }
    #expect(
      stage.kernel.accessFlags == [
        Self.read, Self.read, Self.read | Self.end, Self.read | Self.end,
      ])
  }

  /// The order in which scopes that overlap open and close: W a writer, R a reader; the number says
  /// which; a second time closes it.
  @Test(
    "Scopes that overlap amount to their union",
    arguments: [
      ("R1 R2 R1 R2", [read, read | end]),
      ("R1 W2 R1 W2", [read, both, both | end, read | end]),
      ("R1 W2 W2 R1", [read, both, both | end, read | end]),
      // What the writer wrote is visible when it has left, though somebody still reads.
      ("W1 R2 W1 R2", [both, both | end, read, read | end]),
      ("W1 R2 W1 R3 R2 R3", [both, both | end, read, read | end]),
      ("W1 R2 W1 W3 R2 W3", [both, both | end, read, both, both | end, read | end]),
      ("W1 W2 W1 W2", [both, both | end]),
      ("W1 R2 R2 W1", [both, both | end]),
      ("R1 W2 W3 W2 R1 W3", [read, both, both | end, read | end]),
    ])
  func overlapping(order: String, flags: [UInt64]) throws {
    let ledger = AccessLedger()
    let file = try MemoryFile.make(name: "m", count: 1, kernel: stage.kernel)
    let bracket = AccessBracket(file.rawValue, kernel: stage.kernel)
    var open: Set<Substring> = []
    for name in order.split(separator: " ") {
      let direction: AccessDirection = name.hasPrefix("W") ? [.read, .write] : .read
      if open.insert(name).inserted {
        try ledger.scopes.enter(direction, bracket)
      } else {
        open.remove(name)
        try ledger.scopes.leave(direction, bracket)
      }
    }
    #expect(open.isEmpty)
    #expect(stage.kernel.accessFlags == flags)
  }

  @Test func `A start that fails opens nothing, and the next scope starts anew`() throws {
    let buffer = try buffer()
    stage.kernel.fail(sync, with: EIO)
    #expect(throws: AllocationError.self) { try readIn(buffer) }
    try readIn(buffer) {
      stage.kernel.fail(sync, with: EIO)
      #expect(throws: AllocationError.self) { try writeIn(buffer) }
      try readIn(buffer)
    }
    #expect(stage.kernel.accessFlags == [Self.read, Self.read | Self.end])
  }

  @Test func `An end that fails is not made again, and the others are made`() throws {
    let buffer = try buffer()
    let error = #expect(throws: AllocationError.self) {
      try readIn(buffer) {
        try writeIn(buffer) { stage.kernel.fail(sync, with: EIO) }
      }
    }
    #expect(error?.cause?.errno == .ioError)
    #expect(stage.kernel.accessFlags == [Self.read, Self.both, Self.read | Self.end])
    try readIn(buffer)
    #expect(stage.kernel.accessFlags.count == 5)
  }

  @Test func `The body's error is not lost when the end fails too`() throws {
    let buffer = try buffer()
    #expect(throws: Errno.noSuchProcess) {
      try buffer.withBytes(ofPlane: 0) { _ in
        stage.kernel.fail(sync, with: EIO)
        throw Errno.noSuchProcess
      }
    }
    #expect(throws: Errno.noSuchProcess) {
      try buffer.withMutableBytes { _ in
        stage.kernel.fail(sync, with: EIO)
        throw Errno.noSuchProcess
      }
    }
    #expect(stage.kernel.heal())
  }

  @Test func `Who still reads is told when its bracket could not be kept`() throws {
    let ledger = AccessLedger()
    let file = try MemoryFile.make(name: "m", count: 1, kernel: stage.kernel)
    let bracket = AccessBracket(file.rawValue, kernel: stage.kernel)
    try ledger.scopes.enter([.read, .write], bracket)
    try ledger.scopes.enter(.read, bracket)
    stage.kernel.fail(sync, after: 1, with: EIO)
    try ledger.scopes.leave([.read, .write], bracket)
    // That another bracket was opened since is no help to it.
    try ledger.scopes.enter(.read, bracket)
    for _ in 0..<2 {
      #expect(throws: SystemCallError.self) {
        try ledger.scopes.leave(.read, bracket)
      }
    }
    let flags = [Self.both, Self.both | Self.end, Self.read, Self.read | Self.end]
    #expect(stage.kernel.accessFlags == flags)
    try ledger.scopes.enter(.read, bracket)
    try ledger.scopes.leave(.read, bracket)
    #expect(stage.kernel.accessFlags.count == 6)
  }

  @Test func `A buffer that is read can be left while a writer waits for its devices`() async throws
  {
    let buffer = try buffer()
    let reader = FakeFence()
    stage.kernel.fences.attach(
      reader, to: buffer.memory[0].rawDescriptor, isWriting: false)
    let polls = stage.kernel.count(of: .poll)
    let view = try buffer.memory[0].mapped()
    try view.begin(.read)
    let writer = Task.detached { try buffer.withMutableBytes(ofPlane: 0) { _ in } }
    while stage.kernel.count(of: .poll) == polls { await Task.yield() }
    try view.end(.read)
    #expect(stage.kernel.accessFlags == [Self.read, Self.read | Self.end])
    reader.signal()
    try await writer.value
  }

  @Test func `A ledger goes with the last who used its dma-buf`() throws {
    func key(_ buffer: Buffer) throws -> AccessLedger.Key {
      let file = try stage.kernel.status(of: buffer.memory[0].rawDescriptor).get()
      return AccessLedger.Key(device: file.device, inode: file.inode)
    }
    var buffer: Buffer? = try buffer()
    let known = try key(try #require(buffer))
    #expect(!AccessLedger.isKnown(known))
    try readIn(try #require(buffer))
    #expect(AccessLedger.isKnown(known))
    var twin: Buffer? = try twin(try #require(buffer))
    try readIn(try #require(twin))
    buffer = nil
    #expect(AccessLedger.isKnown(known))
    twin = nil
    #expect(!AccessLedger.isKnown(known))
  }
}
