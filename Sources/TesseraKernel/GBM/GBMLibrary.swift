#if GBM
package import SystemPackage

/// The functions of libgbm that Tessera calls, one requirement each.
///
/// `LinkedGBM` is the real one. Tests put a scripted one in its place, so that every way in which
/// a driver fails, lies or says nothing can be walked without one. Failures carry the errno that
/// the library left, which is 0 when it left none. None of them may be called from two threads at
/// once on one device: that is `GBMDevice`'s business.
package protocol GBMLibrary: Sendable {
  /// Whose library it is.
  var flavour: GBMFlavour { get }
  /// The corresponding C function is `gbm_create_device`.
  func createDevice(on descriptor: CInt) -> Result<GBMObject, Errno>
  /// The corresponding C function is `gbm_device_destroy`.
  func destroyDevice(_ device: GBMObject)
  /// The corresponding C function is `gbm_device_get_backend_name`.
  func backendName(of device: GBMObject) -> String
  /// The corresponding C function is `gbm_device_is_format_supported`.
  func isSupported(_ format: UInt32, flags: UInt32, on device: GBMObject) -> Bool
  /// The corresponding C function is `gbm_device_get_format_modifier_plane_count`.
  func planeCount(of format: UInt32, modifier: UInt64, on device: GBMObject) -> CInt
  /// The corresponding C functions are `gbm_bo_create` and, where modifiers are offered,
  /// `gbm_bo_create_with_modifiers2`.
  func createBuffer(
    _ request: GBMRequest, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno>
  /// The corresponding C function is `gbm_bo_import` with `GBM_BO_IMPORT_FD_MODIFIER`.
  func importBuffer(
    _ image: GBMForeignImage, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno>
  /// The corresponding C function is `gbm_bo_destroy`.
  func destroyBuffer(_ buffer: GBMObject)
  /// The corresponding C functions are `gbm_bo_get_modifier`, `gbm_bo_get_plane_count`,
  /// `gbm_bo_get_handle_for_plane`, `gbm_bo_get_stride_for_plane` and `gbm_bo_get_offset`.
  func layout(of buffer: GBMObject) -> GBMLayout
  /// The corresponding C functions are `gbm_bo_get_fd_for_plane` and minigbm's
  /// `gbm_bo_get_plane_fd`.
  func descriptor(ofPlane index: Int, of buffer: GBMObject) -> Result<CInt, Errno>
  /// The corresponding C function is `gbm_bo_map`.
  func map(_ buffer: GBMObject, _ window: GBMWindow) -> Result<GBMMapping, Errno>
  /// The corresponding C function is `gbm_bo_unmap`.
  func unmap(_ buffer: GBMObject, _ mapping: GBMMapping)
}

/// Whose libgbm this is: numbers, error conventions and import types differ.
package enum GBMFlavour: Sendable {
  case mesa
  case minigbm
}

/// A device or a buffer of libgbm: its address, which only the library looks behind.
package struct GBMObject: Hashable, Sendable {
  package let address: UInt

  package init(address: UInt) { self.address = address }
}

/// What `gbm_bo_create` and its kin are asked for.
package struct GBMRequest: Hashable, Sendable {
  package var width: UInt32
  package var height: UInt32
  package var format: UInt32
  /// The layouts to choose from; empty to leave the layout to the driver.
  package var modifiers: [UInt64]

  package init(width: UInt32, height: UInt32, format: UInt32, modifiers: [UInt64] = []) {
    self.width = width
    self.height = height
    self.format = format
    self.modifiers = modifiers
  }
}

/// How a buffer is laid out, as the library tells it.
package struct GBMLayout: Sendable {
  package var modifier: UInt64
  package var planes: GBMPlanes

  package init(modifier: UInt64, planes: GBMPlanes) {
    self.modifier = modifier
    self.planes = planes
  }
}

/// One plane of a buffer, as the library tells it.
package struct GBMPlane: Hashable, Sendable {
  /// The GEM handle in the device's own file, the same for planes of one dma-buf; −1 for none.
  ///
  /// It belongs to the buffer: nobody else closes it.
  package var handle: Int32
  package var stride: UInt32
  package var offset: UInt32

  package init(handle: Int32, stride: UInt32, offset: UInt32) {
    self.handle = handle
    self.stride = stride
    self.offset = offset
  }
}

/// An image in dma-bufs that somebody else made.
package struct GBMForeignImage: Sendable {
  /// One plane; its descriptor stays the caller's.
  package struct Plane: Hashable, Sendable {
    package var descriptor: CInt
    package var stride: CInt
    package var offset: CInt

    package init(descriptor: CInt, stride: CInt, offset: CInt) {
      self.descriptor = descriptor
      self.stride = stride
      self.offset = offset
    }
  }

  package var width: UInt32
  package var height: UInt32
  package var format: UInt32
  package var modifier: UInt64
  /// One to four planes.
  package var planes: [Plane]

  package init(width: UInt32, height: UInt32, format: UInt32, modifier: UInt64, planes: [Plane]) {
    self.width = width
    self.height = height
    self.format = format
    self.modifier = modifier
    self.planes = planes
  }
}

/// The part of a buffer that is mapped, from its upper left corner on, and which way.
package struct GBMWindow: Hashable, Sendable {
  package var width: UInt32
  package var height: UInt32
  package var direction: AccessDirection
}

/// A linear view of a buffer, in memory that may be the buffer's or a copy.
@safe package struct GBMMapping {
  package let address: UnsafeMutableRawPointer
  /// From one row to the next here; the buffer's own stride may be another.
  package let stride: UInt32
  /// What `gbm_bo_unmap` wants back.
  let token: UnsafeMutableRawPointer?

  package init(
    address: UnsafeMutableRawPointer, stride: UInt32, token: UnsafeMutableRawPointer? = nil
  ) {
    unsafe self.address = unsafe address
    self.stride = stride
    unsafe self.token = unsafe token
  }
}
#endif
