import CLinux
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What a control group may take.
@Suite struct GroupMemoryTests {
  private let stage = Stage()
  private let group = "/sys/fs/cgroup/user/app"

  /// Puts the process into a group, of which some memory is used and some can be dropped.
  private func enter(limit: String, used: Int, droppable: Int = 0, in folder: String? = nil) {
    let folder = folder ?? group
    stage.kernel.write("1:name=x:/elsewhere\n0::/user/app\n", to: "/proc/self/cgroup")
    stage.kernel.write("\(limit)\n", to: folder + "/memory.max")
    stage.kernel.write("\(used)\n", to: folder + "/memory.current")
    stage.kernel.write(
      "anon 5\nactive_file \(droppable / 2)\ninactive_file \(droppable - droppable / 2)\n"
        + "slab_reclaimable 7\n", to: folder + "/memory.stat")
  }

  @Test func `What files of the disk take can be dropped and counts as left`() {
    enter(limit: "1000", used: 700, droppable: 300)
    let memory = GroupMemory(kernel: stage.kernel)
    #expect(memory?.left == 600)
    #expect(memory?.limit == 1000)
    #expect(memory?.path == group + "/memory.max")
  }

  @Test func `The tightest limit counts, and it may be a group's further up`() {
    enter(limit: "1000", used: 100)
    enter(limit: "5000", used: 4800, in: "/sys/fs/cgroup/user")
    #expect(GroupMemory(kernel: stage.kernel)?.path == "/sys/fs/cgroup/user/memory.max")
    #expect(GroupMemory(kernel: stage.kernel)?.left == 200)
    // In a container, the root is a group with a limit.
    enter(limit: "300", used: 200, in: "/sys/fs/cgroup")
    #expect(GroupMemory(kernel: stage.kernel)?.left == 100)
  }

  @Test func `A group may have taken more than its limit, which was lowered since`() {
    enter(limit: "1000", used: 3000)
    #expect(GroupMemory(kernel: stage.kernel)?.left == .zero)
  }

  @Test func `Without a limit, or without groups, nothing is known`() {
    #expect(GroupMemory(kernel: stage.kernel) == nil)
    enter(limit: "max", used: 3000)
    #expect(GroupMemory(kernel: stage.kernel) == nil)
  }

  @Test func `What can be swapped out counts as left, as far as there is room`() {
    enter(limit: "1000000", used: 990_000)
    stage.kernel.write("SwapFree: 3 kB\n", to: "/proc/meminfo")
    #expect(GroupMemory(kernel: stage.kernel)?.left == 10_000)
    stage.kernel.write("500\n", to: group + "/memory.swap.current")
    stage.kernel.write("max\n", to: group + "/memory.swap.max")
    #expect(GroupMemory(kernel: stage.kernel)?.left == 13_072)
    stage.kernel.write("1500\n", to: group + "/memory.swap.max")
    #expect(GroupMemory(kernel: stage.kernel)?.left == 11_000)
    stage.kernel.write("400\n", to: group + "/memory.swap.max")
    #expect(GroupMemory(kernel: stage.kernel)?.left == 10_000)
  }

  private static let mebibyte = 1 << 20

  @Test(
    "A memory file that does not fit is not asked for, large or small",
    arguments: [
      (side: 4096, size: 67_108_864, left: 50_331_648, used: 48, usedLess: 24),
      (side: 512, size: 1_048_576, left: 2_097_152, used: 94, usedLess: 93),
    ] as [(side: UInt64, size: Int, left: Int, used: Int, usedLess: Int)])
  func refused(side: UInt64, size: Int, left: Int, used: Int, usedLess: Int) throws {
    enter(limit: "\(96 * Self.mebibyte)", used: used * Self.mebibyte)
    let allocator = SharedMemoryAllocator(kernel: stage.kernel)
    let extent = Extent(width: Pixels(side), height: Pixels(side))
    let plan = BufferPlan(try agreement(.xrgb8888, extent, from: allocator.production))
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.path == group + "/memory.max")
    #expect(
      error?.message
        == "shared-memory has no \(size) B left beside what keeping them takes: \(left) B of the "
        + "100663296 B that this process's control group may take")
    #expect(stage.kernel.count(of: .createMemoryFile) == 0)
    enter(limit: "\(96 * Self.mebibyte)", used: usedLess * Self.mebibyte)
    _ = try allocator.allocate(plan)
  }

  @Test func `Small buffers never take more together than is left`() throws {
    let allocator = SharedMemoryAllocator(kernel: stage.kernel)
    let plan = BufferPlan(
      try agreement(.xrgb8888, Extent(width: 128, height: 128), from: allocator.production))
    let size = 128 * 128 * 4
    var used = 8 * Self.mebibyte
    enter(limit: "\(96 * Self.mebibyte)", used: used)
    #expect(throws: AllocationError.self) {
      for _ in 0..<2000 {
        let buffer = try allocator.allocate(plan)
        used += size
        enter(limit: "\(96 * Self.mebibyte)", used: used)
        _ = buffer
      }
    }
    // All but what keeps them is taken, and no more.
    #expect(used <= 95 * Self.mebibyte && used > 94 * Self.mebibyte)
  }

  @Test func `Where much is left it is rarely looked at`() throws {
    let allocator = SharedMemoryAllocator(kernel: stage.kernel)
    let plan = BufferPlan(
      try agreement(.xrgb8888, Extent(width: 128, height: 128), from: allocator.production))
    for isLimited in [true, false] {
      if isLimited { enter(limit: "\(1024 * Self.mebibyte)", used: 0) }
      let before = stage.kernel.count(of: .contents)
      for _ in 0..<1024 { _ = try allocator.allocate(plan) }
      // 64 MiB of 64 KiB each: it is looked at once or twice, at a few files.
      #expect(stage.kernel.count(of: .contents) - before < 30)
    }
  }
}
