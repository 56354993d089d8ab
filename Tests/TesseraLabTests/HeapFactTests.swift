import CLinux
import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// What the kernel's heaps answer, so that a kernel that answers otherwise is noticed (C4).
extension LabTests {
  @Suite("C4: DMA heaps", .serialized)
  struct HeapFactTests {
    static let heaps = Lab.isPresent ? Inventory.find().heaps.map(Lab.path) : []
    private let kernel = LinuxKernel()

    /// Asks for anything; a descriptor or −errno.
    private func ask(
      _ heap: String, _ length: UInt64, descriptor: UInt32 = 0,
      flags: UInt32 = UInt32(O_RDWR | O_CLOEXEC), heapFlags: UInt64 = 0
    ) throws -> Int {
      let file = try DeviceFile(opening: heap, .readOnly, kernel: kernel)
      var argument = dma_heap_allocation_data(
        len: length, fd: descriptor, fd_flags: flags, heap_flags: heapFlags)
      let answer = unsafe kernel.ioctl(
        file.descriptor, clinux_DMA_HEAP_IOCTL_ALLOC, &argument)
      return answer < 0 ? answer : Int(argument.fd)
    }

    private func made(_ answer: Int) -> OwnedFileDescriptor {
      OwnedFileDescriptor(owning: FileDescriptor(rawValue: CInt(answer)))
    }

    @Test("H1: a MiB is mapped, bracketed and imported, and all of it is zero", arguments: heaps)
    func whole(heap: String) throws {
      let size = 1 << 20
      let file = made(try ask(heap, UInt64(size)))
      let mapping = try MemoryMapping(file.rawValue, count: size, writable: true, kernel: kernel)
      #expect(DMABufferCalls.bracket(file.rawValue, 3, kernel: kernel) == 0)
      let isZero = mapping.withBytes(in: 0..<size) { span in
        unsafe span.withUnsafeBytes { bytes in unsafe bytes.allSatisfy { $0 == 0 } }
      }
      #expect(isZero)
      #expect(DMABufferCalls.bracket(file.rawValue, 7, kernel: kernel) == 0)
      let vgem = try DRMNode(opening: Lab.vgem, kernel: kernel)
      vgem.release(try vgem.importHandle(of: file.rawValue))
    }

    @Test("H2, H10: a heap opened for reading gives whole pages", arguments: heaps)
    func pages(heap: String) throws {
      let file = made(try ask(heap, 1))
      #expect(try DMABufferCalls.size(file.borrowed.rawValue, kernel: kernel) == 4096)
    }

    @Test("H3–H6: nothing, everything and unknown flags are EINVAL", arguments: heaps)
    func refused(heap: String) throws {
      #expect(try ask(heap, 0) == -Int(EINVAL))
      #expect(try ask(heap, .max) == -Int(EINVAL))
      #expect(try ask(heap, 4096, descriptor: 1) == -Int(EINVAL))
      #expect(try ask(heap, 4096, heapFlags: 0x111111) == -Int(EINVAL))
      #expect(try ask(heap, 4096, flags: UInt32(O_RDWR | O_NONBLOCK)) == -Int(EINVAL))
    }

