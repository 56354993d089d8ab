import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import TesseraTestSupport
import Testing

/// Fences of a real driver in the buffers of every allocator (C3 F, L and C7 G of the scenarios).
extension LabTests {
  @Suite("Fences on real drivers", .serialized)
  struct FenceTests {
    private let kernel = LinuxKernel()
    private func vgem() throws -> VGEM { try VGEM(path: Lab.vgem) }

    private func descriptor(_ buffer: Buffer) -> CInt {
      buffer.withDescriptor(ofDMABuffer: 0) { $0 }
    }

    private func errno(_ body: () throws -> Void) -> Errno? {
      do {
        try body()
        return nil
      } catch {
        return (error as? SystemCallError)?.errno ?? (error as? SyncError)?.cause?.errno
      }
    }

    @Test("F1: an idle buffer gives a signalled fence", arguments: SharedBuffers.allocators)
    func idle(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      for direction in [AccessDirection.read, .write, [.read, .write]] {
        let fence = try buffer.fence(for: direction)
        #expect(try fence.status() == .signalled)
        let copy = try fence.duplicatedDescriptor()
        #expect(isCloseOnExec(copy.borrowed.rawValue))
        #expect(try Fence(copy).isSignalled())
      }
      for flags in [0, 4] as [UInt64] {
        #expect(
          errno {
            _ = try DMABufferCalls.exportSyncFile(
              descriptor(buffer), AccessDirection(rawValue: flags), kernel: kernel)
          } == .invalidArgument)
      }
    }

