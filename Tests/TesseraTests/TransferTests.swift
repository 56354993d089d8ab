import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Buffers that travel between processes, and what is refused on arrival.
@Suite struct TransferTests {
  @Test(
    "A buffer arrives as it was sent, and stays when the sender lets go",
    arguments: [PixelFormat.nv12, .yuv420, .xrgb8888], [Topology.oneBuffer, .bufferPerPlane])
  func arrives(format: PixelFormat, topology: Topology) throws {
    for kind in [SOCK_STREAM, SOCK_SEQPACKET] {
      let post = try Post(kind)
      let before = DescriptorCensus(of: post.kernel)
      do {
        let received: Buffer
        do {
          let sent = try post.buffer(format, topology)
          try sent.withMutableBytes(ofPlane: 0) {
            $0.storeBytes(of: 77, toByteOffset: 5, as: UInt8.self)
          }
          try sent.send(over: post.here, timeout: nil, kernel: post.kernel)
          received = try #require(
            try Buffer.receive(from: post.there, timeout: nil, kernel: post.kernel))
          #expect(received.agreement == sent.settledAgreement)
          #expect(received.planes == sent.planes)
          #expect(
            try received.identity(ofDMABuffer: 0) == sent.identity(ofDMABuffer: 0))
        }
        #expect(post.kernel.areAllCloseOnExec)
        let byte = try received.withBytes(ofPlane: 0) {
          unsafe $0.unsafeLoad(fromByteOffset: 5, as: UInt8.self)
        }
        #expect(byte == 77)
      }
      #expect(DescriptorCensus(of: post.kernel) == before)
    }
  }

  @Test func `A buffer of shared memory travels too`() throws {
    let post = try Post()
    let allocator = SharedMemoryAllocator(kernel: post.kernel)
    let sent = try allocator.allocate(
      BufferPlan(try agreement(.nv12, from: allocator.production)))
    try sent.send(over: post.here, timeout: nil, kernel: post.kernel)
    let received = try Buffer.receive(from: post.there, timeout: nil, kernel: post.kernel)
    #expect(received?.memoryKind == .memoryFile)
  }

  @Test func `Several buffers arrive one after the other, then the end`() throws {
    let post = try Post()
    let sent = try (0..<3).map { _ in try post.buffer(.nv12, .oneBuffer) }
    for buffer in sent { try buffer.send(over: post.here, timeout: nil, kernel: post.kernel) }
    for buffer in sent {
      let received = try Buffer.receive(from: post.there, timeout: nil, kernel: post.kernel)
      #expect(
        try received?.identity(ofDMABuffer: 0) == buffer.identity(ofDMABuffer: 0))
    }
    post.hangUp()
    #expect(try Buffer.receive(from: post.there, timeout: nil, kernel: post.kernel) == nil)
  }

  @Test func `Nobody is waited for longer than was said`() throws {
    let post = try Post()
    let error = #expect(throws: AllocationError.self) {
      _ = try Buffer.receive(
        from: post.there, timeout: .milliseconds(20), kernel: post.kernel)
    }
    #expect(error?.errno == .timedOut)
    // A message that stops in the middle is no reason to wait for ever.
    post.send(Array("TSRB".utf8), [])
    let half = #expect(throws: AllocationError.self) {
      _ = try Buffer.receive(
        from: post.there, timeout: .milliseconds(20), kernel: post.kernel)
    }
    #expect(half?.errno == .timedOut)
  }

  @Test(
    "A wait of any length is one",
    arguments: [.seconds(18_446_744_073) + .milliseconds(900), .seconds(Int64.max)] as [Duration])
  func longWaits(timeout: Duration) throws {
    let post = try Post()
    let sent = try post.buffer(.nv12, .oneBuffer)
    try sent.send(over: post.here, timeout: timeout, kernel: post.kernel)
    let received = try Buffer.receive(from: post.there, timeout: timeout, kernel: post.kernel)
    #expect(received?.planes == sent.planes)
  }

  @Test func `Sending to nobody is an error and no signal`() throws {
    let post = try Post()
    let buffer = try post.buffer(.nv12, .oneBuffer)
    post.hangUp(there: true)
    let error = #expect(throws: AllocationError.self) {
      try buffer.send(over: post.here, timeout: nil, kernel: post.kernel)
    }
    #expect(error?.message == "the other side is gone")
    #expect(error?.step == .send)
  }

  @Test("A message that is none is refused, and its descriptors are closed", arguments: Forgery.all)
  func forged(forgery: Forgery) throws {
    let post = try Post()
    let before = DescriptorCensus(of: post.kernel)
    do {
      let buffer = try post.buffer(.nv12, .oneBuffer)
      let document = buffer.settledAgreement.json(.compact)
      var message = Array(
        BufferMessage(descriptors: 1, document: document.count).bytes + document)
      let count = forgery.change(&message)
      buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
        post.send(message, Array(repeating: descriptor, count: count))
      }
    }
    post.hangUp()
    let error = #expect(throws: AllocationError.self) {
      _ = try Buffer.receive(from: post.there, timeout: .seconds(5), kernel: post.kernel)
    }
    #expect(error?.code == .invalidDescription)
    #expect(error?.message.contains(forgery.words) == true, "\(error?.description ?? "")")
    #expect(DescriptorCensus(of: post.kernel) == before)
  }

  @Test(
    "Descriptors without end are refused while the message still comes, and closed",
    arguments: [SOCK_STREAM, SOCK_SEQPACKET], [0, 4, BufferMessage.headerSize])
  func endless(kind: __socket_type, before: Int) throws {
    let post = try Post(kind)
    let buffer = try post.buffer(.nv12, .oneBuffer)
    let census = DescriptorCensus(of: post.kernel)
    // As many bytes of a good header as come before, then one byte at a time; and then nothing.
    let header = BufferMessage(descriptors: 1, document: 1 << 18).bytes
    if before > 0 { post.send(Array(header.prefix(before)), []) }
    buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
      let crowd = Array(repeating: descriptor, count: 253)
      for _ in 0..<3 { post.send([0], crowd) }
    }
    let error = #expect(throws: AllocationError.self) {
      _ = try Buffer.receive(from: post.there, timeout: .seconds(2), kernel: post.kernel)
    }
    #expect(error?.code == .invalidDescription, "\(error?.description ?? "")")
    #expect(error?.message.contains("carries 253 descriptors") == true || before == 16)
    #expect(post.kernel.count(of: .receive) <= 2)
    #expect(DescriptorCensus(of: post.kernel) == census)
  }

  @Test func `One descriptor more than was announced is refused before the document ends`() throws {
    let post = try Post()
    let buffer = try post.buffer(.nv12, .oneBuffer)
    let census = DescriptorCensus(of: post.kernel)
    let header = BufferMessage(descriptors: 1, document: 100).bytes
    buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
      post.send(header, [descriptor])
      post.send([0], [descriptor])
    }
    let error = #expect(throws: AllocationError.self) {
      _ = try Buffer.receive(from: post.there, timeout: .seconds(2), kernel: post.kernel)
    }
    #expect(error?.message.contains("announces 1 descriptors and carries 2") == true)
    #expect(DescriptorCensus(of: post.kernel) == census)
  }

  @Test(
    "Whichever call fails on the way, both sides keep nothing",
    arguments: [EMFILE, ENOMEM, EIO])
  func everyCall(errno: CInt) throws {
    for number in 1...40 {
      let post = try Post()
      let buffer = try post.buffer(.yuv420, .bufferPerPlane)
      let before = DescriptorCensus(of: post.kernel)
      post.kernel.fail(callNumber: number, with: errno)
      do throws(AllocationError) {
        try buffer.send(over: post.here, timeout: .seconds(1), kernel: post.kernel)
        _ = try Buffer.receive(from: post.there, timeout: .seconds(1), kernel: post.kernel)
        // A call that only tells whether two dma-bufs are one may fail: then they are taken for two.
        guard post.kernel.heal() else { return }
      } catch {
        #expect(error.errno == Errno(rawValue: errno))
      }
      post.hangUp()
      _ = post.kernel.heal()
      post.drain()
      #expect(DescriptorCensus(of: post.kernel) == before)
    }
    Issue.record("there is no end of calls")
  }
}

