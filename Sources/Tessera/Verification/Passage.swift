internal import TesseraKernel

/// An image's way through a converter: it reads the first of the buffers and writes the second.
struct Passage {
  /// What is seen in the second buffer afterwards.
  struct Sight {
    /// How many marks of the first buffer stand there.
    var arrived: Int
    /// How many of its own still stand there.
    var left: Int
    /// How many there could be of either.
    var all: Int
    /// Bytes of the second buffer before the data, as its driver tells.
    var dataOffset: Bytes
  }

  private let source: Buffer
  private let target: Buffer
  /// Each side's queue, and the slot of the buffer in it.
  private let input: (queue: QueueImport, slot: Int)
  private let output: (queue: QueueImport, slot: Int)

  /// Takes a queue that has both buffers, and gives the node's other one the buffer that it lacks.
  init(
    through imported: QueueImport, at side: VideoAllocator.Side, _ opposite: ImageQueue,
    of trial: Trial, by name: Name<Participant>
  ) throws(Refusal) {
    (source, target) = (trial.buffers[0], trial.buffers[1])
    let other = try QueueImport(
      [side == .capture ? source : target], on: opposite, by: name, under: trial.agreement,
      called: "queue")
    input = (side == .capture ? other : imported, 0)
    output = side == .capture ? (imported, 1) : (other, 0)
  }

  /// Why nothing came through.
  enum Failure: Error, CustomStringConvertible {
    case slow(Duration)
    case broken

    var description: String {
      switch self {
      case .slow(let limit): "it finished none for \(limit)"
      case .broken: "its driver marked the image as broken"
      }
    }
  }

  /// Marks both buffers, sends the image through, and looks.
  func run() throws -> Sight {
    let (sent, old) = (Marks(seed: 0), Marks(seed: 1))
    try sent.write(to: source)
    try old.write(to: target)
    let dataOffset = try pass()
    let arrived = try sent.count(in: target, of: source)
    let left = try old.count(in: target, of: target)
    return Sight(arrived: arrived.found, left: left.found, all: left.all, dataOffset: dataOffset)
  }

  /// Sends the image through, and answers where its data begins.
  private func pass() throws -> Bytes {
    defer {
      output.queue.stop()
      input.queue.stop()
    }
    try input.queue.queue(input.slot)
    try output.queue.queue(output.slot)
    try input.queue.start()
    try output.queue.start()
    let patience = Duration.seconds(3)
    let (node, type) = (output.queue.images.node, output.queue.images.type)
    guard try node.file.wait(for: .readable, until: Deadline.after(patience)),
      let done = try node.dequeue(.dmaBuffer, of: type)
    else { throw Failure.slow(patience) }
    guard !done.hasError else { throw Failure.broken }
    return Bytes(UInt64(done.dataOffset))
  }
}