    @Test(
      "L1, G4: readers wait for writers, writers for everybody", arguments: SharedBuffers.allocators
    )
    func directions(_ name: Name<Production>) throws {
      let (vgem, buffer) = (try vgem(), try SharedBuffers.make(name))
      let reading = try vgem.use(descriptor(buffer), isWriting: false)
      try buffer.waitUntilFree(for: .read, within: .zero)
      #expect(try buffer.fence(for: .read).isSignalled())
      let write = try buffer.fence(for: .write)
      #expect(try write.status() == .pending)
      let error = #expect(throws: SyncError.self) {
        try buffer.waitUntilFree(for: .write, within: .milliseconds(20))
      }
      #expect(error?.code == .timedOut)
      try reading.end()
      try write.wait(within: .seconds(5))
      let writing = try vgem.use(descriptor(buffer), isWriting: true)
      #expect(try buffer.fence(for: .read).status() == .pending)
      #expect(throws: SyncError.self) { try buffer.waitUntilFree(for: .read, within: .zero) }
      try writing.end()
      try buffer.waitUntilFree(for: .write, within: .seconds(5))
    }

    @Test(
      "L1: who polls for nothing is told nothing, whether the buffer is busy or idle",
      arguments: SharedBuffers.allocators)
    func polledForNothing(_ name: Name<Production>) throws {
      let (vgem, buffer) = (try vgem(), try SharedBuffers.make(name))
      let both = Int16(POLLIN | POLLOUT)
      func poll(_ events: Int16) -> Int {
        kernel.poll(descriptor(buffer), events: events, milliseconds: 0)
      }
      #expect(poll(0) == 0)
      #expect(poll(both) == Int(both))
      let use = try vgem.use(descriptor(buffer), isWriting: true)
      #expect(poll(0) == 0)
      #expect(poll(both) == 0)
      try use.end()
      try buffer.waitUntilFree(for: .write, within: .seconds(5))
      #expect(poll(0) == 0)
    }

    @Test("G4: a fence from before the export is seen by poll as one from after it")
    func beforeExport() throws {
      let vgem = try vgem()
      let node = vgem.node
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      defer { node.release(dumb.handle) }
      for isBefore in [true, false] {
        var use = isBefore ? try vgem.use(handle: dumb.handle, flags: 1) : nil
        let file = try node.export(dumb.handle)
        if !isBefore { use = try vgem.use(handle: dumb.handle, flags: 1) }
        let (both, number) = (Int16(POLLIN | POLLOUT), file.rawValue)
        #expect(kernel.poll(number, events: both, milliseconds: 0) == 0)
        try use?.end()
        #expect(kernel.poll(number, events: both, milliseconds: 5000) == Int(both))
      }
    }

    @Test(
      "F2: a fence that comes after the export is not waited for",
      arguments: SharedBuffers.allocators)
    func snapshot(_ name: Name<Production>) throws {
      let (vgem, buffer) = (try vgem(), try SharedBuffers.make(name))
      let before = try buffer.fence(for: .write)
      let use = try vgem.use(descriptor(buffer), isWriting: true)
      #expect(try before.isSignalled())
      #expect(try !buffer.fence(for: .write).isSignalled())
      try use.end()
    }

    @Test("a fence is awaited, and tells when it signalled", arguments: SharedBuffers.allocators)
    func awaited(_ name: Name<Production>) async throws {
      let (vgem, buffer) = (try vgem(), try SharedBuffers.make(name))
      let use = try vgem.use(descriptor(buffer), isWriting: true)
      let fence = try buffer.fence(for: .read)
      #expect(try fence.signalledTime() == nil)
      let early = await #expect(throws: SyncError.self) {
        try await fence.signalled(within: .milliseconds(20))
      }
      #expect(early?.code == .timedOut)
      let cancelled = Task { try await fence.signalled() }
      cancelled.cancel()
      #expect(
        await #expect(throws: SyncError.self) { try await cancelled.value }?.code == .cancelled)
      async let byFence: Void = fence.signalled(within: .seconds(30))
      async let byBuffer: Void = buffer.free(for: .read, within: .seconds(30))
      let before = Duration.nanoseconds(Int64(MonotonicClock.nanoseconds))
      try use.end()
      _ = try await (byFence, byBuffer)
      let after = Duration.nanoseconds(Int64(MonotonicClock.nanoseconds))
      let time = try #require(try fence.signalledTime())
      #expect((before...after).contains(time))
    }

    @Test("merged fences signal with the last of their drivers' fences")
    func merged() throws {
      let vgem = try vgem()
      let buffers = try SharedBuffers.allocators.map { try SharedBuffers.make($0) }
      let uses = try buffers.map { try vgem.use(descriptor($0), isWriting: true) }
      let fence = try #require(try Fence.merging(buffers.map { try $0.fence(for: .read) }))
      for use in uses {
        #expect(try fence.status() == .pending)
        try use.end()
      }
      try fence.wait(within: .seconds(5))
      #expect(try fence.status() == .signalled)
    }

    @Test("F4: a fence out of one buffer goes into another", arguments: SharedBuffers.allocators)
    func carried(_ name: Name<Production>) throws {
      let vgem = try vgem()
      let source = try SharedBuffers.make(SharedBuffers.allocators[0])
      for direction in [AccessDirection.read, .write] {
        let buffer = try SharedBuffers.make(name)
        let use = try vgem.use(descriptor(source), isWriting: true)
        try buffer.attach(try source.fence(for: .read), as: direction)
        #expect(try buffer.fence(for: .read).isSignalled() == (direction == .read))
        #expect(try !buffer.fence(for: .write).isSignalled())
        try use.end()
        try buffer.waitUntilFree(for: .write, within: .seconds(5))
      }
    }

    @Test(
      "F4: what is no sync file, or has no direction, is refused",
      arguments: SharedBuffers.allocators)
    func wrongImport(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      let number = descriptor(buffer)
      let file = try buffer.fence(for: .read).duplicatedDescriptor()
      let signalled = file.borrowed.rawValue
      for (syncFile, flags) in [(number, 1), (-1, 1), (signalled, 0), (signalled, 4)]
        as [(CInt, UInt64)]
      {
        #expect(
          errno {
            try DMABufferCalls.importSyncFile(
              syncFile, into: number, AccessDirection(rawValue: flags), kernel: kernel)
          } == .invalidArgument, "\(syncFile) \(flags)")
      }
    }

    @Test("F3, F4: thirty-two readers are all waited for")
    func manyReaders() throws {
      let vgem = try vgem()
      let buffer = try SharedBuffers.make(SharedBuffers.allocators[0])
      let others = try (0..<32).map { _ in
        try SharedBuffers.make(SharedBuffers.allocators[0])
      }
      // From here on quickly: vgem has no patience with slow machines.
      let uses = try others.map { try vgem.use(descriptor($0), isWriting: true) }
      for other in others { try buffer.attach(try other.fence(for: .read), as: .read) }
      let fence = try buffer.fence(for: .write)
      #expect(try buffer.fence(for: .read).isSignalled())
      for use in uses {
        #expect(try !fence.isSignalled())
        try use.end()
      }
      try fence.wait(within: .seconds(5))
    }

    @Test("F5: what is no dma-buf knows no fences")
    func notABuffer() throws {
      let file = try MemoryFile.make(name: "plain", count: 4096, kernel: kernel)
      #expect(
        errno { _ = try DMABufferCalls.exportSyncFile(file.rawValue, .read, kernel: kernel) }
          == .inappropriateIOCTLForDevice)
      #expect(
        errno { _ = try SyncFileCalls.status(of: file.rawValue, kernel: kernel) }
          == .inappropriateIOCTLForDevice)
      let error = #expect(throws: SyncError.self) {
        _ = try Fence(try file.duplicated())
      }
      #expect(error?.code == .invalid)
    }

    @Test("G1: vgem makes what is asked for in whole pages, and nothing of nothing")
    func sizes() throws {
      let node = try vgem().node
      #expect(
        errno { _ = try node.createDumb(width: 0, height: 0, bitsPerPixel: 0) } == .invalidArgument)
      for (width, height, bits, size) in [
        (1, 1, 1, 4096), (1024, 1024, 8, 1 << 20), (32768, 32768, 16, 1 << 31),
      ] as [(UInt32, UInt32, UInt32, UInt64)] {
        let made = try node.createDumb(width: width, height: height, bitsPerPixel: bits)
        #expect(made.size == size)
        node.release(made.handle)
      }
    }

    @Test("G2: vgem refuses what it does not know, and a use that conflicts")
    func refusals() throws {
      let (vgem, buffer) = (try vgem(), try SharedBuffers.make(SharedBuffers.allocators[0]))
      let number = descriptor(buffer)
      #expect(errno { _ = try vgem.use(number, isWriting: true, flags: 4) } == .invalidArgument)
      #expect(errno { _ = try vgem.use(handle: 9999, flags: 0) } == .noSuchFileOrDirectory)
      let use = try vgem.use(number, isWriting: true)
      for isWriting in [true, false] {
        #expect(errno { _ = try vgem.use(number, isWriting: isWriting) } == .resourceBusy)
      }
      try use.end()
      #expect(errno { try use.end() } == .noSuchFileOrDirectory)
    }

    @Test("G3: a fence that is never signalled expires after ten seconds, and looks signalled")
    func expires() async throws {
      let (vgem, buffer) = (try vgem(), try SharedBuffers.make(SharedBuffers.allocators[0]))
      let use = try vgem.use(descriptor(buffer), isWriting: true)
      let fence = try buffer.fence(for: .read)
      let clock = ContinuousClock()
      let start = clock.now
      #expect(throws: SyncError.self) { try fence.wait(within: .seconds(1)) }
      try await fence.signalled(within: .seconds(30))
      let time = clock.now - start
      #expect((Duration.seconds(9)...Duration.seconds(20)).contains(time), "\(time)")
      // vgem gives it no error: only who signals it too late learns that it had expired.
      #expect(try fence.status() == .signalled)
      #expect(errno { try use.end() } == .timedOut)
      try buffer.withBytes(ofPlane: 0) { _ in }
    }

    @Test("a pool waits for a driver's fences, those in its buffers too")
    func pool() async throws {
      let vgem = try vgem()
      let pool = BufferPool([try SharedBuffers.make(SharedBuffers.allocators[0])])
      let other = try SharedBuffers.make(SharedBuffers.allocators[0])
      let explicit = try vgem.use(descriptor(other), isWriting: true)
      let lease = try await pool.acquire()
      let implicit = try vgem.use(descriptor(lease.buffer), isWriting: false)
      lease.release(after: try other.fence(for: .read))
      let task = Task { try await pool.acquire().index }
      while pool.statistics.waiting == 0 { await Task.yield() }
      try explicit.end()
      #expect(pool.statistics.waiting == 1)
      try implicit.end()
      #expect(try await task.value == 0)
    }
  }
}
