import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import TesseraTestSupport
import Testing

/// DRM timelines on the one driver of the lab that keeps them.
extension LabTests {
  @Suite("Timelines on real drivers", .serialized)
  struct TimelineTests {
    private static let render = Lab.virtioGPU + "-render"

    @Test("virtio-gpu keeps timelines, on its render node too", arguments: [Lab.virtioGPU, render])
    func kept(path: String) throws {
      let timeline = try Timeline(path: path)
      #expect(try timeline.reachedPoint() == 0)
      try timeline.reach(3)
      #expect(try timeline.reachedPoint() == 3)
      #expect(try timeline.submittedPoint() == 3)
      try timeline.wait(for: 2)
      try timeline.wait(for: 3, within: .zero)
      let error = #expect(throws: SyncError.self) {
        try timeline.wait(for: 4, within: .milliseconds(20))
      }
      #expect(error?.code == .timedOut)
    }

    @Test("vgem, vkms and bochs keep none, and say so", arguments: [Lab.vgem, Lab.vkms, Lab.bochs])
    func none(path: String) throws {
      let error = #expect(throws: SyncError.self) { _ = try Timeline(path: path) }
      #expect(error?.code == .notSupported)
      let node = try DRMNode(opening: path, kernel: LinuxKernel())
      #expect(
        #expect(throws: SystemCallError.self) { _ = try SyncObject(on: node) }?.errno
          == .notSupportedOnSocket)
    }

    @Test("a point never goes back")
    func order() throws {
      let timeline = try Timeline(path: Lab.virtioGPU)
      try timeline.reach(5)
      try timeline.reach(2)
      #expect(try timeline.reachedPoint() == 5)
    }

    @Test("a point is awaited before anybody works towards it")
    func awaited() async throws {
      let timeline = try Timeline(path: Self.render)
      let early = await #expect(throws: SyncError.self) {
        try await timeline.reached(2, within: .milliseconds(20))
      }
      #expect(early?.code == .timedOut)
      let points = (1...20).map { point in
        Task { try await timeline.reached(UInt64(point), within: .seconds(30)) }
      }
      try timeline.reach(10)
      for point in points.prefix(10) { try await point.value }
      try timeline.reach(20)
      for point in points { try await point.value }
    }

    @Test("a thread that waits for a point is woken when it is reached")
    func blocking() async throws {
      let timeline = try Timeline(path: Self.render)
      async let waiting: Void = onThread { try timeline.wait(for: 1, within: .seconds(30)) }
      try timeline.reach(1)
      try await waiting
    }

    @Test(
      "a device's fence becomes a point, and the point's fence goes into a buffer",
      arguments: SharedBuffers.allocators)
    func fences(_ name: Name<Production>) async throws {
      let vgem = try VGEM(path: Lab.vgem)
      let timeline = try Timeline(path: Self.render)
      let (source, target) = (try SharedBuffers.make(name), try SharedBuffers.make(name))
      let use = try source.withDescriptor(ofDMABuffer: 0) { try vgem.use($0, isWriting: true) }
      try timeline.reach(7, with: try source.fence(for: .read))
      #expect(try timeline.submittedPoint() == 7)
      #expect(try timeline.reachedPoint() == 0)
      let fence = try timeline.fence(at: 7)
      #expect(try fence.status() == .pending)
      try target.attach(fence, as: .write)
      #expect(throws: SyncError.self) { try target.waitUntilFree(for: .read, within: .zero) }
      async let reached: Void = timeline.reached(7, within: .seconds(30))
      try use.end()
      try await reached
      try await target.free(for: .write, within: .seconds(30))
      try timeline.wait(for: 7, within: .seconds(5))
      #expect(try timeline.reachedPoint() == 7)
      let error = #expect(throws: SyncError.self) { _ = try timeline.fence(at: 8) }
      #expect(error?.code == .invalid)
    }

    @Test("a timeline is handed to another open file, and tied to another timeline")
    func shared() throws {
      let card = try DRMDevice(path: Lab.virtioGPU)
      let (one, tied) = (try Timeline(on: card), try Timeline(on: card))
      let descriptor = try one.exportedDescriptor()
      #expect(isCloseOnExec(descriptor.borrowed.rawValue))
      let elsewhere = try Timeline(descriptor, on: try DRMDevice(path: Lab.virtioGPU))
      try elsewhere.reach(4)
      #expect(try one.reachedPoint() == 4)
      try tied.reach(1, with: one, at: 4)
      #expect(try tied.reachedPoint() == 1)
    }

    @Test("a syncobj of one fence is emptied, signalled and waited for")
    func single() throws {
      let node = try DRMNode(opening: Self.render, kernel: LinuxKernel())
      #expect(try node.raisesEventCounters())
      let object = try SyncObject(on: node)
      #expect(try !object.wait(until: 0, .forSubmission))
      let empty = #expect(throws: SystemCallError.self) { _ = try object.wait(until: 0) }
      #expect(empty?.errno == .invalidArgument)
      #expect(throws: SystemCallError.self) { _ = try object.exportSyncFile() }
      try object.signal()
      #expect(try object.wait(until: 0))
      _ = try object.exportSyncFile()
      try object.reset()
      #expect(try !object.wait(until: 0, .forSubmission))
      #expect(try SyncObject(on: node, isSignalled: true).wait(until: 0))
    }
  }
}
