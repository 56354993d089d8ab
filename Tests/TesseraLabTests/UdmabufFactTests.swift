import CLinux
import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// What the kernel's udmabuf answers, and what Tessera makes of it (C5).
extension LabTests {
  @Suite("C5: udmabuf", .serialized)
  struct UdmabufFactTests {
    private let kernel = LinuxKernel()
    private let page = UInt64(MemoryFile.pageSize)

    private func file(_ pages: Int = 4, seals: CInt = clinux_F_SEAL_SHRINK) throws
      -> OwnedFileDescriptor
    {
      let file = OwnedFileDescriptor(
        owning: FileDescriptor(
          rawValue: CInt(
            kernel.createMemoryFile("fact", flags: UInt32(clinux_memfd_flags)))))
      #expect(kernel.truncate(file.borrowed.rawValue, to: pages * Int(page)) == 0)
      #expect(
        kernel.control(file.borrowed.rawValue, clinux_F_ADD_SEALS, Int(seals)) == 0)
      return file
    }

    /// Asks for anything; 0 or −errno.
    private func ask(
      _ descriptor: CInt, offset: UInt64 = 0, size: UInt64, flags: UInt32 = 1
    ) throws -> Int {
      let node = try DeviceFile(opening: "/dev/udmabuf", .readWrite, kernel: kernel)
      var argument = udmabuf_create(
        memfd: UInt32(bitPattern: descriptor), flags: flags, offset: offset, size: size)
      let answer = unsafe kernel.ioctl(node.descriptor, clinux_UDMABUF_CREATE, &argument)
      guard answer >= 0 else { return answer }
      let made = OwnedFileDescriptor(owning: FileDescriptor(rawValue: CInt(answer)))
      return try DescriptorFlags.isCloseOnExec(made.borrowed.rawValue, kernel: kernel) ? 1 : 0
    }

    @Test("U1, U2, U8: halves of pages, nothing, and what lies behind the end are EINVAL")
    func places() throws {
      let file = try file()
      let number = file.borrowed.rawValue
      #expect(try ask(number, offset: 1, size: page) == -Int(EINVAL))
      #expect(try ask(number, size: page - 1) == -Int(EINVAL))
      #expect(try ask(number, size: 0) == -Int(EINVAL))
      #expect(try ask(number, offset: 3 * page, size: 2 * page) == -Int(EINVAL))
      #expect(try ask(number, size: 4 * page) == 1)
    }

    @Test("U5: what is no memory file is EBADFD")
    func noMemory() throws {
      #expect(try ask(-1, size: page) == -Int(EBADFD))
      let null = try DeviceFile(opening: "/dev/null", .readWrite, kernel: kernel)
      #expect(try ask(null.descriptor, size: page) == -Int(EBADFD))
    }

    @Test("U6, U7: a memory file must not shrink, and must not be sealed against writing")
    func seals() throws {
      for seals in [
        0, clinux_F_SEAL_SHRINK | clinux_F_SEAL_WRITE,
        clinux_F_SEAL_SHRINK | clinux_F_SEAL_FUTURE_WRITE,
      ] {
        let file = try file(seals: seals)
        #expect(try ask(file.borrowed.rawValue, size: page) == -Int(EINVAL), "\(seals)")
      }
      // Neither growing nor sealing further is any harm.
      for seals in [
        clinux_F_SEAL_GROW, clinux_F_SEAL_SEAL, clinux_F_SEAL_GROW | clinux_F_SEAL_SEAL,
      ] {
        let file = try file(seals: clinux_F_SEAL_SHRINK | seals)
        #expect(try ask(file.borrowed.rawValue, size: page) == 1, "\(seals)")
      }
    }

    @Test("U11: a buffer has no private map")
    func privateMap() throws {
      let file = try file()
      let node = try UdmabufNode(opening: "/dev/udmabuf", kernel: kernel)
      let made = try node.create([
        UdmabufNode.MemoryRange(memoryFile: file.rawValue, offset: 0, count: page)
      ])
      for protection in [PROT_READ, PROT_READ | PROT_WRITE] {
        let address = unsafe mmap(nil, Int(page), protection, MAP_PRIVATE, made.rawValue, 0)
        #expect(unsafe address == UnsafeMutableRawPointer(bitPattern: -1) && errno == EINVAL)
      }
    }

