import CDRM
import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// What drivers answer about the names that a buffer has: handles, descriptors, maps (C2).
extension LabTests {
  @Suite("C2: handles and descriptors of dumb buffers", .serialized)
  struct PrimeFactTests {
    static let cards = [Lab.vkms, Lab.bochs, Lab.virtioGPU, Lab.vgem]
    /// Those whose memory other drivers can reach.
    static let exporters = cards.filter { $0 != Lab.bochs || Lab.kernel != "stable" }
    private let kernel = LinuxKernel()

    private func node(_ path: String) throws -> DRMNode {
      try DRMNode(opening: path, kernel: kernel)
    }

    private func dumb(on node: DRMNode) throws -> DumbBuffer {
      try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
    }

    private func map(_ file: CInt) throws -> MemoryMapping {
      try MemoryMapping(file, count: 16384, writable: true, kernel: kernel)
    }

    @Test(
      "P4: a duplicated descriptor of a card has the same handles, and ends them", arguments: cards)
    func duplicated(card: String) throws {
      let node = try node(card)
      let copy = DRMNode(
        DeviceFile(
          owning: try OwnedFileDescriptor.duplicate(of: node.file.descriptor), path: card,
          kernel: kernel))
      let dumb = try dumb(on: node)
      let file = try node.export(dumb.handle)
      #expect(copy.rawImport(file.rawValue) == Int(dumb.handle))
      #expect(copy.rawClose(dumb.handle) == 0)
      #expect(node.rawExport(dumb.handle) == -Int(ENOENT))
    }

    @Test(
      "P5: what was written outlives descriptor, handle and the maker's file, in whichever order they go",
      arguments: exporters)
    func survives(card: String) throws {
      let importer = try node(Lab.vgem)
      for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        var maker: DRMNode? = try node(card)
        let dumb = try dumb(on: try #require(maker))
        let file = try #require(maker).export(dumb.handle).take()
        try map(file.rawValue).store(0x5a, at: 4097)
        let handle = try importer.importHandle(of: file.rawValue)
        for end in order {
          switch end {
          case 0: try file.close()
          case 1: maker?.release(dumb.handle)
          default: maker = nil
          }
          let again = try importer.export(handle)
          #expect(try map(again.rawValue).byte(at: 4097) == 0x5a, "\(order) at \(end)")
        }
        importer.release(handle)
        #expect(importer.rawExport(handle) == -Int(ENOENT))
      }
    }

    @Test("P8: an export knows two flags, and needs a handle that is there", arguments: cards)
    func exports(card: String) throws {
      let node = try node(card)
      let dumb = try dumb(on: node)
      for bit in 0..<32 as Range<UInt32> {
        let answer = node.rawExport(dumb.handle, flags: 1 << bit)
        if (cdrm_CLOEXEC | cdrm_RDWR) & 1 << bit == 0 {
          #expect(answer == -Int(EINVAL), "bit \(bit)")
        } else {
          try FileDescriptor(rawValue: CInt(#require(answer >= 0 ? answer : nil))).close()
        }
      }
      #expect(node.rawExport(4711) == -Int(ENOENT))
      #expect(node.rawClose(dumb.handle) == 0)
      #expect(node.rawExport(dumb.handle) == -Int(ENOENT))
    }

    @Test(
      "P11: a new map, a child's map and a new export show what was written", arguments: cards)
    func seenAgain(card: String) throws {
      let node = try node(card)
      let dumb = try dumb(on: node)
      let file = try node.export(dumb.handle)
      try map(file.rawValue).store(0x11, at: 1)
      let mapping = try map(file.rawValue)
      #expect(mapping.byte(at: 1) == 0x11)
      #expect(try inChild { mapping.store(0x22, at: 2) } == 0)
      #expect(mapping.byte(at: 2) == 0x22)
      let again = try node.export(dumb.handle)
      let other = try map(again.rawValue)
      #expect(other.byte(at: 1) == 0x11 && other.byte(at: 2) == 0x22)
      let inodes = try [file.rawValue, again.rawValue].map { try kernel.status(of: $0).get().inode }
      #expect(inodes[0] == inodes[1])
    }

    /// Runs `body`, which must only touch memory, in a copy of this process; its exit status.
    private func inChild(_ body: () -> Void) throws -> CInt {
      // Swift hides fork from programs of several threads: the copy has but the one that called.
      let symbol = try unsafe #require(dlsym(nil, "fork"))
      let fork = unsafe unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
      let child = fork()
      if child == 0 {
        body()
        _exit(0)
      }
      var status: CInt = -1
      try #require(child > 0)
      #expect(unsafe waitpid(child, &status, 0) == child)
      return status
    }

    @Test(
      "P12: threads that import, export and close one buffer at once leave nothing behind",
      arguments: cards)
    func races(card: String) async throws {
      let alive = try LiveBuffers.find().buffers.count
      let (maker, other) = (try node(card), try node(card))
      do {
        let dumb = try dumb(on: maker)
        let file = try maker.export(dumb.handle)
        let number = file.rawValue
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 { group.addTask { try await onThread { race(other, number) } } }
          try await group.waitForAll()
        }
        withExtendedLifetime(file) {}
        maker.release(dumb.handle)
      }
      #expect(DRMNode.handleCount(of: other.file.descriptor, kernel: kernel) == 0)
      #expect(DRMNode.handleCount(of: maker.file.descriptor, kernel: kernel) == 0)
      #expect(try LiveBuffers.find().buffers.count == alive)
    }

    /// Another thread may have closed the handle first: that is `ENOENT`, or `EINVAL`.
    private func race(_ node: DRMNode, _ file: CInt) {
      for _ in 0..<300 {
        let handle = node.rawImport(file)
        #expect(handle > 0, "\(handle)")
        guard handle > 0 else { return }
        let copy = node.rawExport(UInt32(handle))
        #expect(copy >= 0 || copy == -Int(ENOENT), "\(copy)")
        if copy >= 0 { try? FileDescriptor(rawValue: CInt(copy)).close() }
        let end = node.rawClose(UInt32(handle))
        #expect(end == 0 || end == -Int(EINVAL), "\(end)")
      }
    }
  }
}
