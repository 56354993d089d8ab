#if GBM
internal import SystemPackage

/// A buffer of libgbm with what it said of it; ended with the last reference, before its device.
package final class GBMBuffer: Sendable {
  package let device: GBMDevice
  package let width: UInt32
  package let height: UInt32
  private let layout: GBMLayout
  package let object: GBMObject

  init(
    _ object: GBMObject, _ layout: GBMLayout, of device: GBMDevice, width: UInt32, height: UInt32
  ) {
    self.object = object
    self.layout = layout
    self.device = device
    self.width = width
    self.height = height
  }

  /// What the library calls the layout: meaningful only where modifiers were offered.
  package var modifier: UInt64 { layout.modifier }
  package var planes: GBMPlanes { layout.planes }

  deinit { device.call { _ in device.calls.destroyBuffer(object) } }

  /// A descriptor of the dma-buf behind a plane, as the library made it.
  ///
  /// Whoever takes it for a buffer checks that it is close-on-exec.
  ///
  /// The corresponding C function is `gbm_bo_get_fd_for_plane`.
  package func export(plane index: Int) throws(GBMError) -> OwnedFileDescriptor {
    let name = "gbm_bo_get_fd_for_plane"
    // Not every library checks.
    guard planes.indices.contains(index) else {
      throw GBMError(name, device.path, errno: .invalidArgument)
    }
    do {
      return OwnedFileDescriptor(
        rawValue: try device.call { _ in
          device.calls.descriptor(ofPlane: index, of: object)
        }.get())
    } catch {
      throw GBMError(name, device.path, errno: error)
    }
  }

  /// The bytes of a linear view of the first plane's upper rows, with the view's stride.
  ///
  /// The view may be a copy, which is written back at the end; its stride is not the buffer's. No
  /// lock is held while `body` runs.
  ///
  /// - Parameters:
  ///   - bytesPerRow: what of each row is pixels; nothing behind the last row's is touched.
  ///   - rows: how many rows are looked at; the buffer may have more.
  ///
  /// The corresponding C functions are `gbm_bo_map` and `gbm_bo_unmap`.
  package func withLinearBytes<R>(
    _ direction: AccessDirection, bytesPerRow: Int, rows: UInt64,
    _ body: (_ bytes: inout MutableRawSpan, _ stride: Int) throws -> R
  ) throws -> R {
    func unexpected(_ words: String) -> GBMError {
      GBMError(call: "gbm_bo_map", path: device.path, reason: .unexpected(words))
    }
    guard rows > 0, rows <= UInt64(height), bytesPerRow > 0 else {
      throw unexpected("\(rows) rows were asked for of \(height)")
    }
    let window = GBMWindow(width: width, height: UInt32(rows), direction: direction)
    let mapping: GBMMapping
    do {
      mapping = try device.call { _ in device.library.map(object, window) }.get()
    } catch {
      throw GBMError("gbm_bo_map", device.path, errno: error)
    }
    defer { device.call { _ in device.library.unmap(object, mapping) } }
    let stride = Int(mapping.stride)
    let (above, overflow) = stride.multipliedReportingOverflow(by: Int(rows) - 1)
    let (count, overflows) = above.addingReportingOverflow(bytesPerRow)
    guard bytesPerRow <= stride, !overflow, !overflows else {
      throw unexpected("GBM gave rows of \(stride) B for \(bytesPerRow) B of pixels")
    }
    var span = unsafe UnsafeMutableRawBufferPointer(start: mapping.address, count: count)
      .mutableBytes
    return try body(&span, stride)
  }
}
#endif
