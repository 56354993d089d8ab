import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct BufferAccessTests {
  private let stage = Stage()
  private let sync = KernelCall.ioctl(clinux_DMA_BUF_IOCTL_SYNC)
  private static let read = UInt64(DMA_BUF_SYNC_READ)
  private static let both = UInt64(DMA_BUF_SYNC_RW)
  private static let end = UInt64(DMA_BUF_SYNC_END)

  private func buffer(
    _ format: PixelFormat = .nv12, _ topology: Topology = .oneBuffer
  ) throws -> Buffer {
    let allocator = try stage.heapAllocator()
    return try allocator.allocate(
      BufferPlan(try agreement(format, from: allocator.production, topology)))
  }

  @Test func `An access is bracketed once, in its direction`() throws {
    let buffer = try buffer()
    try buffer.withBytes(ofPlane: 0) { _ in
      #expect(stage.kernel.accessFlags == [Self.read])
    }
    #expect(stage.kernel.accessFlags == [Self.read, Self.read | Self.end])
    try buffer.withMutableBytes(ofPlane: 1) { _ in }
    #expect(stage.kernel.accessFlags.suffix(2) == [Self.both, Self.both | Self.end])
    #expect(stage.kernel.count(of: sync) == 4)
  }

  @Test func `An access ends when its body throws, and the error is the body's`() throws {
    let buffer = try buffer()
    #expect(throws: Errno.ioError) {
      try buffer.withBytes(ofPlane: 0) { _ in throw Errno.ioError }
    }
    #expect(throws: Errno.ioError) {
      try buffer.withMutableBytes(ofPlane: 0) { _ in throw Errno.ioError }
    }
    #expect(
      stage.kernel.accessFlags == [
        Self.read, Self.read | Self.end, Self.both, Self.both | Self.end,
      ])
  }

  @Test("An access waits where it is told to come again", arguments: [EINTR, EAGAIN])
  func again(errno: CInt) throws {
    let buffer = try buffer()
    stage.kernel.fail(sync, times: 2, with: errno)
    stage.kernel.fail(sync, after: 1, times: 2, with: errno)
    var runs = 0
    try buffer.withBytes(ofPlane: 0) { _ in runs += 1 }
    #expect(runs == 1)
    #expect(stage.kernel.accessFlags == [Self.read, Self.read | Self.end])
    #expect(stage.kernel.count(of: sync) == 6)
  }

  @Test func `An access that cannot begin does not run its body`() throws {
    let buffer = try buffer()
    stage.kernel.fail(sync, with: EIO)
    var hasRun = false
    let error = #expect(throws: AllocationError.self) {
      try buffer.withBytes(ofPlane: 0) { _ in hasRun = true }
    }
    #expect(error?.code == .systemCall)
    #expect(error?.cause == SystemCallError(call: "DMA_BUF_IOCTL_SYNC", errno: .ioError))
    #expect(!hasRun)
    #expect(stage.kernel.count(of: sync) == 1)
  }

  @Test func `An access that cannot end says so`() throws {
    let buffer = try buffer()
    stage.kernel.fail(sync, after: 1, with: EIO)
    let error = #expect(throws: AllocationError.self) {
      try buffer.withBytes(ofPlane: 0) { _ in }
    }
    #expect(error?.cause?.errno == .ioError)
  }

  @Test("A plane that is not there is told with those that are", arguments: [-1, 2, .max])
  func wrongPlane(index: Int) throws {
    let buffer = try buffer()
    let error = #expect(throws: AllocationError.self) {
      try buffer.withBytes(ofPlane: index) { _ in }
    }
    #expect(error?.code == .invalidAccess)
    #expect(error?.step == .access)
    #expect(error?.message.contains("planes 0 to 1") == true)
    #expect(throws: AllocationError.self) {
      try buffer.withMutableBytes(ofPlane: index) { _ in }
    }
    #expect(stage.kernel.count(of: sync) == 0)
  }

  @Test func `Planes of one buffer are apart, and keep what was written`() throws {
    for topology in [Topology.oneBuffer, .bufferPerPlane] {
      let buffer = try buffer(.yuv420, topology)
      for plane in 0..<3 {
        try buffer.withMutableBytes(ofPlane: plane) { span in
          #expect(span.byteCount == Int(buffer.planes[plane].size.value))
          for offset in 0..<span.byteCount {
            span.storeBytes(of: UInt8(plane + 1), toByteOffset: offset, as: UInt8.self)
          }
        }
      }
      for plane in 0..<3 {
        let same = try buffer.withBytes(ofPlane: plane) { span in
          (0..<span.byteCount).allSatisfy {
            unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == UInt8(plane + 1)
          }
        }
        #expect(same)
      }
    }
  }

  @Test func `Bytes that the CPU touched are counted`() throws {
    let buffer = try buffer()
    #expect(buffer.bytesTouchedByCPU == 0)
    try buffer.withBytes(ofPlane: 0) { _ in }
    #expect(buffer.bytesTouchedByCPU == Bytes(640 * 480))
    try buffer.withMutableBytes(ofPlane: 1) { _ in }
    #expect(buffer.bytesTouchedByCPU == Bytes(640 * 480 * 3 / 2))
  }

  @Test func `A buffer is mapped once and unmapped with it`() throws {
    do {
      let buffer = try buffer()
      #expect(DescriptorCensus(of: stage.kernel).mappings == 0)
      for _ in 0..<3 { try buffer.withBytes(ofPlane: 0) { _ in } }
      #expect(stage.kernel.count(of: .map) == 1)
      #expect(DescriptorCensus(of: stage.kernel).mappings == 1)
    }
    #expect(DescriptorCensus(of: stage.kernel).mappings == 0)
  }

  @Test(
    "A mapping that fails is told, and tried again the next time",
    arguments: [(EACCES, .systemCall), (ENOMEM, .outOfMemory)] as [(CInt, AllocationError.Code)])
  func mappingFails(errno: CInt, code: AllocationError.Code) throws {
    let buffer = try buffer()
    stage.kernel.fail(.map, with: errno)
    let error = #expect(throws: AllocationError.self) {
      try buffer.withBytes(ofPlane: 0) { _ in }
    }
    #expect(error?.code == code)
    #expect(error?.cause == SystemCallError(call: "mmap", errno: Errno(rawValue: errno)))
    #expect(stage.kernel.count(of: sync) == 0)
    try buffer.withBytes(ofPlane: 0) { _ in }
  }

  @Test func `Threads share a buffer's one mapping`() async throws {
    let buffer = try buffer()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { try buffer.withBytes(ofPlane: 0) { _ in } }
      }
      try await group.waitForAll()
    }
    #expect(stage.kernel.count(of: .map) == 1)
    // Scopes that overlap share a bracket: how many there are depends on the threads, but each that
    // began has ended.
    let flags = stage.kernel.accessFlags
    let ends = flags.count { $0 == 5 }
    #expect((1...8).contains(ends))
    #expect(flags.count { $0 == 1 } == ends && flags.count == 2 * ends)
    #expect(buffer.bytesTouchedByCPU == Bytes(640 * 480 * 8))
  }

  @Test func `A descriptor that is handed out is the caller's own`() throws {
    let before = DescriptorCensus(of: stage.kernel)
    let copy = try copyOfAVanishedBuffer()
    #expect(isCloseOnExec(copy.rawValue))
    #expect(DescriptorCensus(of: stage.kernel).descriptors == before.descriptors + 1)
    #expect(stage.kernel.openDescriptors.contains(copy.rawValue))
  }

  private func copyOfAVanishedBuffer() throws -> OwnedFileDescriptor {
    let buffer = try buffer()
    let copy = try buffer.duplicatedDescriptor(ofDMABuffer: 0)
    let number = copy.rawValue
    buffer.withDescriptor(ofDMABuffer: 0) { original in
      #expect(original != number)
      #expect(FileIdentity(of: original) == FileIdentity(of: number))
    }
    return copy
  }

  @Test func `Buffers are equal when they are the same one`() throws {
    let (one, other) = (try buffer(), try buffer())
    #expect(one == one)
    #expect(one != other)
    #expect(Set([one, other, one]).count == 2)
  }
}
