import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// A V4L2 node by a descriptor that somebody else owns.
@Suite struct VideoReopeningTests {
  private static let path = "/dev/video9"
  private let kernel: ScriptedKernel
  /// The camera application's.
  private let owned: VideoNode

  init() throws {
    kernel = ScriptedKernel(
      [Self.path: FakeCamera(FakeCamera.Traits())],
      files: ["/sys/dev/char/0:0/uevent": "MAJOR=81\nDEVNAME=video9\n"])
    owned = try VideoNode(opening: Self.path, kernel: kernel)
  }

  private func camera() throws -> Camera {
    try Camera(reopening: owned.file.descriptor, kernel: kernel)
  }

  private func queues() throws -> [VideoQueue] {
    try VideoQueue.all(reopening: owned.file.descriptor, kernel: kernel)
  }

  @Test func `A camera is opened once more, and its owner's file is not touched`() throws {
    let camera = try camera()
    #expect(camera.path == Self.path)
    #expect(camera.node.file.descriptor != owned.file.descriptor)
    #expect(kernel.count(of: .open) == 2)
    #expect(kernel.count(of: .control) == 0)
    #expect(kernel.areAllCloseOnExec)
    let asked = kernel.calls.filter { $0.descriptor == owned.file.descriptor }
    #expect(asked.allSatisfy { $0.call == .status })
    #expect(try camera.participant(named: "camera", extent: Stage.extent).offers.count == 1)
  }

  @Test func `A node's queues are found by a descriptor`() throws {
    let queue = try #require(try queues().first)
    #expect(queue.path == Self.path)
    #expect(queue.side == .capture)
    #expect(queue.images.node.file.descriptor != owned.file.descriptor)
  }

  @Test(
    "A descriptor of something else is not opened to find that out",
    arguments: [
      ("DEVNAME=nst0\n", "it is no V4L2 node (ENOTTY)"), ("MAJOR=0\n", "that the kernel names"),
    ]
  )
  func others(uevent: String, words: String) throws {
    kernel.write(uevent, to: "/sys/dev/char/0:0/uevent")
    for attempt in [{ _ = try camera() }, { _ = try queues() }] as [() throws -> Void] {
      let error = #expect(throws: DeviceError.self, performing: attempt)
      #expect(error?.description.contains(words) == true)
      #expect(
        error?.description.hasSuffix("Give the descriptor of a V4L2 node (/dev/video*).") == true)
    }
    #expect(kernel.count(of: .open) == 1)
  }

  @Test func `Whatever fails while a node is reopened, nothing is left open`() throws {
    let before = DescriptorCensus(of: kernel)
    for attempt in [{ _ = try camera() }, { _ = try queues() }] as [() throws -> Void] {
      let calls = kernel.calls.count
      try attempt()
      let made = kernel.calls.count - calls
      for number in 1...made {
        kernel.fail(callNumber: number, with: EIO)
        try? attempt()
        #expect(kernel.heal())
        #expect(DescriptorCensus(of: kernel) == before, "call \(number)")
      }
    }
  }
}
