import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Who holds which dma-buf, read from what the kernel tells.
@Suite struct LiveBuffersTests {
  private let kernel = ScriptedKernel(files: [
    "/proc/7/fd/3": "/dmabuf:frame", "/proc/7/fd/4": "/dev/null", "/proc/7/fd/12": "/dmabuf:frame",
    "/proc/7/fdinfo/3":
      "pos:\t0\nflags:\t02000002\nmnt_id:\t14\nino:\t91\nsize:\t8192\ncount:\t3\nexp_name:\tsystem\n"
      + "name:\tframe\n",
    "/proc/7/fdinfo/12":
      "pos:\t0\nino:\t91\nsize:\t8192\ncount:\t3\nexp_name:\tsystem\nname:\tframe\n",
    "/proc/7/comm": "compositor\n",
    "/proc/7/maps":
      "7f00-9f00 rw-s 00000000 00:0c 91                 /dmabuf:frame\n"
      + "1000-2000 r--p 00000000 00:1f 5 /usr/lib/dmabuf: frame\n",
    "/proc/8/fd/0": "/dev/null", "/proc/8/comm": "camera\n",
    "/proc/8/maps": "1000-3000 rw-s 00000000 00:0c 92 /dmabuf:\n",
    "/proc/self/fd/0": "x",
  ])

  @Test func `Descriptors and mappings of all processes are found, each buffer once`() throws {
    let found = try LiveBuffers.find(process: nil, kernel: kernel)
    #expect(
      found.buffers == [
        LiveBuffer(
          inode: 91, name: "frame", size: 8192, exporter: "system", references: 3,
          holders: [.init(process: 7, command: "compositor", descriptors: [3, 12], mappings: 1)]),
        LiveBuffer(
          inode: 92, name: nil, size: 8192, exporter: "",
          holders: [.init(process: 8, command: "camera", mappings: 1)]),
      ])
    #expect(found.unread.map(\.path) == ["/sys/kernel/debug/dma_buf/bufinfo"])
  }

  @Test func `What only drivers hold is in the kernel's own list`() throws {
    kernel.write(
      "\nDma-buf Objects:\nsize    \tflags   \tmode    \tcount   \texp_name\tino     \tname\n"
        + "00008192\t00000002\t00080007\t00000003\tsystem\t00000091\tframe\n"
        + "\tAttached Devices:\n\tvivid.0\nTotal 1 devices attached\n\n"
        + "00004096\t00000002\t00080007\t00000001\tvgem\t00000095\t<none>\n"
        + "\tAttached Devices:\nTotal 0 devices attached\n\n\nTotal 2 objects, 12288 bytes\n",
      to: "/sys/kernel/debug/dma_buf/bufinfo")
    let found = try LiveBuffers.find(process: nil, kernel: kernel)
    #expect(found.unread.isEmpty)
    #expect(found.buffers.map(\.inode) == [91, 92, 95])
    #expect(found.buffers[0].devices == ["vivid.0"])
    #expect(found.buffers[0].holders.count == 1)
    #expect(
      found.buffers[2]
        == LiveBuffer(inode: 95, name: nil, size: 4096, exporter: "vgem", references: 1))
  }

  /// A machine that was started at 1000 s and has run for 500 s.
  private let clock = { MachineTime(wall: .seconds(1500), sinceStart: .seconds(500)) }

  /// Gives a link of process 7 or 8 a file to lead to.
  private func lead(_ link: String, toInode inode: UInt64, madeAt time: Duration) {
    kernel.own(
      link, FileStatus(device: 12, inode: inode, mode: 0, owner: 0, group: 0, oldestTime: time))
  }

  @Test func `The age is told of what a descriptor or a mapping leads to`() throws {
    lead("/proc/7/fd/3", toInode: 91, madeAt: .seconds(1400))
    lead("/proc/8/map_files/1000-3000", toInode: 92, madeAt: .seconds(1499))
    let found = try LiveBuffers.find(process: nil, kernel: kernel, clock: clock)
    #expect(found.buffers.map(\.age) == [.seconds(100), .seconds(1)])
  }

  @Test func `A descriptor that is another file's by now tells no age, and the next one does`()
    throws
  {
    lead("/proc/7/fd/3", toInode: 5, madeAt: .seconds(1001))
    lead("/proc/7/fd/12", toInode: 91, madeAt: .seconds(1200))
    let found = try LiveBuffers.find(process: 7, kernel: kernel, clock: clock)
    #expect(found.buffers.map(\.age) == [.seconds(300)])
  }

  @Test(
    "Where the clock was set meanwhile the age is not told",
    arguments: [(1501, nil), (1500, 0), (1000, 500), (999, nil), (0, nil)] as [(Int, Int?)])
  func clockSet(birth: Int, age: Int?) throws {
    lead("/proc/7/fd/3", toInode: 91, madeAt: .seconds(birth))
    let found = try LiveBuffers.find(process: 7, kernel: kernel, clock: clock)
    #expect(found.buffers.map(\.age) == [age.map { .seconds($0) }])
  }

  @Test func `A name of several lines changes nothing that the kernel tells`() throws {
    let told = "ino:\t91\nsize:\t8192\ncount:\t3\nexp_name:\tsystem\nname:\tframe"
    let buffer = try #require(LiveBuffer(told + "\nino:\t5\nsize:\t1\nexp_name:\tx\nname:\ty\n"))
    #expect(buffer == LiveBuffer(told))
    #expect(buffer.inode == 91)
  }

  @Test func `One process alone is looked at when it is named`() throws {
    let found = try LiveBuffers.find(process: 8, kernel: kernel)
    #expect(found.buffers.map(\.inode) == [92])
    #expect(found.unread.isEmpty)
    let error = #expect(throws: SystemCallError.self) {
      _ = try LiveBuffers.find(process: 9, kernel: kernel)
    }
    #expect(error?.errno == .noSuchFileOrDirectory)
    #expect(error?.path == "/proc/9/fd")
  }

  @Test func `A process of somebody else is told as unread, and the others are read`() throws {
    kernel.fail(.names, after: 1, with: Errno.permissionDenied.rawValue)
    let found = try LiveBuffers.find(process: nil, kernel: kernel)
    #expect(found.unread.first?.process == 7)
    #expect(found.unread.first?.errno == .permissionDenied)
    #expect(found.buffers.map(\.inode) == [92])
  }

  @Test(
    "Text that is none of the kernel's is no buffer",
    arguments: [
      "", "\n\n", "ino:\nsize:\nexp_name:", "ino:\t-1\nsize:\t1\nexp_name:\tx",
      "size\tflags\tmode\tcount\texp_name\tino\tname", "1\t2\t3\t4\t5",
      "zz-yy rw-s 0 0 1 /dmabuf:x",
      "ff-00 rw-s 0 0 1 /dmabuf:x",
    ])
  func nonsense(text: String) {
    #expect(LiveBuffer(text) == nil)
    #expect(LiveBuffer(mapping: text[...]) == nil)
    #expect(LiveBuffer(debugInformation: text[...]) == nil)
  }
}
