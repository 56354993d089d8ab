import CDRM
import CLinux
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What errors say beyond the errno.
@Suite struct AdviceTests {
  private let stage = Stage()

  private func failure(
    _ errno: CInt, of allocator: any Allocator, _ call: UInt = clinux_DMA_HEAP_IOCTL_ALLOC
  ) throws -> AllocationError {
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    stage.kernel.fail(.ioctl(call), with: errno)
    return try #require(
      #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) })
  }

  @Test func `Contiguous memory that is used up is told with what is left of it`() throws {
    stage.kernel.write(
      "MemAvailable:    8000 kB\nCmaTotal:       65536 kB\nCmaFree:          100 kB\n",
      to: "/proc/meminfo")
    let contiguous = try failure(ENOMEM, of: try stage.contiguousAllocator())
    #expect(
      contiguous.message
        == "heap:default_cma_region has no 460800 B left: 102400 B of 67108864 B of contiguous memory "
        + "are free, perhaps not in one piece (CmaFree in /proc/meminfo)")
    #expect(contiguous.step == .allocate)
    #expect(contiguous.path == Stage.contiguousPath)
    let scattered = try failure(ENOMEM, of: try stage.heapAllocator())
    #expect(scattered.message.contains("8192000 B of memory are available"))
  }

  @Test func `A device that was taken away meanwhile is told as gone`() throws {
    let gone = try failure(ENODEV, of: try stage.heapAllocator())
    #expect(gone.message == "the device of \(Stage.heapPath) is gone")
    #expect(gone.hint == "plug it in again, or load its driver")
  }

  @Test(
    "Who may not open a node is told its group, or that only root may",
    arguments: [
      (0o20660, 44, "join it (sudo usermod -aG video $USER"), (0o20600, 44, "only root may use"),
      (0o20660, 0, "only root may use"), (0o20660, 77, "is for group 77"),
      // A heap is opened to read.
      (0o20440, 44, "join it (sudo usermod -aG video $USER"),
    ] as [(UInt32, UInt32, String)])
  func permission(mode: UInt32, group: UInt32, words: String) throws {
    #expect(try advice(Stage.heapPath, mode, group) { _ = try $0.heapAllocator() }.contains(words))
  }

  @Test func `udmabuf is opened to write too`() throws {
    #expect(
      try advice(Stage.udmabufPath, 0o20440, 44) { _ = try $0.udmabufAllocator() }
        .contains("only root may use"))
  }

  /// What is advised where a node of this mode and group is not opened.
  private func advice(
    _ path: String, _ mode: UInt32, _ group: UInt32, opening open: (Stage) throws -> Void
  ) throws -> String {
    stage.kernel.write("root:x:0:\nvideo:x:44:\n", to: "/etc/group")
    stage.kernel.own(
      path, FileStatus(device: 1, inode: 1, mode: mode, owner: 0, group: group))
    stage.kernel.fail(.open, with: EACCES)
    let closed = #expect(throws: DeviceError.self) { try open(stage) }
    let advice = closed?.advice ?? ""
    return advice.prefix(1).lowercased() + advice.dropFirst()
  }

  @Test func `Who was let in and may not allocate is not told to join a group`() throws {
    stage.kernel.own(
      Stage.heapPath, FileStatus(device: 1, inode: 1, mode: 0o20660, owner: 0, group: 44))
    let error = try failure(EACCES, of: try stage.heapAllocator())
    #expect(error.code == .notPermitted)
    #expect(error.hint == nil)
  }

  @Test func `A question that is not permitted is no closed node`() throws {
    stage.kernel.fail(.ioctl(cdrm_VERSION), with: EACCES)
    let error = #expect(throws: DeviceError.self) { _ = try stage.card() }
    #expect(error?.problem == "DRM_IOCTL_VERSION failed: Permission denied")
    #expect(error?.advice == nil)
  }

  @Test(
    "A buffer is not asked for where the kernel would end processes for it",
    arguments: [Maker.heap, .udmabuf, .sharedMemory], [(64, 4096, 2111), (4096, 4096, 70655)])
  func noRoom(maker: Maker, image: (width: UInt64, height: UInt64, kibibytes: Int)) throws {
    let (allocator, _) = try maker.allocator(on: stage)
    let extent = Extent(width: Pixels(image.width), height: Pixels(image.height))
    let plan = BufferPlan(try agreement(.xrgb8888, extent, from: allocator.production))
    // The image, a sixteenth of it and 1 MiB, but for 1 KiB.
    stage.kernel.write("MemAvailable: \(image.kibibytes) kB\n", to: "/proc/meminfo")
    let calls = stage.kernel.calls.count { $0.call != .contents }
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.path == "/proc/meminfo")
    #expect(stage.kernel.calls.count { $0.call != .contents } == calls)
    stage.kernel.write("MemAvailable: \(image.kibibytes + 1) kB\n", to: "/proc/meminfo")
    _ = try allocator.allocate(plan)
  }

  @Test func `A memory report that makes no sense helps nobody, and hurts nobody`() throws {
    for text in ["", "CmaFree: much kB", "CmaFree", "CmaFree: 99999999999999999999 kB\n\0"] {
      stage.kernel.write(text, to: "/proc/meminfo")
      let error = try failure(ENOMEM, of: try stage.contiguousAllocator())
      #expect(error.message == "heap:default_cma_region has no 460800 B left")
    }
  }
}
