import CLinux
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// Buffers of real drivers that travel to another descriptor table, and impostors.
extension LabTests {
  @Suite("Buffers travel over a socket", .serialized)
  struct TransferTests {
    static let allocators =
      Lab.allocators + [
        SharedMemoryAllocator.name
      ]

    private func make(_ name: Name<Production>) throws -> Buffer {
      let allocator: any Allocator =
        name == SharedMemoryAllocator.name ? SharedMemoryAllocator() : try Lab.allocator(name)
      return try allocator.allocate(
        BufferPlan(
          try Lab.agreement(
            .xrgb8888, Extent(width: 100, height: 40), from: allocator.production)))
    }

    private func ends() throws -> (FileDescriptor, FileDescriptor) {
      var ends: [CInt] = [-1, -1]
      try #require(
        unsafe socketpair(AF_UNIX, CInt(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
          == 0)
      return (FileDescriptor(rawValue: ends[0]), FileDescriptor(rawValue: ends[1]))
    }

    @Test("a buffer arrives with its bytes and its identity", arguments: allocators)
    func arrives(_ name: Name<Production>) throws {
      let (here, there) = try ends()
      defer {
        try? here.close()
        try? there.close()
      }
      let received: Buffer
      do {
        let sent = try make(name)
        try sent.withMutableBytes(ofPlane: 0) {
          $0.storeBytes(of: 0x77, toByteOffset: 4099, as: UInt8.self)
        }
        try sent.send(over: here, timeout: .seconds(5))
        received = try #require(try Buffer.receive(from: there, timeout: .seconds(5)))
        #expect(try received.identity(ofDMABuffer: 0) == sent.identity(ofDMABuffer: 0))
        #expect(received.memoryKind == sent.memoryKind)
      }
      let byte = try received.withBytes(ofPlane: 0) {
        unsafe $0.unsafeLoad(fromByteOffset: 4099, as: UInt8.self)
      }
      #expect(byte == 0x77)
    }

    @Test("a description of more than the memory has is refused", arguments: allocators)
    func tooMuch(_ name: Name<Production>) throws {
      let buffer = try make(name)
      var agreement = buffer.settledAgreement
      agreement.layout = .planned(
        buffer.planes, sizes: [Bytes(buffer.size(ofDMABuffer: 0).value + 1)])
      buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
        let error = #expect(throws: AllocationError.self) {
          _ = try Buffer(
            importing: agreement, descriptors: [FileDescriptor(rawValue: descriptor)])
        }
        #expect(error?.code == .invalidDescription)
      }
    }

    @Test(
      "a device node, a folder and a file are no buffers",
      arguments: ["/dev/dma_heap/system", "/dev/lab/vkms", "/dev/null", "/proc", "/proc/self/maps"])
    func impostors(path: String) throws {
      let agreement = try make("heap:system").settledAgreement
      let file = try unsafe FileDescriptor.open(path, .readOnly)
      defer { try? file.close() }
      let error = #expect(throws: AllocationError.self) {
        _ = try Buffer(importing: agreement, descriptors: [file])
      }
      #expect(error?.code == .invalidDescription)
      #expect(error?.message.contains("neither a dma-buf nor a memory file") == true)
    }
  }
}
