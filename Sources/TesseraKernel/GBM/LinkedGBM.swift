#if GBM
internal import CGBM
package import SystemPackage

/// The libgbm that this process is linked with: Mesa's or minigbm's.
package struct LinkedGBM: GBMLibrary {
  package var flavour: GBMFlavour { cgbm_is_minigbm() ? .minigbm : .mesa }

  package init() {}

  package func createDevice(on descriptor: CInt) -> Result<GBMObject, Errno> {
    var error: CInt = 0
    return unsafe Self.answer(cgbm_create_device(descriptor, &error), error)
  }

  package func destroyDevice(_ device: GBMObject) { unsafe gbm_device_destroy(device.pointer) }

  package func backendName(of device: GBMObject) -> String {
    guard let name = unsafe gbm_device_get_backend_name(device.pointer) else { return "" }
    return unsafe String(cString: name)
  }

  package func isSupported(_ format: UInt32, flags: UInt32, on device: GBMObject) -> Bool {
    unsafe gbm_device_is_format_supported(device.pointer, format, flags) != 0
  }

  package func planeCount(of format: UInt32, modifier: UInt64, on device: GBMObject) -> CInt {
    unsafe gbm_device_get_format_modifier_plane_count(device.pointer, format, modifier)
  }

  package func createBuffer(
    _ request: GBMRequest, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno> {
    var error: CInt = 0
    guard !request.modifiers.isEmpty else {
      let made = unsafe cgbm_create(
        device.pointer, request.width, request.height, request.format, flags, &error)
      return unsafe Self.answer(made, error)
    }
    let made = unsafe cgbm_create_with_modifiers(
      device.pointer, request.width, request.height, request.format, request.modifiers,
      UInt32(request.modifiers.count), flags, &error)
    return unsafe Self.answer(made, error)
  }

  package func importBuffer(
    _ image: GBMForeignImage, flags: UInt32, on device: GBMObject
  ) -> Result<GBMObject, Errno> {
    var data = gbm_import_fd_modifier_data()
    data.width = image.width
    data.height = image.height
    data.format = image.format
    data.modifier = image.modifier
    data.num_fds = UInt32(image.planes.count)
    Self.fill(&data.fds, image.planes.map(\.descriptor), rest: -1)
    Self.fill(&data.strides, image.planes.map(\.stride), rest: 0)
    Self.fill(&data.offsets, image.planes.map(\.offset), rest: 0)
    // minigbm gave Mesa's number to another struct, and this one the number after it.
    let type: UInt32 = flavour == .mesa ? 0x5504 : 0x5505
    var error: CInt = 0
    let made = unsafe cgbm_import(device.pointer, type, &data, flags, &error)
    return unsafe Self.answer(made, error)
  }

  package func destroyBuffer(_ buffer: GBMObject) { unsafe gbm_bo_destroy(buffer.pointer) }

  package func layout(of buffer: GBMObject) -> GBMLayout {
    let pointer = unsafe buffer.pointer
    // A count that cannot be is refused by whoever made this; nothing beyond is read.
    let planes = GBMPlanes(count: unsafe Int(gbm_bo_get_plane_count(pointer))) { index in
      unsafe GBMPlane(
        handle: cgbm_bo_get_handle(pointer, index).s32,
        stride: cgbm_bo_get_stride(pointer, index), offset: cgbm_bo_get_offset(pointer, index))
    }
    return GBMLayout(modifier: unsafe gbm_bo_get_modifier(pointer), planes: planes)
  }

  package func descriptor(ofPlane index: Int, of buffer: GBMObject) -> Result<CInt, Errno> {
    var error: CInt = 0
    let descriptor = unsafe cgbm_descriptor(buffer.pointer, index, &error)
    return descriptor >= 0 ? .success(descriptor) : .failure(Errno(rawValue: error))
  }

  package func map(_ buffer: GBMObject, _ window: GBMWindow) -> Result<GBMMapping, Errno> {
    var stride: UInt32 = 0
    var token: UnsafeMutableRawPointer?
    var error: CInt = 0
    let address = unsafe cgbm_map(
      buffer.pointer, window.width, window.height,
      UInt32(truncatingIfNeeded: window.direction.rawValue), &stride, &token, &error)
    guard let address = unsafe address else { return .failure(Errno(rawValue: error)) }
    return unsafe .success(GBMMapping(address: address, stride: stride, token: token))
  }

  package func unmap(_ buffer: GBMObject, _ mapping: GBMMapping) {
    unsafe gbm_bo_unmap(buffer.pointer, mapping.token)
  }

  private static func answer(_ pointer: OpaquePointer?, _ error: CInt) -> Result<GBMObject, Errno> {
    guard let pointer = unsafe pointer else { return .failure(Errno(rawValue: error)) }
    return .success(GBMObject(address: UInt(bitPattern: pointer)))
  }

  private static func fill(
    _ tuple: inout (CInt, CInt, CInt, CInt), _ values: [CInt], rest: CInt
  ) {
    let four = values.prefix(4) + Array(repeating: rest, count: max(0, 4 - values.count))
    tuple = (four[0], four[1], four[2], four[3])
  }
}

extension GBMObject {
  fileprivate var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: address) }
}
#endif
