internal import CDRM

/// A dumb buffer as it is needed: what is asked for, and what must come of it.
package struct DumbRequest: Sendable {
  /// Pixels.
  package var width: UInt32
  /// Rows.
  package var height: UInt32
  package var bitsPerPixel: UInt32
  /// Bytes from one row to the next, exactly.
  package var stride: UInt64
  /// Bytes of the whole buffer, at least.
  package var size: UInt64

  package init(
    width: UInt32, height: UInt32, bitsPerPixel: UInt32, stride: UInt64, size: UInt64
  ) {
    self.width = width
    self.height = height
    self.bitsPerPixel = bitsPerPixel
    self.stride = stride
    self.size = size
  }
}

/// Why there is no dumb buffer; nothing of it is left.
package enum DumbFailure: Error {
  /// The driver did not make it.
  case unmade(SystemCallError)
  /// The driver made another.
  case different(DumbBuffer)
  /// The driver does not share it.
  case unshared(SystemCallError)
  /// What was shared could not be looked at.
  case unknown(SystemCallError)
}

extension DRMNode {
  /// Makes a linear buffer and shares it; the dma-buf keeps the memory, and no handle stays.
  ///
  /// The corresponding C constants are `DRM_IOCTL_MODE_CREATE_DUMB`, `DRM_IOCTL_PRIME_HANDLE_TO_FD`
  /// and `DRM_IOCTL_GEM_CLOSE`.
  package func makeShared(
    _ wanted: DumbRequest, naming name: String
  ) throws(DumbFailure) -> NewMemory {
    let made: DumbBuffer
    do {
      made = try newDumb(
        width: wanted.width, height: wanted.height, bitsPerPixel: wanted.bitsPerPixel)
    } catch { throw .unmade(error) }
    // Nobody else can have this handle before the dma-buf is handed out: the table need not know it.
    defer { close(made.handle) }
    guard UInt64(made.stride) == wanted.stride, made.size >= wanted.size else {
      throw .different(made)
    }
    let descriptor: OwnedFileDescriptor
    do { descriptor = try export(made.handle) } catch { throw .unshared(error) }
    let kernel = file.kernelReference
    do {
      let memory = try NewMemory(descriptor, kernel: kernel)
      memory.name(name, kernel: kernel)
      return memory
    } catch { throw .unknown(error) }
  }
}
