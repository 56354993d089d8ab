#if GBM
internal import Synchronization
internal import SystemPackage

/// A device of libgbm on a DRM node that is open for it alone.
///
/// The node is never another's and never a copy of one: handles that the library closes would be
/// closed under the other's feet. Buffers keep their device, and the device its node, so that they
/// end in the order that the library needs. Its devices are used by one thread at a time: each has
/// one lock, and every call about it or its buffers is made under it.
package final class GBMDevice: Sendable {
  package let node: DRMNode
  package var library: any GBMLibrary { calls.library }
  let calls: GBMCalls
  /// The corresponding C function is `gbm_device_get_backend_name`.
  package let backendName: String
  private let device: Mutex<GBMObject>

  /// Opens a node and lets the library load the driver for it.
  ///
  /// The corresponding C function is `gbm_create_device`.
  package init(
    opening path: String, kernel: any Kernel, library: any GBMLibrary = LinkedGBM()
  ) throws(GBMError) {
    do {
      node = try DRMNode(opening: path, kernel: kernel)
    } catch {
      throw GBMError(error, path: path)
    }
    // Whoever opens a card first holds its display unasked.
    node.resignMaster()
    calls = GBMCalls(library)
    let object: GBMObject
    do {
      object = try library.createDevice(on: node.file.descriptor).get()
    } catch {
      throw GBMError("gbm_create_device", path, errno: error)
    }
    backendName = library.backendName(of: object)
    device = Mutex(object)
  }

  deinit { device.withLock { calls.library.destroyDevice($0) } }

  package var path: String { node.file.path }

  /// Calls the library with this device, alone.
  package func call<R>(_ body: (GBMObject) -> R) -> R { device.withLock { body($0) } }

  /// Whether the driver claims buffers of a format for a use; making one may fail all the same.
  ///
  /// The corresponding C function is `gbm_device_is_format_supported`.
  package func claims(_ format: UInt32, for usage: GBMUsage) -> Bool {
    let flags = usage.flags(for: library.flavour)
    return call { library.isSupported(format, flags: flags, on: $0) }
  }

  /// The planes of a format in a layout; `nil` when the library does not say, which does not mean
  /// that there are no such buffers.
  ///
  /// The corresponding C function is `gbm_device_get_format_modifier_plane_count`.
  package func planeCount(of format: UInt32, modifier: UInt64) -> Int? {
    let count = call { library.planeCount(of: format, modifier: modifier, on: $0) }
    return count > 0 ? Int(count) : nil
  }
}

extension GBMDevice {
  /// No modifier: the driver keeps the layout to itself.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_INVALID`.
  package static let noModifier: UInt64 = 0x00ff_ffff_ffff_ffff

  /// Makes a buffer in one of the layouts that are offered.
  ///
  /// No modifiers, or the modifier that stands for none, leave the layout to the driver. Libraries
  /// disagree on that one, so it never reaches them: where it is offered among others, these come
  /// first. A buffer in another layout than was offered is not handed out.
  ///
  /// The corresponding C functions are `gbm_bo_create` and `gbm_bo_create_with_modifiers2`.
  package func makeBuffer(
    _ request: GBMRequest, for usage: GBMUsage
  ) throws(GBMError) -> GBMBuffer {
    guard request.modifiers.contains(Self.noModifier) else { return try make(request, usage) }
    var explicit = request
    explicit.modifiers.removeAll { $0 == Self.noModifier }
    if !explicit.modifiers.isEmpty, let made = try? make(explicit, usage) { return made }
    explicit.modifiers = []
    return try make(explicit, usage)
  }

  private func make(_ request: GBMRequest, _ usage: GBMUsage) throws(GBMError) -> GBMBuffer {
    let flags = usage.flags(for: calls.flavour)
    let buffer = try adopt(request.function, (request.width, request.height)) {
      calls.createBuffer(request, flags: flags, on: $0)
    }
    if let error = refusal(of: buffer.modifier, request) { throw error }
    return buffer
  }

  /// What is wrong with a layout: it was not offered.
  func refusal(of modifier: UInt64, _ request: GBMRequest) -> GBMError? {
    guard !request.modifiers.isEmpty, !request.modifiers.contains(modifier) else { return nil }
    return GBMError(
      call: request.function, path: path,
      reason: .unexpected("GBM chose the modifier \(hexadecimal(modifier)), not offered"))
  }

  /// Imports an image of somebody else's; the descriptors stay the caller's.
  ///
  /// A driver that ignores the modifier or the memory is caught: some answer a buffer that is none.
  ///
  /// The corresponding C function is `gbm_bo_import`.
  package func importBuffer(
    _ image: GBMForeignImage, for usage: GBMUsage
  ) throws(GBMError) -> GBMBuffer {
    func refused(_ words: String) -> GBMError {
      GBMError(call: "gbm_bo_import", path: path, reason: .unexpected(words))
    }
    guard (1...4).contains(image.planes.count) else {
      throw refused("\(image.planes.count) planes are not 1 to 4")
    }
    let flags = usage.flags(for: library.flavour)
    let buffer = try adopt("gbm_bo_import", (image.width, image.height)) {
      library.importBuffer(image, flags: flags, on: $0)
    }
    guard image.modifier == Self.noModifier || buffer.modifier == image.modifier else {
      throw refused(
        "GBM took the modifier \(hexadecimal(image.modifier)) for \(hexadecimal(buffer.modifier))")
    }
    guard buffer.planes.allSatisfy({ $0.handle > 0 }) else {
      throw refused("GBM answered a buffer without memory")
    }
    return buffer
  }

  /// Owns what the library made, and reads it back.
  private func adopt(
    _ name: String, _ size: (width: UInt32, height: UInt32),
    _ make: (GBMObject) -> Result<GBMObject, Errno>
  ) throws(GBMError) -> GBMBuffer {
    let object: GBMObject
    let layout: GBMLayout
    do {
      (object, layout) = try call { device in
        make(device).map { ($0, calls.layout(of: $0)) }
      }.get()
    } catch {
      throw GBMError(name, path, errno: error)
    }
    let buffer = GBMBuffer(object, layout, of: self, width: size.width, height: size.height)
    guard (1...4).contains(buffer.planes.count) else {
      throw GBMError(
        call: name, path: path, reason: .unexpected("GBM made \(buffer.planes.count) planes"))
    }
    return buffer
  }
}

extension GBMRequest {
  /// The C function that is asked.
  var function: String {
    modifiers.isEmpty ? "gbm_bo_create" : "gbm_bo_create_with_modifiers2"
  }
}

private func hexadecimal(_ modifier: UInt64) -> String { "0x" + String(modifier, radix: 16) }
#endif