    @Test("H7: what is no heap answers ENOTTY, what is not open EBADF; a heap knows one request")
    func noHeap() throws {
      #expect(try ask("/dev/udmabuf", 4096) == -Int(ENOTTY))
      var argument = dma_heap_allocation_data(
        len: 4096, fd: 0, fd_flags: UInt32(O_RDWR | O_CLOEXEC), heap_flags: 0)
      #expect(
        unsafe kernel.ioctl(-1, clinux_DMA_HEAP_IOCTL_ALLOC, &argument) == -Int(EBADF))
      for heap in Self.heaps {
        let file = try DeviceFile(opening: heap, .readOnly, kernel: kernel)
        #expect(
          unsafe kernel.ioctl(file.descriptor, clinux_DMA_HEAP_IOCTL_ALLOC | 0x7f, &argument)
            == -Int(EINVAL))
        #expect(
          unsafe kernel.ioctl(
            file.descriptor, clinux_DMA_HEAP_IOCTL_ALLOC, UnsafeMutableRawPointer(bitPattern: 8)!)
            == -Int(EFAULT))
      }
    }

    /// Asks with an argument of `size` bytes, all set but those that are known; what came back.
    private func ask(_ heap: String, argumentOf size: Int) throws -> (answer: Int, bytes: [UInt8]) {
      let file = try DeviceFile(opening: heap, .readOnly, kernel: kernel)
      let known = dma_heap_allocation_data(
        len: 4096, fd: 0, fd_flags: UInt32(O_RDWR | O_CLOEXEC), heap_flags: 0)
      var bytes = unsafe withUnsafeBytes(of: known) { known in unsafe Array(known) }
      bytes += [UInt8](repeating: 0xff, count: max(0, size - bytes.count))
      let request = clinux_DMA_HEAP_IOCTL_ALLOC & ~(0x3fff << 16) | UInt(size) << 16
      let answer = unsafe kernel.ioctl(file.descriptor, request, &bytes)
      return (answer, bytes)
    }

    @Test(
      "H8: arguments of older and newer kernels are taken, whatever lies behind", arguments: heaps)
    func argumentSizes(heap: String) throws {
      for size in [16, 24, 32, 256] {
        let (answer, bytes) = try ask(heap, argumentOf: size)
        #expect(answer == 0, "\(size)")
        let number = bytes[8..<12].reversed().reduce(CInt(0)) { $0 << 8 | CInt($1) }
        let file = OwnedFileDescriptor(owning: FileDescriptor(rawValue: number))
        #expect(try DMABufferCalls.size(file.rawValue, kernel: kernel) == 4096, "\(size)")
        #expect(bytes.dropFirst(24).allSatisfy { $0 == 0xff })
      }
    }

    @Test(
      "H8: an argument without room for the answer makes a buffer all the same", arguments: heaps)
    func noRoom(heap: String) throws {
      func buffers() throws -> [FileDescriptor] {
        let folder = "/proc/self/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
          let target = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "\(folder)/\(name)")
          return target?.hasPrefix("/dmabuf:") == true
        }.map { FileDescriptor(rawValue: try #require(CInt($0))) }
      }
      let before = Set(try buffers().map(\.rawValue))
      #expect(try ask(heap, argumentOf: 8).answer == 0)
      let made = try buffers().filter { !before.contains($0.rawValue) }
      #expect(made.count == 1)
      for file in made { try file.close() }
    }

    @Test("H12: a heap that is not there is ENOENT, and one of root's is EACCES for others")
    func closedHeaps() throws {
      for (heap, errno) in [("/dev/dma_heap/none", Errno.noSuchFileOrDirectory)]
        + Self.heaps.map({ ($0, .permissionDenied) })
      {
        let error = #expect(throws: SystemCallError.self) {
          try asNobody { _ = try DeviceFile(opening: heap, .readOnly, kernel: kernel) }
        }
        #expect(error?.errno == errno, "\(heap)")
      }
      let error = #expect(throws: DeviceError.self) {
        try asNobody { _ = try HeapAllocator(path: "/dev/dma_heap/system") }
      }
      #expect(error?.cause?.errno == .permissionDenied)
    }

    @Test(
      "H9: more than there is of contiguous memory is ENOMEM, and leaves all as it was",
      .contiguousHeap)
    func tooMuchContiguous() throws {
      let heap = try #require(Lab.contiguousHeapPath)
      #expect(try ask(heap, 1 << 40) == -Int(ENOMEM))
      _ = made(try ask(heap, 4096))
    }

    /// The kernel itself takes page after page, then ends processes: it must not come to that.
    @Test("H9: more than there is of scattered memory is never asked for")
    func tooMuch() throws {
      let allocator = try HeapAllocator(path: "/dev/dma_heap/system")
      var agreement = try Lab.agreement(
        .xrgb8888, Extent(width: 64, height: 64), from: allocator.production)
      agreement.layout = .planned(agreement.layout.planes ?? [], sizes: [Bytes(1 << 40)])
      let error = #expect(throws: AllocationError.self) {
        _ = try allocator.allocate(BufferPlan(agreement))
      }
      #expect(error?.code == .outOfMemory)
      #expect(error?.message.contains("MemAvailable") == true)
    }

    @Test(
      "H11: a descriptor made for reading cannot be mapped for writing", arguments: heaps)
    func readOnly(heap: String) throws {
      let file = made(try ask(heap, 4096, flags: UInt32(O_RDONLY | O_CLOEXEC)))
      #expect(try !DescriptorFlags.isWritable(file.borrowed.rawValue, kernel: kernel))
      let error = #expect(throws: SystemCallError.self) {
        _ = try MemoryMapping(
          file.borrowed.rawValue, count: 4096, writable: true, kernel: kernel)
      }
      #expect(error?.errno == .permissionDenied)
    }

    @Test("H13: without O_CLOEXEC a child process inherits the buffer", arguments: heaps)
    func inherited(heap: String) throws {
      let file = made(try ask(heap, 4096, flags: UInt32(O_RDWR)))
      #expect(try !DescriptorFlags.isCloseOnExec(file.borrowed.rawValue, kernel: kernel))
    }

    @Test(
      "P13: a buffer has an identity of its own, on the file system of dma-bufs", arguments: heaps)
    func identity(heap: String) throws {
      let one = made(try ask(heap, 4096))
      let other = made(try ask(heap, 4096))
      let copy = try one.duplicated()
      func inode(_ descriptor: CInt) throws -> UInt64 {
        try kernel.status(of: descriptor).get().inode
      }
      #expect(try inode(one.borrowed.rawValue) == inode(copy.borrowed.rawValue))
      #expect(try inode(one.borrowed.rawValue) != inode(other.borrowed.rawValue))
      #expect(
        kernel.fileSystem(of: one.borrowed.rawValue) == FileSystemKind.dmaBuffers.rawValue)
      // No kind at all: neither a regular file nor anything else that has a name.
      let mode = try kernel.status(of: one.borrowed.rawValue).get().mode
      #expect(CInt(mode) & S_IFMT == 0)
    }

    @Test("stat tells the size of a dma-buf as lseek does", arguments: heaps)
    func statSize(heap: String) throws {
      let file = made(try ask(heap, 12288))
      #expect(try kernel.status(of: file.borrowed.rawValue).get().size == 12288)
    }
  }
}
