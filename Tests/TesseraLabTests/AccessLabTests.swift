import CLinux
import Foundation
import Synchronization
import SystemPackage
import Tessera
import TesseraKernel
import TesseraTestSupport
import Testing

/// CPU access on real exporters (C3 S and N, C2 P of the scenarios).
extension LabTests {
  @Suite("CPU access on real drivers", .serialized)
  struct AccessTests {
    private let kernel = LinuxKernel()

    private func descriptor(_ buffer: Buffer, _ index: Int = 0) -> CInt {
      buffer.withDescriptor(ofDMABuffer: index) { $0 }
    }

    /// The errno of `DMA_BUF_IOCTL_SYNC` with these flags; 0 when it goes through.
    private func sync(_ descriptor: CInt, _ flags: UInt64) -> CInt {
      CInt(-DMABufferCalls.bracket(descriptor, flags, kernel: kernel))
    }

    @Test(
      "S1: directions with and without an end are taken, everything else is refused",
      arguments: SharedBuffers.allocators)
    func flags(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      for flags in 1...3 as ClosedRange<UInt64> {
        #expect(sync(descriptor(buffer), flags) == 0)
        #expect(sync(descriptor(buffer), flags | 4) == 0)
      }
      for flags in [0, 4, 8, 9, 16, 1 << 63] as [UInt64] {
        #expect(sync(descriptor(buffer), flags) == EINVAL, "\(flags)")
      }
    }

    @Test(
      "S4: only udmabuf minds an end without a start, and only before the first start",
      arguments: SharedBuffers.allocators)
    func endFirst(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      #expect(sync(descriptor(buffer), 1 | 4) == (name == "udmabuf" ? EINVAL : 0))
      #expect(sync(descriptor(buffer), 1) == 0)
      #expect(sync(descriptor(buffer), 1 | 4) == 0)
      #expect(sync(descriptor(buffer), 1 | 4) == 0)
    }

