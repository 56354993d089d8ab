#if Vulkan
internal import Synchronization
internal import TesseraKernel

/// A GPU that takes buffers: each is imported through Vulkan, as an image with the memory of its
/// dma-buf.
public final class VulkanImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  let allocator: VulkanAllocator
  let taken = Mutex<[VulkanMemory]>([])

  /// Makes the importer of the GPU of an allocator, which takes part under `name`.
  public init(_ allocator: VulkanAllocator, named name: Name<Participant>) {
    self.allocator = allocator
    self.name = name
  }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    var imported: [VulkanMemory] = []
    for buffer in buffers { imported.append(try adopt(buffer, agreement)) }
    taken.withLock { $0 = imported }
  }

  private func adopt(_ buffer: Buffer, _ agreement: Agreement) throws(Refusal) -> VulkanMemory {
    guard let number = VulkanFormat.number(of: agreement.format), let info = agreement.format.info,
      let modifier = agreement.pair.modifier.explicitModifier?.rawValue,
      let width = UInt32(exactly: agreement.extent.width.value),
      let height = UInt32(exactly: agreement.extent.height.value)
    else { throw refusal(agreement, "Vulkan has no numbers for it", .pair) }
    let usage = allocator.usage.possible(for: info)
    guard !usage.isEmpty else {
      throw refusal(agreement, "it draws only, and not into several planes", .pair)
    }
    guard buffer.distinctMemory.count == 1, let memory = buffer.distinctMemory.first else {
      throw refusal(agreement, "its planes are in several dma-bufs", .pair)
    }
    let request = VulkanRequest(
      format: number, width: width, height: height,
      usage: usage.rawValue, modifier: modifier,
      planes: buffer.planes.map { VulkanPlane(offset: $0.offset.value, stride: $0.stride.value) })
    let copy: OwnedFileDescriptor
    do {
      copy = try memory.duplicatedDescriptor()
    } catch {
      throw Refusal(by: name, of: agreement, error, lesson: .allocator)
    }
    do {
      let image = try allocator.device.makeImage(request)
      // Some drivers lay rows out as they like, without an error.
      for (index, (asked, told)) in zip(
        request.planes, image.planes(UInt32(request.planes.count))
      ).enumerated() where asked.offset != told.offset || asked.stride != told.stride {
        throw refusal(
          agreement,
          "it reads plane \(index) at \(Bytes(told.offset)) with a stride of \(Bytes(told.stride))",
          .pair)
      }
      guard image.requirements.size <= memory.size.value else {
        throw refusal(
          agreement,
          "it needs \(Bytes(image.requirements.size)) and the dma-buf has \(memory.size)",
          .allocator)
      }
      let types = try image.types(importing: copy.rawValue)
      guard let type = allocator.device.memoryType(among: types) else {
        throw refusal(agreement, "it has no memory type for the dma-buf", .allocator)
      }
      return try image.adopt(copy, type: type)
    } catch let error as Refusal {
      throw error
    } catch let error as VulkanError {
      throw refusal(
        agreement, "\(error)",
        [.invalidPlaneLayout, .formatNotSupported].contains(error.result) ? .pair : .allocator)
    } catch {
      throw refusal(agreement, "\(error)", .allocator)
    }
  }

  private func refusal(
    _ agreement: Agreement, _ reason: String, _ lesson: Refusal.Lesson
  ) -> Refusal {
    Refusal(by: name, of: agreement, because: reason, lesson: lesson)
  }

  /// Lets go of everything that was taken.
  public func release() { taken.withLock { $0 = [] } }
}

extension VulkanAllocator {
  /// The GPU's side of a problem: it takes what it could make itself.
  ///
  /// Where the driver lays linear rows out longer than it is told, which NVIDIA's does without an
  /// error, linear images are an offer of their own, of such strides as it keeps.
  public func participant(named name: Name<Participant>) -> Participant {
    func offer(
      _ label: String, _ formats: FormatTable, _ others: [Constraint] = []
    ) -> Offer {
      Offer(
        label,
        [
          Constraint(.formats(formats), production.evidence),
          Constraint(.size(production.sizes), production.evidence),
          Constraint(.topology(.oneBuffer), production.evidence),
        ] + others)
    }
    guard importedStrides != .any else {
      return Participant(
        name, device: production.device, offers: [offer("GPU", production.formats)])
    }
    let (linear, others) = (
      production.formats.pairs.filter { $0.modifier == .linear },
      production.formats.pairs.filter { $0.modifier != .linear }
    )
    let strides = Constraint(.stride(importedStrides, plane: nil), production.evidence)
    return Participant(
      name, device: production.device,
      offers: [offer("GPU", FormatTable(others))].filter { _ in !others.isEmpty }
        + [offer("linear", FormatTable(linear), [strides])])
  }
}
#endif