/// A message changed on its way, and what is said of it.
struct Forgery: CustomTestStringConvertible, Sendable {
  let words: String
  let change: @Sendable (inout [UInt8]) -> Int
  var testDescription: String { words }

  init(_ words: String, _ change: @escaping @Sendable (inout [UInt8]) -> Int) {
    self.words = words
    self.change = change
  }

  static let all: [Self] = [
    Self("ends after 7 B") {
      $0.removeLast($0.count - 7)
      return 1
    },
    Self("not one of Tessera's") {
      $0[0] = 0
      return 1
    },
    Self("of version 2") {
      $0[4] = 2
      return 1
    },
    Self("announces 0 descriptors") {
      $0[6] = 0
      return 1
    },
    Self("announces 5 descriptors") {
      $0[6] = 5
      return 5
    },
    Self("announces a document of 4294967295 B") {
      $0.replaceSubrange(8..<12, with: [255, 255, 255, 255])
      return 1
    },
    Self("announces a document of 0 B") {
      $0.replaceSubrange(8..<12, with: [0, 0, 0, 0])
      return 1
    },
    Self("not zero") {
      $0[15] = 1
      return 1
    },
    Self("its document ends after") {
      $0.removeLast(10)
      return 1
    },
    Self("announces 1 descriptors and carries 0") { _ in 0 },
    Self("announces 1 descriptors and carries 3") { _ in 3 },
    Self("announces 1 descriptors and carries 200") { _ in 200 },
    Self("1 buffers are described and 2 descriptors came") {
      $0[6] = 2
      return 2
    },
    Self("The document") {
      $0[16] = 0
      return 1
    },
  ]
}

/// Two ends of a socket, and buffers to send over it.
final class Post {
  let stage = Stage()
  private(set) var here: CInt
  private(set) var there: CInt
  var kernel: ScriptedKernel { stage.kernel }

  init(_ kind: __socket_type = SOCK_STREAM) throws {
    var ends: [CInt] = [-1, -1]
    guard unsafe socketpair(AF_UNIX, CInt(kind.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else { throw Errno.noMemory }
    (here, there) = (ends[0], ends[1])
  }

  func buffer(_ format: PixelFormat, _ topology: Topology) throws -> Buffer {
    let allocator = try stage.heapAllocator()
    return try allocator.allocate(
      BufferPlan(try agreement(format, from: allocator.production, topology)))
  }

  func send(_ bytes: [UInt8], _ descriptors: [CInt]) {
    #expect(LinuxKernel().send(bytes[...], descriptors, over: here) == bytes.count)
  }

  /// Takes what nobody took, so that it is closed.
  func drain() {
    var bytes: [UInt8] = []
    var descriptors = ReceivedDescriptors()
    while LinuxKernel().receive(&bytes, atMost: 4096, &descriptors, from: there) > 0 {}
  }

  func hangUp(there isThere: Bool = false) {
    let end = isThere ? there : here
    if end >= 0 { _ = clinux_close(end) }
    if isThere { there = -1 } else { here = -1 }
  }

  deinit {
    hangUp()
    hangUp(there: true)
  }
}
