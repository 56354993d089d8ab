import SystemPackage
import Tessera
import TesseraKernel

/// An allocator by a short word, and what it is to make.
struct Maker {
  private let allocator: any Allocator
  private let plan: BufferPlan

  /// Takes words such as `heap:/dev/dma_heap/system`, `udmabuf`, `shared-memory`, `dumb:/dev/dri/card0`,
  /// `gbm:/dev/dri/renderD128`, `vulkan` or `v4l2:/dev/video0`.
  init(_ word: String, _ extent: Extent) throws {
    let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
    let path = parts.count > 1 ? parts[1] : ""
    var extent = extent
    switch parts[0] {
    case "heap": allocator = try HeapAllocator(path: path)
    case "udmabuf": allocator = try UdmabufAllocator()
    case "shared-memory": allocator = SharedMemoryAllocator()
    case "dumb":
      guard let dumb = try DRMDevice(path: path).dumbAllocator else {
        throw Misuse(description: "\(path) makes no dumb buffers")
      }
      allocator = dumb
    #if GBM
    case "gbm": allocator = try GBMAllocator(path: path)
    #endif
    #if Vulkan
    case "vulkan":
      guard let first = try VulkanAllocator.find().first else {
        throw Misuse(description: "no device of Vulkan's shares images")
      }
      allocator = first
    #endif
    case "v4l2":
      // Its driver has sizes of its own.
      extent = Extent(width: 640, height: 360)
      allocator = try VideoAllocator(path: path, extent: extent)
    default: throw Misuse(description: "there is no allocator \(word)")
    }
    let usual = FormatModifier(.xrgb8888, .linear)
    let formats = allocator.production.formats
    let pair =
      formats.contains(usual) ? usual : formats.pairs.first { $0.modifier == .linear } ?? usual
    let anything = Participant(
      "probe", device: nil,
      offers: [
        Offer(
          "any",
          [
            Constraint(
              .formats(FormatTable([pair])),
              Evidence(.user, "AllocatorProbe"))
          ])
      ])
    var negotiation = Negotiation(
      Problem(extent: extent, participants: [anything], allocators: [allocator.production]))
    plan = BufferPlan(try negotiation.next(), name: "probe")
  }

  /// Makes buffers that live together, then lets the CPU write a byte into every page of each, takes a
  /// descriptor of each, and frees them.
  func cycle(count: Int, mark: (Phase) -> Void) throws {
    var buffers: [Buffer] = []
    // Room is there beforehand, so that what is traced is the allocator's own.
    buffers.reserveCapacity(count)
    defer {
      mark(.free)
      buffers.removeAll(keepingCapacity: true)
    }
    for _ in 0..<count {
      mark(.allocate)
      buffers.append(try allocator.allocate(plan))
    }
    for index in buffers.indices {
      mark(.map)
      try buffers[index].withMutableBytes(ofPlane: 0) { bytes in
        for offset in stride(from: 0, to: bytes.byteCount, by: MemoryFile.pageSize) {
          bytes.storeBytes(of: 42, toByteOffset: offset, as: UInt8.self)
        }
      }
      mark(.export)
      do {
        _ = try buffers[index].duplicatedDescriptor(ofDMABuffer: 0)
      } catch {
        throw AllocationError(
          .systemCall, "a descriptor could not be shared", step: .export, cause: error)
      }
    }
  }
}
