import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Memory from elsewhere, and descriptions that are not true of it.
@Suite struct ImportTests {
  private let stage = Stage()

  private func buffer() throws -> Buffer {
    let allocator = try stage.heapAllocator()
    return try allocator.allocate(
      BufferPlan(try agreement(.nv12, from: allocator.production)))
  }

  /// What is said of a description and descriptors that are refused.
  private func told(_ agreement: Agreement, _ descriptors: [CInt]) throws -> String {
    let before = DescriptorCensus(of: stage.kernel)
    let error = #expect(throws: AllocationError.self) {
      _ = try Buffer(importing: agreement, descriptors: descriptors, kernel: stage.kernel)
    }
    #expect(error?.code == .invalidDescription)
    #expect(error?.step == .import)
    #expect(DescriptorCensus(of: stage.kernel) == before)
    return error?.message ?? ""
  }

  @Test func `What is true is taken, and the descriptors stay the caller's`() throws {
    let original = try buffer()
    let before = DescriptorCensus(of: stage.kernel).descriptors
    try original.withDescriptor(ofDMABuffer: 0) { descriptor in
      do {
        let copy = try Buffer(
          importing: original.settledAgreement, descriptors: [descriptor], kernel: stage.kernel)
        #expect(copy != original)
        #expect(try copy.identity(ofDMABuffer: 0) == original.identity(ofDMABuffer: 0))
        #expect(DescriptorCensus(of: stage.kernel).descriptors == before + 1)
      }
      #expect(isOpen(descriptor))
    }
    #expect(DescriptorCensus(of: stage.kernel).descriptors == before)
  }

  @Test("A description that cannot be true is refused", arguments: Lie.all)
  func lies(lie: Lie) throws {
    let original = try buffer()
    var tale = Tale(original.settledAgreement)
    lie.tell(&tale)
    let text = try original.withDescriptor(ofDMABuffer: 0) { descriptor in
      try told(
        tale.told, Array(repeating: descriptor, count: min(4, max(1, tale.sizes.count))))
    }
    #expect(text.contains(lie.words), "\(text)")
  }

  @Test func `A layout that only a driver knows cannot be taken`() throws {
    var agreement = try buffer().agreement
    agreement.layout = .byDriver
    #expect(try told(agreement, [0]).contains("leaves the layout to a driver"))
  }

  @Test func `A descriptor of another kind is told by what it is`() throws {
    let agreement = try buffer().settledAgreement
    var ends: [CInt] = [-1, -1]
    #expect(unsafe pipe(&ends) == 0)
    let read = OwnedFileDescriptor(rawValue: ends[0])
    let write = OwnedFileDescriptor(rawValue: ends[1])
    #expect(try told(agreement, [read.rawValue]).contains("descriptor 0 is a pipe"))
    #expect(try told(agreement, [write.rawValue]).contains("descriptor 0 is a pipe"))
    for (path, noun) in [
      ("/proc/self/maps", "a regular file"), ("/proc", "a directory"),
      ("/dev/null", "a device node"),
    ] {
      let file = OwnedFileDescriptor(rawValue: CInt(LinuxKernel().open(path, flags: O_RDONLY)))
      #expect(try told(agreement, [file.rawValue]).contains("descriptor 0 is \(noun)"))
    }
  }

  @Test func `A closed descriptor is an error of its own`() throws {
    let agreement = try buffer().settledAgreement
    let error = #expect(throws: AllocationError.self) {
      _ = try Buffer(importing: agreement, descriptors: [-1], kernel: stage.kernel)
    }
    #expect(error?.errno == .badFileDescriptor)
  }

  @Test func `A memory file that can shrink is refused, a sealed one is not`() throws {
    let agreement = try buffer().settledAgreement
    let size = Int(agreement.layout.size?.value ?? 0)
    let kernel = stage.kernel
    let loose = OwnedFileDescriptor(
      rawValue: CInt(kernel.createMemoryFile("loose", flags: UInt32(clinux_memfd_flags))))
    #expect(kernel.truncate(loose.rawValue, to: size) == 0)
    #expect(try told(agreement, [loose.rawValue]).contains("can still shrink"))
    #expect(kernel.control(loose.rawValue, clinux_F_ADD_SEALS, Int(clinux_F_SEAL_SHRINK)) == 0)
    let taken = try Buffer(importing: agreement, descriptors: [loose.rawValue], kernel: kernel)
    #expect(taken.memoryKind == .memoryFile)
    try taken.withMutableBytes(ofPlane: 0) { _ in }
  }

  @Test("A memory file that nobody may write is read and not written", arguments: [false, true])
  func frozen(isOld: Bool) throws {
    let agreement = try buffer().settledAgreement
    let kernel = stage.kernel
    let file = try MemoryFile.make(
      name: "frozen", count: Int(agreement.layout.size?.value ?? 0), kernel: kernel)
    #expect(kernel.write([1, 2, 3], at: 0, to: file.rawValue) == 3)
    #expect(kernel.control(file.rawValue, clinux_F_ADD_SEALS, Int(clinux_F_SEAL_WRITE)) == 0)
    let taken = try Buffer(importing: agreement, descriptors: [file.rawValue], kernel: kernel)
    // As Linux answers before 6.7, to MAP_SHARED alone.
    if isOld { kernel.fail(.map, with: EPERM) }
    try taken.withBytes(ofPlane: 0) {
      #expect(unsafe $0.unsafeLoad(fromByteOffset: 2, as: UInt8.self) == 3)
    }
    if isOld { #expect(kernel.count(of: .map) == 2) }
    let error = #expect(throws: AllocationError.self) {
      try taken.withMutableBytes(ofPlane: 0) { _ in }
    }
    #expect(error?.code == .notPermitted)
  }

  @Test func `The offset of somebody else's memory file stays where it is`() throws {
    let agreement = try buffer().settledAgreement
    let kernel = stage.kernel
    let file = try MemoryFile.make(
      name: "m", count: Int(agreement.layout.size?.value ?? 0), kernel: kernel)
    #expect(kernel.seek(file.rawValue, offset: 5, whence: SEEK_SET) == 5)
    let taken = try Buffer(importing: agreement, descriptors: [file.rawValue], kernel: kernel)
    try taken.withBytes(ofPlane: 0) { _ in }
    #expect(kernel.seek(file.rawValue, offset: 0, whence: SEEK_CUR) == 5)
  }

  @Test func `dma-bufs and memory files do not make one buffer`() throws {
    let allocator = try stage.heapAllocator()
    let original = try allocator.allocate(
      BufferPlan(try agreement(.nv12, from: allocator.production, .bufferPerPlane)))
    let file = try MemoryFile.make(
      name: "m", count: Int(original.size(ofDMABuffer: 1).value), kernel: stage.kernel)
    let text = try original.withDescriptor(ofDMABuffer: 0) { descriptor in
      try told(original.settledAgreement, [descriptor, file.rawValue])
    }
    #expect(text.contains("some of its buffers are dma-bufs and some memory files"))
  }
}

