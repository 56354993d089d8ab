#if Vulkan
/// A call of Vulkan that failed: which, and what it answered.
package struct VulkanError: Error, Hashable, Sendable {
  package var call: String
  package var result: VulkanResult

  package init(_ call: String, _ result: VulkanResult) {
    self.call = call
    self.result = result
  }
}

extension VulkanError: CustomStringConvertible {
  /// One clause, such as `vkAllocateMemory: OUT_OF_DEVICE_MEMORY`.
  package var description: String { "\(call): \(result)" }
}

/// A device of Vulkan, with what shares images enabled.
package final class VulkanDevice: Sendable {
  package let description: VulkanDescription
  package let memoryTypes: [UInt32]
  let library: any VulkanLibrary
  let device: VulkanObject
  private let index: UInt32

  /// The corresponding C function is `vkCreateDevice`.
  package init(
    _ description: VulkanDescription, at index: UInt32, library: any VulkanLibrary
  ) throws(VulkanError) {
    do throws(VulkanResult) {
      memoryTypes = try library.memoryTypes(ofDevice: index).get()
      device = try library.createDevice(index).get()
    } catch {
      throw VulkanError("vkCreateDevice", error)
    }
    self.description = description
    self.index = index
    self.library = library
  }

  deinit { library.destroyDevice(device) }

  /// The layouts of a format; none where it has none.
  package func layouts(of format: Int32) -> [VulkanLayout] {
    (try? library.layouts(of: format, onDevice: index).get()) ?? []
  }

  /// What images of a format in a layout are limited to; `nil` where there are none.
  package func limits(of format: Int32, modifier: UInt64, usage: UInt32) -> VulkanLimits? {
    try? library.limits(of: format, modifier: modifier, usage: usage, onDevice: index).get()
  }

  /// An image without memory.
  package func makeImage(_ request: VulkanRequest) throws(VulkanError) -> VulkanImage {
    try VulkanImage(request, on: self)
  }
}

/// An image, and its memory once it has some; the memory is its own.
package final class VulkanImage: Sendable {
  private let device: VulkanDevice
  let image: VulkanObject
  /// What memory it needs.
  package let requirements: VulkanRequirements

  /// The corresponding C function is `vkCreateImage`.
  fileprivate init(_ request: VulkanRequest, on device: VulkanDevice) throws(VulkanError) {
    do {
      image = try device.library.createImage(request, on: device.device).get()
    } catch {
      throw VulkanError("vkCreateImage", error)
    }
    self.device = device
    requirements = device.library.requirements(of: image, on: device.device)
  }

  deinit { device.library.destroyImage(image, on: device.device) }

  /// The layout that it has.
  package func modifier() throws(VulkanError) -> UInt64 {
    do {
      return try device.library.modifier(of: image, on: device.device).get()
    } catch {
      throw VulkanError("vkGetImageDrmFormatModifierPropertiesEXT", error)
    }
  }

  /// Where its planes lie.
  package func planes(_ count: UInt32) -> [VulkanPlane] { (0..<count).map(plane) }

  /// Where one of its planes lies.
  package func plane(_ index: UInt32) -> VulkanPlane {
    device.library.plane(index, of: image, on: device.device)
  }

  /// Gives it new memory of a type, which can be exported.
  package func allocate(type: UInt32) throws(VulkanError) -> VulkanMemory {
    var none: OwnedFileDescriptor?
    return try VulkanMemory(self, device, image, type: type, importing: &none)
  }

  /// The memory types that it and a dma-buf have in common, one bit each.
  package func types(importing descriptor: CInt) throws(VulkanError) -> UInt32 {
    do {
      return requirements.types
        & (try device.library.importTypes(of: descriptor, on: device.device).get())
    } catch {
      throw VulkanError("vkGetMemoryFdPropertiesKHR", error)
    }
  }

  /// Gives it the memory of a dma-buf; the descriptor is taken over, whatever comes of it.
  package func adopt(
    _ descriptor: consuming OwnedFileDescriptor, type: UInt32
  ) throws(VulkanError) -> VulkanMemory {
    var given: OwnedFileDescriptor? = descriptor
    return try VulkanMemory(self, device, image, type: type, importing: &given)
  }
}

/// The memory of one image, bound to it.
package final class VulkanMemory: Sendable {
  let image: VulkanImage
  let device: VulkanDevice
  private let memory: VulkanObject

  /// The corresponding C functions are `vkAllocateMemory` and `vkBindImageMemory`.
  fileprivate init(
    _ owner: VulkanImage, _ device: VulkanDevice, _ image: VulkanObject, type: UInt32,
    importing descriptor: inout OwnedFileDescriptor?
  ) throws(VulkanError) {
    do {
      memory = try device.library.allocate(
        owner.requirements.size, type: type, for: image, importing: descriptor?.rawValue,
        on: device.device
      ).get()
    } catch {
      throw VulkanError("vkAllocateMemory", error)
    }
    // Vulkan owns it from here on.
    if let given = descriptor.take() { _ = given.take() }
    self.image = owner
    self.device = device
    let result = device.library.bind(memory, to: image, on: device.device)
    guard result == .success else { throw VulkanError("vkBindImageMemory", result) }
  }

  deinit { device.library.free(memory, on: device.device) }

  /// A dma-buf of it.
  ///
  /// The corresponding C function is `vkGetMemoryFdKHR`.
  package func export() throws(VulkanError) -> OwnedFileDescriptor {
    let number: CInt
    do {
      number = try device.library.export(memory, on: device.device).get()
    } catch {
      throw VulkanError("vkGetMemoryFdKHR", error)
    }
    // Mesa's lavapipe says that it succeeded, and shares nothing, where no descriptor is left.
    guard number >= 0 else { throw VulkanError("vkGetMemoryFdKHR", .tooManyObjects) }
    return OwnedFileDescriptor(rawValue: number)
  }
}
#endif
