internal import Synchronization
internal import TesseraKernel

/// The CPU as a participant: it takes a buffer by mapping it once more, as another process would.
public final class MappingImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  private let taken = Mutex<[Buffer]>([])

  /// Makes the importer of the CPU, which takes part under `name`.
  public init(named name: Name<Participant>) { self.name = name }

  /// Imports and maps every dma-buf anew; on a refusal nothing stays mapped.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    var mapped: [Buffer] = []
    for buffer in buffers {
      do {
        guard let kernel = buffer.memory.first?.kernel else { continue }
        let other = try Buffer(
          importing: buffer.settledAgreement, descriptors: buffer.memory.map(\.rawDescriptor),
          kernel: kernel)
        for plane in other.planes.indices { try other.withBytes(ofPlane: plane) { _ in } }
        mapped.append(other)
      } catch {
        throw Refusal(by: name, of: agreement, because: "\(error)", lesson: .allocator)
      }
    }
    taken.withLock { $0 = mapped }
  }

  /// Writes every row's ends through one mapping and looks for them through the other.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let mapped = taken.withLock { $0 }
    let deed = "mapped \(mapped.count) buffers"
    guard trial.level >= .pattern else {
      return trial.imported(by: name, as: deed, limit: "a mapping is tried by a pattern alone")
    }
    for (index, (buffer, other)) in zip(trial.buffers, mapped).enumerated() {
      let marks = Marks(seed: UInt64(index))
      let seen: (found: Int, all: Int)
      do {
        try marks.write(to: buffer)
        seen = try marks.count(in: other, of: buffer)
      } catch {
        throw Refusal(by: name, of: trial.agreement, because: "\(error)", lesson: .allocator)
      }
      guard seen.all > 0 else {
        return Proof(name, .imported, deed, limit: "the rows are too short to tell apart")
      }
      guard seen.found == seen.all else {
        throw Refusal(
          by: name, of: trial.agreement,
          because: "of \(seen.all) marks written through one mapping of buffer \(index), another "
            + "shows \(seen.found)", lesson: .allocator)
      }
    }
    return Proof(name, .pattern, "\(deed), and read through one mapping what another wrote")
  }

  /// Lets go of everything that was taken.
  public func release() { taken.withLock { $0 = [] } }
}