/// A description in its parts.
struct Tale {
  var agreement: Agreement
  var planes: [AgreedPlane]
  var sizes: [Bytes]

  init(_ agreement: Agreement) {
    self.agreement = agreement
    planes = agreement.layout.planes ?? []
    sizes = agreement.layout.sizes ?? []
  }

  var told: Agreement {
    var agreement = agreement
    agreement.layout = .planned(planes, sizes: sizes)
    return agreement
  }
}

/// A description changed so that it is not true any more, and what is said of it.
struct Lie: CustomTestStringConvertible, Sendable {
  let words: String
  let tell: @Sendable (inout Tale) -> Void
  var testDescription: String { words }

  init(_ words: String, _ tell: @escaping @Sendable (inout Tale) -> Void) {
    self.words = words
    self.tell = tell
  }

  static let all: [Self] = [
    Self("plane 1 (153600 B from 18446744073709551615 B on) lies beyond") {
      $0.planes[1].offset = Bytes(.max)
    },
    Self("lies beyond the") { $0.planes[1].offset = $0.sizes[0] },
    Self("plane 0 (18446744073709551615 B") { $0.planes[0].size = Bytes(.max) },
    Self("smaller than the") {
      $0.sizes[0] = Bytes(1 << 40)
      $0.planes[1].offset = Bytes(1 << 39)
    },
    Self("plane 1 is empty") { $0.planes[1].size = 0 },
    Self("it has 0 planes") { $0.planes = [] },
    Self("has 2 planes and not 1") { $0.planes.removeLast() },
    Self("it has 5 planes") { $0.planes += $0.planes + [$0.planes[0]] },
    Self("buffers [0] of 2") { $0.sizes.append($0.sizes[0]) },
    Self("3 buffers carry 2 planes") { $0.sizes += [1, 1] },
    Self("buffers [0, 7] of 1") { $0.planes[1].buffer = 7 },
    Self("buffers [-1, 0] of 1") { $0.planes[1].buffer = -1 },
    Self("the image is empty") { $0.agreement.extent.width = 0 },
    Self("is too small for") { $0.agreement.extent.width = Pixels(.max) },
    Self("is too small for 640x960") { $0.agreement.extent.height = 960 },
    Self("(480 rows of 639 B) is too small") { $0.planes[0].stride = 639 },
    Self("B) does not fit its") { $0.planes[0].stride = Bytes(1 << 62) },
    Self("640 B) does not fit its") { $0.planes[0].rows = Rows(.max) },
    Self("not known to be linear") {
      $0.agreement.pair.format = PixelFormat(rawValue: 0x3f3f_3f3f)
    },
  ]
}
