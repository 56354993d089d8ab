import BenchmarkSupport
import CPeer
import Glibc
import Tessera

// Small, so that zeroing memory, which is the kernel's work, does not hide what is ours.
let small = Extent(width: 256, height: 64)
let frame = Extent(width: 1920, height: 1080)

peer_print_lines()
// One cycle many times, for whoever counts instructions:
// NODE|gbm:NODE|vulkan allocate|access|fence TIMES.
if CommandLine.arguments.count == 4, let times = Int(CommandLine.arguments[3]) {
  let path = CommandLine.arguments[1]
  let allocator: any Allocator =
    if path == "vulkan", let gpu = try VulkanAllocator.find().first {
      gpu
    } else if path.hasPrefix("gbm:") {
      try GBMAllocator(path: String(path.dropFirst(4)))
    } else if path.hasPrefix("/dev/dri/"), let card = try DRMDevice(path: path).dumbAllocator {
      card
    } else {
      try HeapAllocator(path: path)
    }
  let plan = BufferPlan(try agreement(from: allocator.production, small))
  let buffer = try allocator.allocate(plan)
  let fences = try (0..<(CommandLine.arguments[2] == "fence" ? times : 0)).map { _ in
    try buffer.fence(for: .write)
  }
  wait(for: fences)
  for _ in fences.count..<times {
    if CommandLine.arguments[2] == "access" {
      look(at: buffer)
    } else {
      _ = try allocator.allocate(plan)
    }
  }
  exit(0)
}
let inventory = Inventory.find()
print("cycle | Tessera | bare calls | ratio | heap allocations")
/// A cycle of plain C that makes what a plan says, carefully or not.
typealias Bare = (Bool) -> Int

func bare(_ allocator: any Allocator, _ agreement: Agreement) -> Bare? {
  guard let size = agreement.layout.sizes?.first,
    let stride = agreement.layout.planes?.first?.stride
  else { return nil }
  let name = allocator.production.name.rawValue
  let node = name.split(separator: ":").dropFirst().first.map(String.init) ?? ""
  let format = agreement.format.rawValue
  let (width, height) = (
    UInt32(agreement.extent.width.value), UInt32(agreement.extent.height.value)
  )
  switch name.prefix(while: { $0 != ":" }) {
  case "heap":
    let heap = peer_open_node("/dev/dma_heap/\(node)", false)
    return { peer_heap_cycle(heap, size.value, $0) }
  case "udmabuf":
    let device = peer_open_node("/dev/udmabuf", true)
    let whole = (size.value + 4095) / 4096 * 4096
    return { peer_udmabuf_cycle(device, whole, $0) }
  case "dumb":
    let card = peer_open_node("/dev/dri/\(node)", true)
    return { peer_dumb_cycle(card, UInt32(stride.value / 4), height, $0) }
  case "gbm":
    guard let device = peer_open_gbm(peer_open_node("/dev/dri/\(node)", true)) else { return nil }
    return { peer_gbm_cycle(device, format, UInt32(stride.value / 4), height, $0) }
  case "v4l2":
    let queue = peer_open_node("/dev/\(node)", true)
    // Both sides call this format by the same letters.
    return { peer_video_cycle(queue, format, width, height, $0) }
  case "shared-memory": return { peer_memory_cycle(size.value, $0) }
  case "vulkan":
    guard let gpu = allocator as? VulkanAllocator, let device = peer_open_vulkan(gpu.deviceName)
    else { return nil }
    let rows = max(height, UInt32((size.value + stride.value - 1) / stride.value))
    return { peer_vulkan_cycle(device, width, rows, stride.value, $0) }
  default: return nil
  }
}

// GBM's software makes buffers on cards alone. A V4L2 queue is asked about a size that cameras have.
var allocators = inventory.allocators.map { ($0, small) }
allocators.append((SharedMemoryAllocator(), small))
for card in inventory.cards {
  if let gbm = try? GBMAllocator(path: card.path) { allocators.append((gbm, small)) }
}
let cameraSize = Extent(width: 640, height: 360)
for camera in inventory.cameras {
  if let own = camera.ownAllocators(of: cameraSize).first { allocators.append((own, cameraSize)) }
}
for (allocator, extent) in allocators { compare(allocator, extent) }

/// What an allocator takes beside plain C, carefully and not.
func compare(_ allocator: any Allocator, _ extent: Extent) {
  let name = allocator.production.name.rawValue
  guard let agreement = try? agreement(from: allocator.production, extent) else {
    print("\(name): makes nothing of the kind")
    return
  }
  guard let bare = bare(allocator, agreement) else {
    print("\(name): not made in plain C")
    return
  }
  let answer = bare(true)
  guard answer == 0 else {
    print("\(name): not made in plain C, errno \(-answer)")
    return
  }
  let plan = BufferPlan(agreement)
  for carefully in [true, false] {
    let calls = carefully ? "the same calls" : "the fewest calls"
    compare("allocate and free, \(name), beside \(calls)", times: 200) {
      guard (try? allocator.allocate(plan)) != nil else { fatalError("\(name) made nothing") }
    } _: {
      require(bare(carefully), name)
    }
  }
}

if let heap = inventory.heaps.first(where: { $0.production.name == "heap:system" }) {
  let plan = BufferPlan(try agreement(from: heap.production, frame))
  let buffer = try heap.allocate(plan)
  let bytes = buffer.size(ofDMABuffer: 0).value
  try buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
    compare("begin and end CPU access", times: 200) {
      look(at: buffer)
    } _: {
      require(peer_access_cycle(descriptor), "access")
    }

    let pool = try BufferPool(plan, from: heap, size: .fixed(4))
    let node = peer_open_node("/dev/dma_heap/system", false)
    compare("pool: acquire and release, beside allocate and free", times: 5) {
      guard let lease = try? pool.tryAcquire() else { fatalError("no buffer is free") }
      _ = consume lease
    } _: {
      require(peer_heap_cycle(node, bytes, false), "heap")
    }

    // Each once, on both sides: Tessera does not ask again of a fence that it knows to have signalled, and the
    // kernel has more to do for the first who asks.
    var fences: [Fence] = []
    var syncFiles: [CInt] = []
    compare("wait for 200 fences that have signalled", times: 1) {
      wait(for: fences)
    } _: {
      for syncFile in syncFiles { require(peer_poll(syncFile), "poll") }
    } after: {
      fences = (0..<200).map { _ in try! buffer.fence(for: .write) }
      for syncFile in syncFiles { close(syncFile) }
      syncFiles = (0..<200).map { _ in CInt(peer_export_fence(descriptor)) }
    }

    guard let address = peer_map(descriptor, bytes) else { fatalError("no mapping") }
    let source = [UInt8](repeating: 42, count: Int(bytes))
    source.withUnsafeBytes { source in
      compare("fill a 1920x1080 frame through the span", times: 3) {
        try? buffer.withMutableBytes(ofPlane: 0) { span in
          span.withUnsafeMutableBytes { $0.copyMemory(from: .init(rebasing: source[..<$0.count])) }
        }
      } _: {
        peer_copy(address, source.baseAddress, UInt64(1920 * 4 * 1080))
      }
    }
  }
}

// Last, for its drivers stay in the process. Without a loader there is none.
for gpu in (try? VulkanAllocator.find()) ?? [] { compare(gpu, small) }
