import Testing
import TesseraTestSupport

@testable import Tessera

/// The allocators, each on its fake driver.
enum Maker: CaseIterable, CustomTestStringConvertible {
  case heap
  case udmabuf
  case dumb
  case sharedMemory
  case video

  var testDescription: String { "\(self)" }

  /// Makes the allocator; the card, where there is one, is told too.
  func allocator(on stage: Stage) throws -> (any Allocator, DRMDevice?) {
    switch self {
    case .heap: return (try stage.heapAllocator(), nil)
    case .udmabuf: return (try stage.udmabufAllocator(), nil)
    case .video: return (try stage.videoAllocator(.capture, keepingSlots: true), nil)
    case .dumb:
      let card = try stage.card()
      return (try #require(card.dumbAllocator), card)
    case .sharedMemory: return (SharedMemoryAllocator(kernel: stage.kernel), nil)
    }
  }

  /// Whether its buffers are dma-bufs, which drivers know.
  var makesDMABuffers: Bool { self != .sharedMemory }
}
