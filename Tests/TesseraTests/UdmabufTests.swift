import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What udmabuf can beyond making buffers.
@Suite struct UdmabufTests {
  private let stage = Stage()
  private let page = MemoryFile.pageSize

  private func file(pages: Int) throws -> OwnedFileDescriptor {
    try MemoryFile.make(name: "client", count: pages * page, kernel: stage.kernel)
  }

  private func range(
    _ file: borrowing OwnedFileDescriptor, _ first: Int, _ count: Int
  ) -> MemoryFileRange {
    MemoryFileRange(
      file.borrowed, offset: Bytes(UInt64(first * page)), size: Bytes(UInt64(count * page)))
  }

  /// A small image: 32×32 pixels in one page.
  private func plan(_ allocator: UdmabufAllocator) throws -> BufferPlan {
    BufferPlan(
      try agreement(.xrgb8888, Extent(width: 32, height: 32), from: allocator.production))
  }

  @Test func `A buffer keeps its other face where that was asked for`() throws {
    let plain = try stage.udmabufAllocator()
    let two = try UdmabufAllocator(
      path: Stage.udmabufPath, options: .keepsMemoryFiles, kernel: stage.kernel)
    let before = DescriptorCensus(of: stage.kernel)
    do {
      let buffer = try two.allocate(try plan(two))
      guard let face = try buffer.duplicatedMemoryFile(ofDMABuffer: 0) else {
        Issue.record("the memory file was to be kept")
        return
      }
      #expect(isCloseOnExec(face.rawValue))
      if try plain.allocate(try plan(plain)).duplicatedMemoryFile(ofDMABuffer: 0) != nil {
        Issue.record("a memory file was kept that nobody wanted")
      }
    }
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test func `Ranges of several files become one buffer`() throws {
    let allocator = try stage.udmabufAllocator()
    let one = try file(pages: 4)
    let other = try file(pages: 2)
    // Where its owner will read or write next.
    #expect(stage.kernel.seek(one.rawValue, offset: 5, whence: SEEK_SET) == 5)
    let before = DescriptorCensus(of: stage.kernel)
    do {
      let buffer = try allocator.share(
        [range(one, 3, 1), range(other, 0, 2), range(one, 0, 1)], as: try plan(allocator))
      #expect(buffer.size(ofDMABuffer: 0) == Bytes(UInt64(4 * page)))
      #expect(buffer.memoryKind == .dmaBuffer)
    }
    #expect(stage.kernel.seek(one.rawValue, offset: 0, whence: SEEK_CUR) == 5)
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test func `Whatever the driver would refuse is told beforehand, with its reason`() throws {
    let allocator = try stage.udmabufAllocator()
    let plan = try plan(allocator)
    let sealed = try file(pages: 2)
    let loose = OwnedFileDescriptor(
      rawValue: CInt(
        stage.kernel.createMemoryFile("loose", flags: UInt32(clinux_memfd_flags))))
    #expect(stage.kernel.truncate(loose.rawValue, to: page) == 0)
    let frozen = try file(pages: 1)
    #expect(stage.kernel.control(frozen.rawValue, 1033, 8) == 0)  // F_SEAL_WRITE
    let none = FileDescriptor(rawValue: -1)
    func told(_ ranges: [MemoryFileRange]) -> String {
      let error = #expect(throws: AllocationError.self) {
        _ = try allocator.share(ranges, as: plan)
      }
      return error?.description ?? ""
    }
    let calls = stage.kernel.count(of: .ioctl(clinux_UDMABUF_CREATE_LIST))
    #expect(told([]).contains("no range was given"))
    #expect(told([range(sealed, 1, 2)]).contains("range 0 ends behind its memory file"))
    #expect(
      told([MemoryFileRange(sealed.borrowed, offset: 1, size: 4096)]).contains("whole pages"))
    #expect(
      told([range(sealed, 0, 1), range(loose, 0, 1)]).contains(
        "range 1 is of a memory file that can shrink"))
    #expect(told([range(frozen, 0, 1)]).contains("sealed against writing"))
    #expect(told([MemoryFileRange(none, size: 4096)]).contains("EBADF"))
    let tall = BufferPlan(
      try agreement(.xrgb8888, Extent(width: 32, height: 64), from: allocator.production))
    let short = #expect(throws: AllocationError.self) {
      _ = try allocator.share([range(sealed, 0, 1)], as: tall)
    }
    #expect(short?.description.contains("the ranges have 4096 B and 8192 B are needed") ?? false)
    stage.kernel.write("1\n", to: UdmabufNode.listLimitPath)
    #expect(
      told([range(sealed, 0, 1), range(sealed, 0, 1)]).hasSuffix(
        "joins up to 1 ranges and 2 were given; the limit is in " + UdmabufNode.listLimitPath))
    stage.kernel.write("0\n", to: UdmabufNode.sizeLimitPath)
    #expect(told([range(sealed, 0, 1)]).contains(UdmabufNode.sizeLimitPath))
    #expect(stage.kernel.count(of: .ioctl(clinux_UDMABUF_CREATE_LIST)) == calls)
  }

  @Test func `A module without a limit is not asked for more than the machine has`() throws {
    stage.kernel.write("2147483647\n", to: UdmabufNode.sizeLimitPath)
    stage.kernel.write("MemTotal:  1024 kB\n", to: "/proc/meminfo")
    let allocator = try stage.udmabufAllocator()
    #expect(allocator.production.largestBuffer == Bytes(1 << 20))
    var unlimited = allocator.production
    unlimited.largestBuffer = nil
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(BufferPlan(try agreement(.xrgb8888, from: unlimited)))
    }
    #expect(error?.path == "/proc/meminfo")
    #expect(stage.kernel.count(of: .createMemoryFile) == 0)
  }

  @Test func `A limit that was lowered since is told all the same`() throws {
    let allocator = try stage.udmabufAllocator()
    stage.kernel.write("0\n", to: UdmabufNode.sizeLimitPath)
    stage.kernel.fail(.ioctl(clinux_UDMABUF_CREATE), with: EINVAL)
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(try plan(allocator))
    }
    #expect(error?.code == .tooLarge)
    #expect(error?.path == UdmabufNode.sizeLimitPath)
    #expect(error?.errno == .invalidArgument)
  }

  @Test("Whichever call fails, ranges leave nothing behind", arguments: [ENOMEM, EINVAL, EBADFD])
  func everyCall(errno: CInt) throws {
    let allocator = try stage.udmabufAllocator()
    let plan = try plan(allocator)
    let sealed = try file(pages: 2)
    let before = DescriptorCensus(of: stage.kernel)
    for number in 1...20 {
      stage.kernel.fail(callNumber: number, with: errno)
      do { _ = try allocator.share([range(sealed, 0, 2)], as: plan) } catch {
        #expect(error.errno == Errno(rawValue: errno))
      }
      #expect(DescriptorCensus(of: stage.kernel) == before)
      guard stage.kernel.heal() else { break }
    }
    _ = try allocator.share([range(sealed, 0, 2)], as: plan)
  }
}
