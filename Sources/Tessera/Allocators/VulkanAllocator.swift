#if Vulkan
public import TesseraKernel

/// Makes buffers of a GPU, in its own layouts, through Vulkan.
///
/// The loader (`libvulkan.so.1`) is opened at run time. Every buffer is an image with memory of its
/// own that is exported as one dma-buf. What the driver still does to its memory is the buffer's
/// initial fence; who draws into it owns the transitions of its layout and its queue family,
/// `VK_QUEUE_FAMILY_FOREIGN_EXT` for everybody else.
public struct VulkanAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  /// What its images are for.
  public let usage: VulkanUsage
  /// The product, such as `llvmpipe (LLVM 19.1.7, 256 bits)`.
  public let deviceName: String
  /// What people call the device: its render node, such as `renderD128`, or its driver.
  public var name: String { String(production.name.rawValue.drop { $0 != ":" }.dropFirst()) }
  /// Its render node; `nil` where it has none.
  public var path: String? { device.description.renderNode }
  let device: VulkanDevice
  let importedStrides: StrideDomain
  let planeCounts: [FormatModifier: UInt32]
  let identity = AllocatorIdentity()
  private let kernel: KernelReference

  /// Finds all devices that share images.
  ///
  /// This loads Vulkan's drivers into the process, which takes time and memory, and is therefore not
  /// part of `Inventory.find()`.
  ///
  /// - Parameters:
  ///   - usage: What the images are for.
  ///   - problems: Takes why a device shares none, one after the other, and why there may be more.
  /// - Throws: that there is no loader; no device at all is an empty list.
  public static func find(
    usage: VulkanUsage = [.copySource, .copyDestination, .sampled, .colourAttachment],
    problems: (DeviceError) -> Void = { _ in }
  ) throws(DeviceError) -> [VulkanAllocator] {
    let library: LoadedVulkan
    do {
      library = try LoadedVulkan()
    } catch {
      throw DeviceError(
        path: loader, problem: "Vulkan could not be started (\(error))",
        advice: "Install the loader and a driver (Debian: libvulkan1 mesa-vulkan-drivers).")
    }
    return find(usage: usage, library: library, kernel: LinuxKernel(), problems: problems)
  }

  package static func find(
    usage: VulkanUsage, library: any VulkanLibrary, kernel: any Kernel,
    problems: (DeviceError) -> Void = { _ in }
  ) -> [VulkanAllocator] {
    var found: [VulkanAllocator] = []
    var index: UInt32 = 0
    while true {
      let description: VulkanDescription
      switch library.description(ofDevice: index) {
      case .success(let next?): description = next
      case .success(nil): return found
      case .failure(let result):
        // It is the list that fails, whichever device of it was asked for.
        let error = VulkanError("vkEnumeratePhysicalDevices", result)
        problems(
          DeviceError(
            path: loader, problem: "Vulkan's devices could not be listed (\(error))"))
        return found
      }
      defer { index += 1 }
      if let missing = description.missingExtension {
        problems(DeviceError(description, lacks: missing))
        continue
      }
      let device: VulkanDevice
      do {
        device = try VulkanDevice(description, at: index, library: library)
      } catch {
        problems(
          DeviceError(path: description.name, problem: "Vulkan made no device of it (\(error))"))
        continue
      }
      let taken = Set(found.map(\.production.name.rawValue))
      found.append(VulkanAllocator(device, usage, besides: taken, kernel: kernel))
    }
  }

  private static let loader = "libvulkan.so.1"

  private init(
    _ device: VulkanDevice, _ usage: VulkanUsage, besides taken: Set<String>, kernel: any Kernel
  ) {
    let description = device.description
    let survey = VulkanSurvey(of: device, usage)
    let path = description.renderNode
    let base =
      "vulkan:"
      + (path?.lastComponent
        ?? (description.driver.isEmpty ? description.name : description.driver)
        .lowercased().filter { $0.isLetter || $0.isNumber })
    var name = base
    var number = 2
    while taken.contains(name) {
      name = "\(base)-\(number)"
      number += 1
    }
    self.device = device
    self.usage = usage
    self.kernel = KernelReference(kernel)
    deviceName = description.name
    planeCounts = survey.planes
    importedStrides = StrideDomain(multipleOf: survey.importedRowMultiple)
    production = Production(
      Name(name),
      device: path.map { Device(behind: kernel.devices.device(atNode: $0), at: $0) },
      formats: FormatTable(survey.pairs),
      sizes: survey.greatest.map { SizeDomain(maximum: $0) } ?? .any,
      strides: StrideDomain(multipleOf: survey.rowMultiple), topology: .oneBuffer,
      isContiguous: false, cacheModes: survey.cacheModes, rank: 5,
      evidence: Evidence(
        .driverQuery, "VkDrmFormatModifierPropertiesListEXT of \(description.name)"))
  }

  /// Tells what one buffer as planned would be: the image is made, and no memory for it.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let order = try order(for: plan)
    let image = try makeImage(order)
    let planes = try readBack(image, order, size: Bytes(image.requirements.size))
    return BufferPreview(
      planes: planes, sizes: [Bytes(image.requirements.size)], production: production)
  }

  /// Makes one buffer as planned; in a layout of the driver's, with the planes that it chose.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let order = try order(for: plan)
    let image = try makeImage(order)
    guard let type = device.memoryType(among: image.requirements.types) else {
      throw AllocationError(
        .unexpectedResult, "\(production.name) has no memory for \(order.agreement.pair)",
        step: .allocate)
    }
    let memory: VulkanMemory
    let descriptor: OwnedFileDescriptor
    do {
      memory = try image.allocate(type: type)
    } catch {
      throw AllocationError(error, production.name, order.agreement, .allocate)
    }
    do {
      descriptor = try memory.export()
    } catch {
      throw AllocationError(error, production.name, order.agreement, .export)
    }
    let shared = try DMABuffer(
      descriptor, needed: order.sizes.first ?? 1, name: plan.name, kernel: kernel)
    let planes = try readBack(image, order, size: shared.size)
    let shape =
      order.planes.isEmpty ? BufferShape(plan, planes, by: production.name) : order
    return Buffer(
      shape, memory: shared, owner: memory, initialFence: try shared.initialFence())
  }

  private func makeImage(_ order: Order) throws(AllocationError) -> VulkanImage {
    do {
      return try device.makeImage(order.request)
    } catch {
      throw AllocationError(error, production.name, order.agreement, .allocate)
    }
  }

  /// Where the planes are, which must be where it was agreed, and within the dma-buf.
  private func readBack(
    _ image: VulkanImage, _ order: Order, size: Bytes
  ) throws(AllocationError) -> [AgreedPlane] {
    let modifier: UInt64
    do {
      modifier = try image.modifier()
    } catch {
      throw AllocationError(error, production.name, order.agreement, .check)
    }
    guard modifier == order.request.modifier else {
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) was asked for \(order.agreement.pair) and made "
          + "\(Modifier(rawValue: modifier))", step: .check)
    }
    var planes = order.planes
    for index in 0..<order.planeCount {
      let made = image.plane(UInt32(index))
      let (offset, stride) = (Bytes(made.offset), Bytes(made.stride))
      let agreed = order.planes.isEmpty ? nil : order.planes[index]
      guard stride > .zero, let room = size.subtracting(offset), room >= stride,
        agreed.map({ $0.offset == offset && $0.stride == stride }) ?? true
      else {
        throw AllocationError(
          .unexpectedResult,
          "\(production.name) put plane \(index), with a stride of \(stride), at \(offset) of a "
            + "dma-buf of \(size)"
            + (agreed.map { "; agreed were \($0.stride) at \($0.offset)" } ?? ""), step: .check)
      }
      if agreed == nil {
        let length = min(Bytes(made.size), room)
        planes.append(
          AgreedPlane(
            buffer: 0, offset: offset, stride: stride, rows: Rows(length.value / stride.value),
            size: length))
      }
    }
    return planes
  }
}

