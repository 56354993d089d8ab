import CLinux
import SystemPackage
import TesseraKernel
import Testing

/// How handles of dumb buffers are mapped and ended.
extension LabTests.DumbFactTests {
  private func isZero(_ mapping: borrowing MemoryMapping) -> Bool {
    mapping.withBytes(in: 0..<mapping.count) { span in
      unsafe span.withUnsafeBytes { bytes in unsafe bytes.allSatisfy { $0 == 0 } }
    }
  }

  @Test(
    "D6, D7: a handle's own map is as long as the buffer and no longer, is zero, and outlives it",
    arguments: cards)
  func ownMap(card: String) throws {
    let node = try node(card)
    let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
    let size = Int(dumb.size)
    let offset = node.rawMapOffset(dumb.handle)
    try #require(offset > 0)
    #expect(
      errno {
        _ = try MemoryMapping(
          node.file.descriptor, offset: offset, count: size + 1, writable: true, kernel: kernel)
      } == .invalidArgument)
    let mapping = try MemoryMapping(
      node.file.descriptor, offset: offset, count: size, writable: true, kernel: kernel)
    #expect(node.rawDestroyDumb(dumb.handle) == 0)
    let isClear = isZero(mapping)
    #expect(isClear)
    let file = try node.export(node.createDumb(width: 64, height: 64, bitsPerPixel: 32).handle)
    #expect(
      errno {
        _ = try MemoryMapping(file.rawValue, count: size + 1, writable: true, kernel: kernel)
      } == .invalidArgument)
  }

  @Test(
    "D8: what eight threads make at once is zero, though each has just freed memory that was full",
    arguments: cards)
  func zeroedForAll(card: String) async throws {
    let node = try node(card)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await onThread { try (0..<16).allSatisfy { _ in try isNew(on: node) } }
        }
      }
      for try await isZero in group { #expect(isZero) }
    }
  }

  /// Makes a buffer, and fills it once it has been looked at.
  private func isNew(on node: DRMNode) throws -> Bool {
    let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
    defer { node.release(dumb.handle) }
    let file = try node.export(dumb.handle)
    let mapping = try MemoryMapping(
      file.rawValue, count: Int(dumb.size), writable: true, kernel: kernel)
    defer {
      mapping.withMutableBytes(in: 0..<mapping.count) { span in
        unsafe span.withUnsafeMutableBytes { bytes in
          _ = unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0xa5)
        }
      }
    }
    return isZero(mapping)
  }

  @Test(
    "D9, D10: memory of others has no map here; yet DESTROY_DUMB ends its handle as any other",
    arguments: [Lab.vkms, Lab.vgem])
  func foreign(card: String) throws {
    let node = try node(card)
    #expect(node.rawMapOffset(4711) == -Int(ENOENT))
    let heap = try HeapNode(opening: "/dev/dma_heap/system", kernel: kernel)
    let memory = try heap.allocate(4096)
    let answer = node.rawImport(memory.rawValue)
    let handle = UInt32(try #require(answer > 0 ? answer : nil))
    #expect(node.rawMapOffset(handle) == -Int(EINVAL))
    #expect(node.rawDestroyDumb(handle) == 0)
    #expect(node.rawClose(handle) == -Int(EINVAL))
  }

  @Test("D10: a buffer is destroyed once; twice, or what never was, is EINVAL", arguments: cards)
  func destroyedTwice(card: String) throws {
    let node = try node(card)
    let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
    #expect(node.rawDestroyDumb(dumb.handle) == 0)
    #expect(node.rawDestroyDumb(dumb.handle) == -Int(EINVAL))
    #expect(node.rawDestroyDumb(4711) == -Int(EINVAL))
    #expect(node.rawClose(4711) == -Int(EINVAL))
  }

  /// No driver of the lab has no dumb buffers at all, which would be `ENOSYS`.
  @Test("D11, D12: the capability promises nothing: who tells it refuses, who does not tell makes")
  func capability() throws {
    let render = try node("/dev/lab/virtio-gpu-render")
    #expect(try render.capability(.dumbBuffer) == 1)
    #expect(
      errno { _ = try render.createDumb(width: 1, height: 1, bitsPerPixel: 32) }
        == .permissionDenied)
    let vgem = try node(Lab.vgem)
    #expect(errno { _ = try vgem.capability(.dumbBuffer) } == .notSupportedOnSocket)
    let made = try vgem.createDumb(width: 1, height: 1, bitsPerPixel: 32)
    vgem.release(made.handle)
  }

  @Test(
    "G4: what is written through the dma-buf is seen through the handle, and the other way round",
    arguments: cards)
  func twoMaps(card: String) throws {
    let node = try node(card)
    let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
    defer { node.release(dumb.handle) }
    let file = try node.export(dumb.handle)
    let shared = try MemoryMapping(
      file.rawValue, count: Int(dumb.size), writable: true, kernel: kernel)
    let own = try MemoryMapping(
      node.file.descriptor, offset: node.rawMapOffset(dumb.handle), count: Int(dumb.size),
      writable: true, kernel: kernel)
    shared.store(0x11, at: 5000)
    own.store(0x22, at: 6000)
    #expect(own.byte(at: 5000) == 0x11)
    #expect(shared.byte(at: 6000) == 0x22)
  }

  @Test("a lease is for who has a display: other errnos tell who has not")
  func noLease() throws {
    for card in [Lab.vkms, Lab.bochs, Lab.virtioGPU] {
      let owner = try node(card)
      let answer = owner.rawLease()
      try #require(answer >= 0)
      let lessee = DRMNode(
        DeviceFile(
          owning: OwnedFileDescriptor(owning: FileDescriptor(rawValue: CInt(answer))), path: card,
          kernel: kernel))
      #expect(lessee.rawLease() == -Int(EINVAL))
      owner.resignMaster()
      #expect(owner.rawLease() == -Int(EACCES))
    }
    #expect(try node(Lab.vgem).rawLease() == -Int(EOPNOTSUPP))
  }
}
