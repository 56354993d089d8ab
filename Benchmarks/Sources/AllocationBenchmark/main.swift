import BenchmarkSupport
import CPeer
import Glibc
import Tessera

// Small, so that zeroing memory, which is the kernel's work, does not hide what is ours.
let small = Extent(width: 256, height: 64)
let frame = Extent(width: 1920, height: 1080)

peer_print_lines()
// One cycle many times, for whoever counts instructions: NODE allocate|access|fence TIMES.
if CommandLine.arguments.count == 4, let times = Int(CommandLine.arguments[3]) {
  let path = CommandLine.arguments[1]
  let allocator: any Allocator =
    if path.hasPrefix("/dev/dri/"), let card = try DRMDevice(path: path).dumbAllocator {
      card
    } else {
      try HeapAllocator(path: path)
    }
  let plan = BufferPlan(try agreement(from: allocator.production, small))
  let buffer = try allocator.allocate(plan)
  let fence = try buffer.fence(for: .write)
  for _ in 0..<times {
    switch CommandLine.arguments[2] {
    case "allocate": _ = try allocator.allocate(plan)
    case "access": look(at: buffer)
    default: try fence.wait()
    }
  }
  exit(0)
}
let inventory = Inventory.find()
print("cycle | Tessera | bare calls | ratio | heap allocations")
for allocator in inventory.allocators {
  let name = allocator.production.name.rawValue
  guard let agreement = try? agreement(from: allocator.production, small),
    let size = agreement.layout.sizes?.first, let stride = agreement.layout.planes?.first?.stride
  else { continue }
  let plan = BufferPlan(agreement)
  let bare: (CInt, Bool) -> Int
  let node: CInt
  if name.hasPrefix("heap:") {
    node = peer_open_node("/dev/dma_heap/\(name.dropFirst(5))", false)
    bare = { peer_heap_cycle($0, size.value, $1) }
  } else if name == "udmabuf" {
    node = peer_open_node("/dev/udmabuf", true)
    let whole = (size.value + 4095) / 4096 * 4096
    bare = { peer_udmabuf_cycle($0, whole, $1) }
  } else if name.hasPrefix("dumb:") {
    node = peer_open_node("/dev/dri/\(name.dropFirst(5))", true)
    bare = { peer_dumb_cycle($0, UInt32(stride.value / 4), 64, $1) }
  } else {
    continue
  }
  guard bare(node, true) == 0 else { continue }
  for carefully in [true, false] {
    let calls = carefully ? "the same calls" : "the fewest calls"
    compare("allocate and free, \(name), beside \(calls)", times: 200) {
      guard (try? allocator.allocate(plan)) != nil else { fatalError("\(name) made nothing") }
    } _: {
      require(bare(node, carefully), name)
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

    let fence = try buffer.fence(for: .write)
    let raw = try fence.duplicatedDescriptor()
    compare("wait for a fence that has signalled", times: 500) {
      try? fence.wait()
    } _: {
      require(peer_poll(raw.borrowed.rawValue), "poll")
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
