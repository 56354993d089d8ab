import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct AllPlanesTests {
  private let stage = Stage()
  private let sync = KernelCall.ioctl(clinux_DMA_BUF_IOCTL_SYNC)
  private static let topologies = [Topology.oneBuffer, .bufferPerPlane]

  private func buffer(_ topology: Topology) throws -> Buffer {
    let allocator = try stage.heapAllocator()
    return try allocator.allocate(
      BufferPlan(try agreement(.yuv420, from: allocator.production, topology)))
  }

  @Test("All planes are seen at once, in one bracket for each dma-buf", arguments: topologies)
  func bracket(topology: Topology) throws {
    let buffer = try buffer(topology)
    let count = buffer.dmaBufferCount
    try buffer.withMutableBytes { planes in
      #expect(planes.count == 3)
      try planes.withMutableBytes(ofPlanes: 0, 1, 2) { y, u, v in
        y.storeBytes(of: 1, toByteOffset: 0, as: UInt8.self)
        u.storeBytes(of: 2, toByteOffset: 0, as: UInt8.self)
        v.storeBytes(of: 3, toByteOffset: 0, as: UInt8.self)
      }
      try planes.withMutableBytes(ofPlanes: 0, 2) { y, v in
        #expect(y.byteCount == 4 * v.byteCount)
      }
      try planes.withMutableBytes(ofPlane: 1) { u in
        u.storeBytes(of: 4, toByteOffset: 0, as: UInt8.self)
      }
      #expect(stage.kernel.accessFlags == Array(repeating: 3, count: count))
    }
    #expect(stage.kernel.accessFlags.suffix(count) == Array(repeating: 7, count: count)[...])
    try buffer.withBytes { planes in
      try planes.withBytes(ofPlanes: 0, 1, 2) { y, u, v in
        #expect(unsafe y.unsafeLoad(as: UInt8.self) == 1)
        #expect(unsafe u.unsafeLoad(as: UInt8.self) == 4)
        #expect(unsafe v.unsafeLoad(as: UInt8.self) == 3)
      }
      try planes.withBytes(ofPlanes: 2, 0) { v, y in #expect(v.byteCount < y.byteCount) }
    }
    #expect(stage.kernel.accessFlags.count == 4 * count)
    #expect(buffer.bytesTouchedByCPU == Bytes(640 * 480 * 3))
  }

  @Test("The dma-bufs begin in order and end in reverse, whatever fails", arguments: 0..<6)
  func failing(number: Int) throws {
    let buffer = try buffer(.bufferPerPlane)
    try buffer.withBytes { _ in }
    let descriptors = buffer.memory.map(\.rawDescriptor)
    let before = stage.kernel.calls.count
    stage.kernel.fail(sync, after: number, with: EIO)
    var hasRun = false
    #expect(throws: AllocationError.self) { try buffer.withBytes { _ in hasRun = true } }
    let made = stage.kernel.calls.dropFirst(before).filter { $0.call == sync }.map(\.descriptor)
    #expect(hasRun == (number >= 3))
    let begun = Array(descriptors.prefix(number + 1))
    #expect(
      made
        == (number < 3
          ? begun + descriptors.prefix(number).reversed()
          : descriptors + descriptors.reversed()))
    // Every bracket that began has ended, so that each begins anew.
    let flags = stage.kernel.accessFlags.count
    try buffer.withBytes { _ in }
    #expect(stage.kernel.accessFlags.count == flags + 6)
  }

  @Test func `Descriptors of one dma-buf are one bracket and one mapping`() throws {
    let whole = try buffer(.oneBuffer)
    let memory = try (0..<3).map { _ in
      try DMABuffer(
        try whole.memory[0].duplicatedDescriptor(), needed: 1, name: "copy",
        kernel: KernelReference(stage.kernel))
    }
    var planes = whole.planes
    for index in planes.indices { planes[index].buffer = index }
    let buffer = Buffer(
      BufferPlan(whole.agreement), planes: planes, memory: memory, allocator: whole.allocator,
      owner: nil)
    #expect(buffer.distinctMemory.count == 1)
    try buffer.withMutableBytes { planes in
      try planes.withMutableBytes(ofPlane: 2) {
        $0.storeBytes(of: 9, toByteOffset: 0, as: UInt8.self)
      }
    }
    #expect(stage.kernel.accessFlags == [3, 7])
    #expect(stage.kernel.count(of: .map) == 1)
    let byte = try whole.withBytes(ofPlane: 2) { unsafe $0.unsafeLoad(as: UInt8.self) }
    #expect(byte == 9)
  }

  @Test func `Planes that share bytes are not written at once`() throws {
    let made = try buffer(.oneBuffer)
    var planes = made.planes
    planes[1].offset = planes[0].offset
    let buffer = Buffer(
      BufferPlan(made.agreement), planes: planes, memory: Array(made.memory),
      allocator: made.allocator,
      owner: nil)
    try buffer.withMutableBytes { planes in
      let error = #expect(throws: AllocationError.self) {
        try planes.withMutableBytes(ofPlanes: 0, 1) { _, _ in }
      }
      #expect(error?.code == .invalidAccess)
      #expect(error?.step == .access)
      #expect(throws: AllocationError.self) {
        try planes.withMutableBytes(ofPlanes: 2, 0, 1) { _, _, _ in }
      }
      #expect(throws: AllocationError.self) {
        try planes.withMutableBytes(ofPlanes: 2, 2) { _, _ in }
      }
      try planes.withMutableBytes(ofPlanes: 1, 2) { _, _ in }
    }
  }

  @Test("A plane that is not there is told", arguments: [-1, 3])
  func wrongPlane(index: Int) throws {
    let buffer = try buffer(.oneBuffer)
    _ = try buffer.withBytes { planes in
      #expect(throws: AllocationError.self) { try planes.withBytes(ofPlane: index) { _ in } }
    }
    _ = try buffer.withMutableBytes { planes in
      #expect(throws: AllocationError.self) {
        try planes.withMutableBytes(ofPlanes: 0, index) { _, _ in }
      }
    }
  }

  @Test func `A wait that is bounded polls first, and times out before anything begins`() throws {
    let buffer = try buffer(.bufferPerPlane)
    let (reader, writer) = (FakeFence(), FakeFence())
    let last = buffer.memory[2].rawDescriptor
    stage.kernel.fences.attach(reader, to: last, isWriting: false)
    _ = try buffer.withBytes(within: .zero) { _ in () }
    stage.kernel.fences.attach(writer, to: last, isWriting: true)
    let started = stage.kernel.count(of: sync)
    for error in [
      #expect(throws: AllocationError.self) { _ = try buffer.withBytes(within: .zero) { _ in () } },
      #expect(throws: AllocationError.self) {
        _ = try buffer.withMutableBytes(within: .milliseconds(2)) { _ in () }
      },
      #expect(throws: AllocationError.self) {
        try buffer.withBytes(ofPlane: 2, within: .milliseconds(2)) { _ in }
      },
    ] { #expect(error?.code == .timedOut) }
    #expect(stage.kernel.count(of: sync) == started)
    writer.signal()
    try buffer.withBytes(ofPlane: 2, within: .seconds(1)) { _ in }
    #expect(throws: AllocationError.self) {
      try buffer.withMutableBytes(ofPlane: 2, within: .zero) { _ in }
    }
    reader.signal()
    try buffer.withMutableBytes(ofPlane: 2, within: .zero) { _ in }
  }

  @Test func `New memory that a device still clears is not touched before`() throws {
    let made = try buffer(.oneBuffer)
    let clearing = FakeFence()
    let buffer = Buffer(
      BufferPlan(made.agreement), planes: made.planes, memory: Array(made.memory),
      allocator: made.allocator, owner: made,
      initialFence: try Fence(verifying: clearing.descriptor(), kernel: stage.kernel))
    #expect(try buffer.initialFence?.isSignalled() == false)
    let error = #expect(throws: AllocationError.self) {
      try buffer.withBytes(ofPlane: 0, within: .milliseconds(1)) { _ in }
    }
    #expect(error?.code == .timedOut)
    clearing.signal()
    try buffer.withBytes(ofPlane: 0) { _ in }
    let polls = stage.kernel.count(of: .poll)
    try buffer.withBytes(ofPlane: 0) { _ in }
    #expect(stage.kernel.count(of: .poll) == polls)
  }

  @Test func `A buffer that was shared for reading is mapped for reading`() throws {
    let made = try buffer(.oneBuffer)
    let path = "/proc/self/fd/\(made.memory[0].rawDescriptor)"
    let file = OwnedFileDescriptor(rawValue: CInt(LinuxKernel().open(path, flags: O_RDONLY)))
    let memory = try DMABuffer(
      file, needed: 1, name: "read-only", kernel: KernelReference(stage.kernel))
    let buffer = Buffer(
      BufferPlan(made.agreement), planes: made.planes, memory: [memory],
      allocator: made.allocator, owner: nil)
    try made.withMutableBytes(ofPlane: 0) {
      $0.storeBytes(of: 5, toByteOffset: 0, as: UInt8.self)
    }
    #expect(try buffer.withBytes(ofPlane: 0) { unsafe $0.unsafeLoad(as: UInt8.self) } == 5)
    let before = stage.kernel.count(of: sync)
    let error = #expect(throws: AllocationError.self) {
      try buffer.withMutableBytes(ofPlane: 0) { _ in }
    }
    #expect(error?.code == .notPermitted)
    #expect(throws: AllocationError.self) { try buffer.withMutableBytes { _ in } }
    #expect(stage.kernel.count(of: sync) == before)
  }
}
