internal import SystemPackage
internal import TesseraKernel

/// A buffer that a card has taken as a framebuffer; it is let go with the last reference.
final class ImportedFramebuffer: Sendable {
  /// The kernel's number for it.
  let identifier: UInt32
  private let node: DRMNode
  private let handles: [UInt32]

  /// Why a card took none.
  enum Failure: Error {
    /// It does not import the memory.
    case memory(SystemCallError)
    /// It takes no framebuffer of that layout.
    case framebuffer(SystemCallError)
  }

  /// Imports every dma-buf of a buffer and adds the framebuffer; on a failure nothing stays.
  init(_ buffer: Buffer, on device: DRMDevice) throws(Failure) {
    let node = device.node
    var handles: [UInt32] = []
    do throws(Failure) {
      for memory in buffer.memory {
        do {
          handles.append(try node.importHandle(of: memory.rawDescriptor))
        } catch {
          throw .memory(error)
        }
      }
      do {
        identifier = try node.addFramebuffer(Self.layout(of: buffer, handles, on: device))
      } catch {
        throw .framebuffer(error)
      }
    } catch {
      for handle in handles { node.release(handle) }
      throw error
    }
    self.node = node
    self.handles = handles
  }

  /// The same for a participant, whose failure is a refusal.
  convenience init(
    _ buffer: Buffer, on device: DRMDevice, by name: Name<Participant>, under agreement: Agreement
  ) throws(Refusal) {
    do {
      try self.init(buffer, on: device)
    } catch {
      switch error {
      case .memory(let cause):
        throw Refusal(by: name, of: agreement, cause, lesson: Self.lesson(of: cause))
      case .framebuffer(let cause):
        throw Refusal(by: name, of: agreement, cause, lesson: .pair)
      }
    }
  }

  deinit {
    // Errors change nothing: what is not given back now goes with the open file.
    try? node.removeFramebuffer(identifier)
    for handle in handles { node.release(handle) }
  }

  /// A driver without import says so by these; any other errno speaks of this memory only.
  static func lesson(of error: SystemCallError) -> Refusal.Lesson {
    switch error.errno {
    case .operationNotSupportedByDevice, .notSupported, .noFunction: .foreign
    default: .allocator
    }
  }

  private static func layout(
    of buffer: Buffer, _ handles: [UInt32], on device: DRMDevice
  ) -> FramebufferLayout {
    let agreement = buffer.agreement
    // Every number below was planned within what the display's own constraints take.
    return FramebufferLayout(
      width: UInt32(truncatingIfNeeded: agreement.extent.width.value),
      height: UInt32(truncatingIfNeeded: agreement.extent.height.value),
      format: agreement.format.rawValue,
      modifier: device.takesModifiers ? agreement.pair.modifier.explicitModifier?.rawValue : nil,
      planes: buffer.planes.map { plane in
        .init(
          handle: handles[plane.buffer], stride: UInt32(truncatingIfNeeded: plane.stride.value),
          offset: UInt32(truncatingIfNeeded: plane.offset.value))
      })
  }
}
