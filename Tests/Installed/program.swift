// What a Swift program gets of Tessera without any device: two that use an image, their agreement, and a buffer of it.
import Tessera

let writer = Participant(
  "writer", device: nil,
  offers: [
    Offer(
      "rows",
      [
        Constraint(
          .formats(FormatTable([FormatModifier(.nv12, .linear)])), Evidence(.user, "this program"))
      ])
  ])
let memory = SharedMemoryAllocator()
var negotiation = Negotiation(
  Problem(
    extent: Extent(width: 640, height: 480),
    participants: [writer, .cpu(named: "reader", .often)], allocators: [memory.production]))
let agreement = try negotiation.next()
print(agreement)

let buffer = try memory.allocate(BufferPlan(agreement))
for plane in buffer.planes.indices {
  try buffer.withMutableBytes(ofPlane: plane) { bytes in
    for place in 0..<bytes.byteCount {
      bytes.storeBytes(of: UInt8(plane + 1), toByteOffset: place, as: UInt8.self)
    }
  }
}
var count = 0
for plane in buffer.planes.indices {
  try buffer.withBytes(ofPlane: plane) { bytes in
    for place in 0..<bytes.byteCount
    where bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self) == UInt8(plane + 1) {
      count += 1
    }
  }
}
print(count, "B read back")
