#if GBM
internal import Synchronization
public import TesseraKernel

extension Buffer {
  /// Reads or writes the pixels of an image that GBM made as plain rows, whatever its layout.
  ///
  /// The driver untiles into a copy where it must, and writes that back at the end. The rows' stride
  /// is the view's own, not the buffer's.
  ///
  /// - Throws: `AllocationError` for buffers of other allocators, for images of several planes of
  ///   pixels, and when the driver gives no view.
  public func withLinearView<R>(
    _ direction: AccessDirection,
    _ body: (_ pixels: inout MutableRawSpan, _ stride: Bytes) throws -> R
  ) throws -> R {
    guard let info = agreement.format.info, info.planeCount == 1, info.isLinearRepresentable,
      let tight = info.minimumStride(plane: 0, width: agreement.extent.width),
      let bytesPerRow = Int(exactly: tight.value)
    else {
      throw AllocationError(
        .invalidAccess, "a linear view is of one plane of pixels, and \(agreement.format) has more",
        step: .access)
    }
    let view: Result<R, any Error>
    do {
      view = try libraryBuffer().withLinearBytes(
        direction, bytesPerRow: bytesPerRow, rows: agreement.extent.height.value
      ) { bytes, stride in
        touch(UInt64(bytes.byteCount))
        return Result { try body(&bytes, Bytes(UInt64(stride))) }
      }
    } catch let error as GBMError {
      throw AllocationError.viewing(allocator, error)
    }
    return try view.get()
  }

  /// The buffer of GBM's behind this one; one that was planned is imported for as long as it is
  /// looked at.
  private func libraryBuffer() throws -> GBMBuffer {
    if let made = owner as? GBMBuffer { return made }
    guard let maker = owner as? GBMAllocator else {
      throw AllocationError(
        .invalidAccess, "\(allocator) gives no linear view; its buffers are read plane by plane",
        step: .access)
    }
    return try maker.reimported(self)
  }
}

extension GBMAllocator {
  fileprivate func reimported(_ buffer: Buffer) throws -> GBMBuffer {
    guard let width = UInt32(exactly: buffer.agreement.extent.width.value),
      let height = UInt32(exactly: buffer.agreement.extent.height.value),
      let plane = buffer.planes.first,
      let stride = CInt(exactly: plane.stride.value), let offset = CInt(exactly: plane.offset.value)
    else {
      throw AllocationError(
        .tooLarge, "GBM has no numbers for a view of \(buffer.agreement.extent)", step: .access)
    }
    let image = GBMForeignImage(
      width: width, height: height, format: buffer.agreement.format.rawValue,
      modifier: saysLinearByUsage ? GBMDevice.noModifier : Modifier.linear.rawValue,
      planes: [.init(descriptor: buffer.memory[0].rawDescriptor, stride: stride, offset: offset)])
    return try device.importBuffer(image, for: usage)
  }
}

extension AllocationError {
  /// Tells what it means that GBM gives no linear view of a buffer.
  fileprivate static func viewing(_ allocator: Name<Production>, _ error: GBMError) -> Self {
    let message = "\(allocator) gave no linear view of a buffer"
    let (code, words): (Code, String) =
      switch error.reason {
      case .silence: (.unspecified, "\(message), and no reason")
      case .unexpected(let answer): (.unexpectedResult, "\(message): \(answer)")
      case .errno: (.systemCall, message)
      }
    return Self(code, words, step: .access, path: error.path, cause: error.systemCall)
  }
}
#endif