    @Test("U12: ENOTTY, EFAULT, ENOENT and EACCES are told apart")
    func wrongRequests() throws {
      let node = try DeviceFile(opening: "/dev/udmabuf", .readWrite, kernel: kernel)
      var argument = udmabuf_create()
      #expect(
        unsafe kernel.ioctl(node.descriptor, clinux_UDMABUF_CREATE + 0x70, &argument)
          == -Int(ENOTTY))
      for request in [clinux_UDMABUF_CREATE, clinux_UDMABUF_CREATE_LIST] {
        let nowhere = unsafe UnsafeMutableRawPointer(bitPattern: 8)!
        #expect(unsafe kernel.ioctl(node.descriptor, request, nowhere) == -Int(EFAULT))
      }
      func refusal(_ path: String) -> Errno? {
        #expect(throws: SystemCallError.self) {
          try asNobody { _ = try DeviceFile(opening: path, .readWrite, kernel: kernel) }
        }?.errno
      }
      #expect(refusal("/dev/udmabuf") == .permissionDenied)
      #expect(refusal("/dev/udmabuf-none") == .noSuchFileOrDirectory)
    }

    /// The newer kernel's module came with a limit of 64 MiB until it was as good as dropped.
    @Test("U13: a 4K image is taken; an 8K image only where the module's own limit lets it")
    func largeImages() throws {
      let text = try String(contentsOfFile: UdmabufNode.sizeLimitPath, encoding: .utf8)
      let limit = try #require(Int(text.dropLast()))
      #expect(limit == (Lab.kernel == "stable" ? 64 : Int(CInt.max)))
      for (pages, isTaken) in [
        (3840 * 2160 * 4 / Int(page), true), ((64 << 20) / Int(page), true),
        ((64 << 20) / Int(page) + 1, Lab.kernel != "stable"),
        (7680 * 4320 * 4 / Int(page), Lab.kernel != "stable"),
      ] {
        let file = try file(pages)
        let answer = try ask(file.rawValue, size: UInt64(pages) * page)
        #expect(answer == (isTaken ? 1 : -Int(EINVAL)), "\(pages) pages")
      }
    }

    @Test("U11: close-on-exec is asked for by the first flag, and no other is looked at")
    func flags() throws {
      let file = try file()
      #expect(try ask(file.borrowed.rawValue, size: page, flags: 0) == 0)
      #expect(try ask(file.borrowed.rawValue, size: page, flags: 0xffff_ffff) == 1)
    }

    @Test("U3: the limit is the module's, and Tessera names it")
    func limit() throws {
      let path = UdmabufNode.sizeLimitPath
      let before = try String(contentsOfFile: path, encoding: .utf8)
      defer { try? before.write(toFile: path, atomically: false, encoding: .utf8) }
      try "1\n".write(toFile: path, atomically: false, encoding: .utf8)
      let file = try file(512)
      #expect(try ask(file.borrowed.rawValue, size: 256 * page) == 1)
      #expect(try ask(file.borrowed.rawValue, size: 257 * page) == -Int(EINVAL))
      let allocator = try UdmabufAllocator()
      #expect(allocator.production.largestBuffer == Bytes(1 << 20))
    }

    @Test("U9: ranges of two files are one buffer, and both faces show the same bytes")
    func ranges() throws {
      let allocator = try UdmabufAllocator()
      let one = try file()
      let other = try file()
      func range(_ file: borrowing OwnedFileDescriptor, _ first: UInt64) -> MemoryFileRange {
        MemoryFileRange(file.borrowed, offset: Bytes(first * page), size: Bytes(page))
      }
      let agreement = try Lab.agreement(
        .xrgb8888, Extent(width: 64, height: 64), from: allocator.production)
      let buffer = try allocator.share(
        [range(one, 3), range(other, 0), range(one, 1), range(other, 2)],
        as: BufferPlan(agreement, name: "ranges"))
      try buffer.withMutableBytes(ofPlane: 0) { bytes in
        for index in 0..<4 {
          bytes.storeBytes(
            of: UInt8(index + 1), toByteOffset: index * Int(page), as: UInt8.self)
        }
      }
      func byte(_ file: borrowing OwnedFileDescriptor, _ index: Int) throws -> UInt8 {
        let mapping = try MemoryMapping(
          file.borrowed.rawValue, count: 4 * Int(page), writable: false, kernel: kernel)
        return mapping.withBytes(in: index * Int(page)..<index * Int(page) + 1) {
          unsafe $0.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
        }
      }
      #expect(try byte(one, 3) == 1)
      #expect(try byte(other, 0) == 2)
      #expect(try byte(one, 1) == 3)
      #expect(try byte(other, 2) == 4)
      // And the other way round.
      try MemoryMapping(other.rawValue, count: 4 * Int(page), writable: true, kernel: kernel)
        .store(5, at: 2 * Int(page) + 9)
      #expect(try buffer.withBytes(ofPlane: 0) { $0.byte(at: 3 * Int(page) + 9) } == 5)
    }

    @Test("U4: more ranges than the module takes are refused by name, and so does the kernel")
    func tooManyRanges() throws {
      let allocator = try UdmabufAllocator()
      let file = try file(1)
      let range = MemoryFileRange(file.borrowed, size: Bytes(page))
      let plan = BufferPlan(
        try Lab.agreement(.xrgb8888, Extent(width: 32, height: 32), from: allocator.production))
      let limit = Int(try #require(UdmabufNode.listLimit(kernel: kernel)))
      _ = try allocator.share(Array(repeating: range, count: 8), as: plan)
      let error = #expect(throws: AllocationError.self) {
        _ = try allocator.share(Array(repeating: range, count: limit + 1), as: plan)
      }
      #expect(error?.path == UdmabufNode.listLimitPath)
      let node = try UdmabufNode(opening: "/dev/udmabuf", kernel: kernel)
      let raw = UdmabufNode.MemoryRange(
        memoryFile: file.borrowed.rawValue, offset: 0, count: page)
      let refusal = #expect(throws: SystemCallError.self) {
        _ = try node.create(Array(repeating: raw, count: limit + 1))
      }
      #expect(refusal?.errno == .invalidArgument)
    }

    @Test("the other face of a buffer shows what was written, and is fit for wl_shm")
    func twoFaces() throws {
      let allocator = try UdmabufAllocator(options: .keepsMemoryFiles)
      let buffer = try allocator.allocate(
        BufferPlan(
          try Lab.agreement(.xrgb8888, Extent(width: 64, height: 64), from: allocator.production)))
      try buffer.withMutableBytes(ofPlane: 0) {
        $0.storeBytes(of: 0x5a, toByteOffset: 4097, as: UInt8.self)
      }
      guard let face = try buffer.duplicatedMemoryFile(ofDMABuffer: 0) else {
        Issue.record("the memory file was to be kept")
        return
      }
      let mapping = try MemoryMapping(
        face.borrowed.rawValue, count: 16384, writable: true, kernel: kernel)
      let seen = mapping.withBytes(in: 4097..<4098) {
        unsafe $0.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      }
      #expect(seen == 0x5a)
      #expect(try MemoryFile.seals(of: face.borrowed.rawValue, kernel: kernel).contains(.shrink))
    }

    @Test("U10: huge pages make a buffer where some are set aside, and are advice where none are")
    func hugePages() throws {
      let pool = "/proc/sys/vm/nr_hugepages"
      let allocator = try UdmabufAllocator(options: .hugePages)
      let plan = BufferPlan(
        try Lab.agreement(.xrgb8888, Extent(width: 64, height: 64), from: allocator.production))
      try "0\n".write(toFile: pool, atomically: false, encoding: .utf8)
      let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
      #expect(error?.errno == .noMemory, "\(error?.description ?? "")")
      #expect(error?.hint?.contains("nr_hugepages") == true)
      try "4\n".write(toFile: pool, atomically: false, encoding: .utf8)
      defer { try? "0\n".write(toFile: pool, atomically: false, encoding: .utf8) }
      let buffer = try allocator.allocate(plan)
      #expect(buffer.size(ofDMABuffer: 0) == Bytes(2 << 20))
      try buffer.withMutableBytes(ofPlane: 0) {
        $0.storeBytes(of: 1, toByteOffset: 0, as: UInt8.self)
      }
    }
  }
}
