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

  @Test func `A large memory file that does not fit is not asked for; a small one is`() throws {
    let mebibyte = 1 << 20
    enter(limit: "\(96 * mebibyte)", used: 48 * mebibyte)
    let allocator = SharedMemoryAllocator(kernel: stage.kernel)
    let large = BufferPlan(
      try agreement(.xrgb8888, Extent(width: 4096, height: 4096), from: allocator.production))
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(large) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.path == group + "/memory.max")
    #expect(
      error?.message
        == "shared-memory has no 67108864 B left: 50331648 B of the 100663296 B that this process's "
        + "control group may take")
    #expect(stage.kernel.count(of: .createMemoryFile) == 0)
    _ = try allocator.allocate(BufferPlan(try agreement(.xrgb8888, from: allocator.production)))
    enter(limit: "\(96 * mebibyte)", used: 8 * mebibyte)
    _ = try allocator.allocate(large)
  }
}
