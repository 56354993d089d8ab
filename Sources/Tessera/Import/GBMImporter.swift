#if GBM
internal import Synchronization
internal import TesseraKernel

/// A GPU that takes buffers: each is imported through GBM.
///
/// GBM gives one reason for every refusal, so a refusal speaks of the allocator's memory; but a
/// driver that would read another layout than was agreed refuses the layout.
public final class GBMImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  private let allocator: GBMAllocator
  private let taken = Mutex<[GBMBuffer]>([])

  /// Makes the importer of the GPU of an allocator, which takes part under `name`.
  public init(_ allocator: GBMAllocator, named name: Name<Participant>) {
    self.allocator = allocator
    self.name = name
  }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    var imported: [GBMBuffer] = []
    for buffer in buffers { imported.append(try adopt(buffer, agreement)) }
    taken.withLock { $0 = imported }
  }

  private func adopt(_ buffer: Buffer, _ agreement: Agreement) throws(Refusal) -> GBMBuffer {
    let image = try GBMForeignImage(buffer, under: agreement, takenBy: name)
    do {
      return try allocator.device.importBuffer(image, for: allocator.usage)
    } catch {
      let ignoresLayout = if case .unexpected = error.reason { true } else { false }
      throw Refusal(
        by: name, of: agreement, because: "\(error)", lesson: ignoresLayout ? .pair : .allocator)
    }
  }

  /// Reads through the GPU's own mapping what the CPU wrote, where both can.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    let images = taken.withLock { $0 }
    return try trial.proved(by: name, as: "imported \(images.count) buffers") {
      () throws(PatternStop) in
      try look(at: images, of: trial)
      return ["read what the CPU wrote"]
    }
  }

  private func look(at images: [GBMBuffer], of trial: Trial) throws(PatternStop) {
    let agreement = trial.agreement
    guard agreement.pair.modifier == .linear, let info = agreement.format.info,
      info.planeCount == 1, info.isLinearRepresentable,
      let tight = info.minimumStride(plane: 0, width: agreement.extent.width)
    else { throw .untried("the CPU and GBM see no common rows of \(agreement.pair)") }
    for (index, (buffer, image)) in zip(trial.buffers, images).enumerated() {
      let marks = Marks(seed: UInt64(index))
      let wanted = marks.marks(inPlane: 0, of: buffer)
      guard !wanted.isEmpty else { throw .untried("the rows are too short to tell apart") }
      let found: Int
      do {
        try marks.write(to: buffer)
        found = try image.withLinearBytes(
          .read, bytesPerRow: Int(clamping: tight.value), rows: agreement.extent.height.value
        ) { bytes, stride in marks.count(wanted, in: bytes.bytes, stride: stride) }
      } catch {
        throw .untried("\(error)")
      }
      guard found == wanted.count else {
        let reason = "of \(wanted.count) marks that the CPU wrote, it reads \(found)"
        // Where the CPU has no part, its mapping need not show what the GPU sees.
        guard trial.isTouchedByCPU else { throw .untried("\(reason), and no CPU takes part") }
        throw .refused(reason, .allocator)
      }
    }
  }

  /// Lets go of everything that was taken.
  public func release() { taken.withLock { $0 = [] } }
}

extension GBMForeignImage {
  /// The image in a buffer; its descriptors stay the buffer's.
  init(
    _ buffer: Buffer, under agreement: Agreement, takenBy name: Name<Participant>
  ) throws(Refusal) {
    let planes = buffer.planes.compactMap { plane -> Plane? in
      guard let stride = CInt(exactly: plane.stride.value),
        let offset = CInt(exactly: plane.offset.value)
      else { return nil }
      return .init(
        descriptor: buffer.memory[plane.buffer].rawDescriptor, stride: stride, offset: offset)
    }
    guard planes.count == buffer.planes.count,
      let width = UInt32(exactly: agreement.extent.width.value),
      let height = UInt32(exactly: agreement.extent.height.value)
    else {
      throw Refusal(
        by: name, of: agreement, because: "there are no numbers for an image as large",
        lesson: .pair)
    }
    self.init(
      width: width, height: height, format: agreement.format.rawValue,
      modifier: agreement.pair.modifier.explicitModifier?.rawValue ?? GBMDevice.noModifier,
      planes: planes)
  }
}

extension GBMAllocator {
  /// The GPU's side of a problem: it takes what it could make itself.
  public func participant(named name: Name<Participant>) -> Participant {
    Participant(
      name, device: production.device,
      offers: [
        Offer(
          "GPU", [Constraint(.formats(production.formats), production.evidence)])
      ])
  }
}
#endif