extension DeviceError {
  fileprivate init(_ device: VulkanDescription, lacks name: String) {
    // NVIDIA's driver has the extension only beside the module that makes DRM nodes.
    let isNVIDIA = device.driver == "NVIDIA" && name == "VK_EXT_external_memory_dma_buf"
    self.init(
      path: device.name, problem: "its Vulkan driver shares no images, for it lacks \(name)",
      advice: isNVIDIA ? "Load the module nvidia-drm." : nil)
  }
}

extension AllocationError {
  /// Tells what it means that Vulkan did not make what was agreed.
  init(
    _ error: VulkanError, _ allocator: Name<Production>, _ agreement: Agreement, _ step: Step
  ) {
    let wanted = "\(agreement.extent) \(agreement.pair)"
    switch error.result {
    case .outOfHostMemory, .outOfDeviceMemory:
      self.init(
        .outOfMemory, "\(allocator) has no memory left for \(wanted) (\(error))", step: step,
        hint: "free buffers or choose another allocator")
    case .formatNotSupported, .invalidPlaneLayout:
      self.init(
        .unsupportedLayout, "\(allocator) does not make \(wanted) (\(error))", step: step)
    default:
      self.init(.systemCall, "\(allocator) made no \(wanted) (\(error))", step: step)
    }
  }
}
#endif
