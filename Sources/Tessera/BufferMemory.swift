/// The dma-bufs of a buffer, in order: nearly always one, which needs no list.
enum BufferMemory: RandomAccessCollection, Sendable {
  case one(DMABuffer)
  case list([DMABuffer])

  init(_ memory: [DMABuffer]) {
    self = memory.count == 1 ? .one(memory[0]) : .list(memory)
  }

  var startIndex: Int { 0 }

  var endIndex: Int {
    switch self {
    case .one: 1
    case .list(let memory): memory.count
    }
  }

  subscript(index: Int) -> DMABuffer {
    switch self {
    case .one(let memory):
      precondition(index == 0, "there is one dma-buf, and number \(index) was asked for")
      return memory
    case .list(let memory): return memory[index]
    }
  }
}

/// Several descriptors, of which some may be of the same dma-buf.
final class ManyBuffers: Sendable {
  /// For each the one that stands for its dma-buf.
  let representatives: BufferMemory
  /// Each dma-buf once.
  let distinct: BufferMemory

  init(_ memory: [DMABuffer]) {
    let representatives = DMABuffer.representatives(of: memory)
    self.representatives = BufferMemory(representatives)
    distinct = BufferMemory(
      representatives.indices.compactMap { index in
        let first = representatives.firstIndex { $0 === representatives[index] }
        return first == index ? representatives[index] : nil
      })
  }
}