    @Test(
      "S5: the kernel takes brackets in any order, counts none, and loses nothing here",
      arguments: SharedBuffers.allocators)
    func nesting(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      let number = descriptor(buffer)
      try buffer.withMutableBytes(ofPlane: 0) { bytes in
        bytes.storeBytes(of: 0x11, toByteOffset: 0, as: UInt8.self)
        for order in [[1, 5], [1, 3, 5, 7], [3, 1, 7, 5], [1, 1, 3, 7]] as [[UInt64]] {
          for flags in order { #expect(sync(number, flags) == 0) }
        }
        bytes.storeBytes(of: 0x22, toByteOffset: 1, as: UInt8.self)
      }
      try buffer.withBytes(ofPlane: 0) { bytes in
        #expect(bytes.byte(at: 0) == 0x11)
        #expect(bytes.byte(at: 1) == 0x22)
      }
    }

    @Test(
      "S5: scopes of several threads overlap, and every byte is kept",
      arguments: SharedBuffers.allocators)
    func overlapping(_ name: Name<Production>) async throws {
      let buffer = try SharedBuffers.make(name)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            try await onThread {
              for _ in 0..<50 {
                try buffer.withMutableBytes(ofPlane: 0) { bytes in
                  bytes.storeBytes(of: UInt8(number + 1), toByteOffset: number, as: UInt8.self)
                  try buffer.withBytes { planes in
                    try planes.withBytes(ofPlane: 0) { bytes in
                      #expect(bytes.byte(at: number) == UInt8(number + 1))
                    }
                  }
                }
                try buffer.withBytes(ofPlane: 0) { bytes in
                  #expect(bytes.byte(at: number) == UInt8(number + 1))
                }
              }
            }
          }
        }
        try await group.waitForAll()
      }
    }

    @Test("S6, S7: brackets need no mapping", arguments: SharedBuffers.allocators)
    func unmapped(_ name: Name<Production>) throws {
      let number = try SharedBuffers.make(name).duplicatedDescriptor(ofDMABuffer: 0)
      #expect(sync(number.borrowed.rawValue, 3) == 0)
      do {
        _ = try MemoryMapping(
          number.borrowed.rawValue, count: 4096, writable: true, kernel: kernel)
      }
      #expect(sync(number.borrowed.rawValue, 7) == 0)
    }

    @Test(
      "S3: an access waits for the device that writes; a bounded one gives up before",
      arguments: SharedBuffers.allocators)
    func waiting(_ name: Name<Production>) async throws {
      let vgem = try VGEM(path: Lab.vgem)
      let buffer = try SharedBuffers.make(name)
      let use = try vgem.use(descriptor(buffer), isWriting: true)
      for error in [
        #expect(throws: AllocationError.self) {
          try buffer.withBytes(ofPlane: 0, within: .milliseconds(20)) { _ in }
        },
        #expect(throws: AllocationError.self) {
          _ = try buffer.withMutableBytes(within: .zero) { _ in () }
        },
      ] { #expect(error?.code == .timedOut) }
      let isOver = Flag()
      async let access: Void = onThread {
        try buffer.withBytes(ofPlane: 0) { _ in #expect(isOver.isSet) }
      }
      try await Task.sleep(for: .milliseconds(50))
      isOver.set()
      try use.end()
      try await access
      try buffer.withMutableBytes(ofPlane: 0, within: .zero) { _ in }
    }

    @Test("S2: an access that signals interrupt waits on", arguments: SharedBuffers.allocators)
    func interrupted(_ name: Name<Production>) async throws {
      let vgem = try VGEM(path: Lab.vgem)
      let buffer = try SharedBuffers.make(name)
      let use = try vgem.use(descriptor(buffer), isWriting: true)
      // A handler that does nothing still interrupts.
      signal(SIGUSR1) { _ in }
      defer { signal(SIGUSR1, SIG_DFL) }
      let (isOver, waiter) = (Flag(), Waiter())
      async let access: Void = onThread {
        waiter.isMe()
        try buffer.withBytes(ofPlane: 0) { _ in #expect(isOver.isSet) }
      }
      while !waiter.isThere { await Task.yield() }
      for _ in 0..<10 {
        waiter.interrupt()
        try await Task.sleep(for: .milliseconds(5))
      }
      isOver.set()
      try use.end()
      try await access
    }

    @Test("N1: names are kept up to 31 bytes", arguments: SharedBuffers.allocators)
    func names(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      for text in ["short", String(repeating: "n", count: 31), String(repeating: "n", count: 40)] {
        try DMABufferCalls.name(descriptor(buffer), text, kernel: kernel)
        let info = try String(
          contentsOfFile: "/proc/self/fdinfo/\(descriptor(buffer))", encoding: .utf8)
        #expect(info.contains("name:\t\(text.prefix(31))\n"), "\(info)")
      }
    }

    @Test(
      "N1: the kernel itself refuses a name of 32 bytes, and one that is nowhere",
      arguments: SharedBuffers.allocators)
    func rawNames(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      for (count, answer) in [(31, 0), (32, -Int(EINVAL)), (63, -Int(EINVAL))] {
        var text = [UInt8](repeating: UInt8(ascii: "x"), count: count) + [0]
        let told = unsafe kernel.ioctl(descriptor(buffer), clinux_DMA_BUF_SET_NAME, &text)
        #expect(told == answer, "\(count)")
      }
      let nowhere = unsafe UnsafeMutableRawPointer(bitPattern: 8)!
      #expect(
        unsafe kernel.ioctl(descriptor(buffer), clinux_DMA_BUF_SET_NAME, nowhere) == -Int(EFAULT))
    }

    @Test(
      "P13: a dma-buf is told by its inode, whatever its descriptor",
      arguments: SharedBuffers.allocators)
    func identity(_ name: Name<Production>) throws {
      let (one, other) = (try SharedBuffers.make(name), try SharedBuffers.make(name))
      let copy = try one.duplicatedDescriptor(ofDMABuffer: 0)
      let status = try kernel.status(of: descriptor(one)).get()
      #expect(try kernel.status(of: copy.borrowed.rawValue).get() == status)
      #expect(try kernel.status(of: descriptor(other)).get() != status)
    }

    @Test(
      "P1, P2, P3, P6: a handle is a name in one open file, and the same for every descriptor",
      arguments: SharedBuffers.reachable)
    func handles(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      let copy = try buffer.duplicatedDescriptor(ofDMABuffer: 0)
      let (one, other) = (try VGEM(path: Lab.vgem).node, try VGEM(path: Lab.vgem).node)
      let handle = try one.importHandle(of: descriptor(buffer))
      #expect(try one.importHandle(of: copy.borrowed.rawValue) == handle)
      let foreign = try other.importHandle(of: descriptor(buffer))
      one.release(handle)
      _ = try one.export(handle)
      one.release(handle)
      let error = #expect(throws: SystemCallError.self) { _ = try one.export(handle) }
      #expect(error?.errno == .noSuchFileOrDirectory)
      _ = try other.export(foreign)
    }

    @Test("P5: what was written outlives handle and buffer", arguments: SharedBuffers.reachable)
    func outlives(_ name: Name<Production>) throws {
      let node = try VGEM(path: Lab.vgem).node
      var buffer: Buffer? = try SharedBuffers.make(name)
      try buffer?.withMutableBytes(ofPlane: 0) {
        $0.storeBytes(of: 0x5a, toByteOffset: 7, as: UInt8.self)
      }
      let handle = try node.importHandle(of: descriptor(try #require(buffer)))
      buffer = nil
      let file = try node.export(handle)
      node.release(handle)
      let mapping = try MemoryMapping(
        file.borrowed.rawValue, count: 4096, writable: false, kernel: kernel)
      #expect(mapping.withBytes(in: 0..<8) { $0.byte(at: 7) } == 0x5a)
    }

    @Test("P9: bochs' buffers are reached by nobody on the stable kernel, though it exports them")
    func unreachable() throws {
      guard let name = SharedBuffers.unreachable else {
        #expect(SharedBuffers.reachable == SharedBuffers.allocators)
        return
      }
      let buffer = try SharedBuffers.make(name)
      let node = try VGEM(path: Lab.vgem).node
      let error = #expect(throws: SystemCallError.self) {
        _ = try node.importHandle(of: descriptor(buffer))
      }
      #expect(error?.errno == .noFunction)
    }

    @Test("P7: fstat tells the same size as lseek", arguments: SharedBuffers.allocators)
    func statusSize(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      var status = stat()
      #expect(unsafe fstat(descriptor(buffer), &status) == 0)
      #expect(status.st_size > 0)
      #expect(kernel.seek(descriptor(buffer), offset: 0, whence: SEEK_END) == Int(status.st_size))
    }

    @Test("P7: 4 KiB to 2 MiB are told to the byte", arguments: SharedBuffers.allocators)
    func sizes(_ name: Name<Production>) throws {
      let allocator = try Lab.allocator(name)
      for doubling in 0..<10 {
        // Of 1024 pixels, a row is 4 KiB.
        let agreement = try Lab.agreement(
          .xrgb8888, Extent(width: 1024, height: Pixels(UInt64(1 << doubling))),
          from: allocator.production)
        let buffer = try allocator.allocate(BufferPlan(agreement))
        let told = kernel.seek(descriptor(buffer), offset: 0, whence: SEEK_END)
        if name.rawValue.hasPrefix("gbm:") {
          // Mesa may make it larger, by whole pages.
          #expect(told >= 4096 << doubling && told % 4096 == 0, "\(doubling): \(told)")
        } else {
          #expect(told == 4096 << doubling)
        }
        #expect(kernel.seek(descriptor(buffer), offset: 0, whence: SEEK_SET) == 0)
        for (offset, whence) in [(4096, SEEK_SET), (-1, SEEK_END), (0, SEEK_CUR)] {
          #expect(
            kernel.seek(descriptor(buffer), offset: offset, whence: whence) == -Int(EINVAL))
        }
      }
    }

    @Test("P7, P9, P10: sizes, and what is refused", arguments: SharedBuffers.allocators)
    func limits(_ name: Name<Production>) throws {
      let buffer = try SharedBuffers.make(name)
      let number = descriptor(buffer)
      let size = Int(buffer.size(ofDMABuffer: 0).value)
      #expect(kernel.seek(number, offset: 0, whence: SEEK_END) == size)
      #expect(kernel.seek(number, offset: 0, whence: SEEK_SET) == 0)
      #expect(kernel.seek(number, offset: 1, whence: SEEK_END) == -Int(EINVAL))
      #expect(kernel.seek(number, offset: 0, whence: SEEK_CUR) == -Int(EINVAL))
      func refusal(_ offset: Int, _ count: Int) -> Errno? {
        do throws(SystemCallError) {
          _ = try MemoryMapping(
            number, offset: offset, count: count, writable: true, kernel: kernel)
          return nil
        } catch {
          return error.errno
        }
      }
      #expect(refusal(0, 2 * size) == .invalidArgument)
      #expect(refusal(size, 4096) == .invalidArgument)
      #expect(refusal(1, 4096) == .invalidArgument)
      let closed = try buffer.duplicatedDescriptor(ofDMABuffer: 0).take()
      try closed.close()
      #expect(
        #expect(throws: SystemCallError.self) {
          _ = try MemoryMapping(closed.rawValue, count: 4096, writable: true, kernel: kernel)
        }?.errno == .badFileDescriptor)
      let node = try VGEM(path: Lab.vgem).node
      let plain = try MemoryFile.make(name: "plain", count: 4096, kernel: kernel)
      let error = #expect(throws: SystemCallError.self) {
        _ = try node.importHandle(of: plain.rawValue)
      }
      #expect(error?.errno == .invalidArgument)
      #expect(
        #expect(throws: SystemCallError.self) { _ = try node.importHandle(of: -1) }?.errno
          == .badFileDescriptor)
    }
  }
}

/// Something that has happened.
private final class Flag: Sendable {
  private let value = Mutex(false)
  func set() { value.withLock { $0 = true } }
  var isSet: Bool { value.withLock { $0 } }
}

/// A thread that can be sent a signal.
private final class Waiter: Sendable {
  private let thread = Mutex<UInt?>(nil)
  func isMe() { thread.withLock { $0 = UInt(pthread_self()) } }
  var isThere: Bool { thread.withLock { $0 != nil } }
  func interrupt() {
    thread.withLock { thread in _ = thread.map { pthread_kill(pthread_t($0), SIGUSR1) } }
  }
}
