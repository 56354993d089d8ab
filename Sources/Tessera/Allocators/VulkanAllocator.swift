#if Vulkan
public import TesseraKernel

/// Makes buffers of a GPU, in its own layouts, through Vulkan.
///
/// The loader (`libvulkan.so.1`) is opened at run time. Every buffer is an image with memory of its
/// own that is exported as one dma-buf. A new image has no work pending; who draws into it owns the
/// transitions of its layout and its queue family, `VK_QUEUE_FAMILY_FOREIGN_EXT` for everybody else.
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
  private let planeCounts: [FormatModifier: UInt32]
  private let kernel: any Kernel

  /// Finds all devices that share images.
  ///
  /// This loads Vulkan's drivers into the process, which takes time and memory, and is therefore not
  /// part of `Inventory.find()`.
  ///
  /// - Parameters:
  ///   - usage: What the images are for.
  ///   - problems: Takes why a device shares none, one after the other.
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
        path: "libvulkan.so.1", problem: "Vulkan could not be started (\(error))",
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
    while let description = try? library.description(ofDevice: index).get() {
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
    return found
  }

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
    self.kernel = kernel
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
    let image = try makeImage(plan)
    let planes = try readBack(image, plan, size: Bytes(image.requirements.size))
    return BufferPreview(
      planes: planes, sizes: [Bytes(image.requirements.size)], production: production)
  }

  /// Makes one buffer as planned; in a layout of the driver's, with the planes that it chose.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let image = try makeImage(plan)
    let needed = plan.agreement.layout.sizes?.first ?? 1
    guard let type = device.memoryType(among: image.requirements.types) else {
      throw AllocationError(
        .unexpectedResult, "\(production.name) has no memory for \(plan.agreement.pair)",
        step: .allocate)
    }
    let memory: VulkanMemory
    let descriptor: OwnedFileDescriptor
    do {
      memory = try image.allocate(type: type)
    } catch {
      throw AllocationError(error, production.name, plan.agreement, .allocate)
    }
    do {
      descriptor = try memory.export()
    } catch {
      throw AllocationError(error, production.name, plan.agreement, .export)
    }
    let shared = try DMABuffer(
      descriptor, needed: needed, name: plan.name, kernel: KernelReference(kernel))
    let planes = try readBack(image, plan, size: shared.size)
    return Buffer(
      plan, planes: planes, memory: [shared], allocator: production.name, owner: memory)
  }

  private func makeImage(_ plan: BufferPlan) throws(AllocationError) -> VulkanImage {
    let agreement = plan.agreement
    guard production.formats.contains(agreement.pair),
      let number = VulkanFormat.number(of: agreement.format), let info = agreement.format.info,
      let modifier = agreement.pair.modifier.explicitModifier?.rawValue
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) does not make \(agreement.pair)", step: .plan)
    }
    guard let width = UInt32(exactly: agreement.extent.width.value),
      let height = UInt32(exactly: agreement.extent.height.value)
    else {
      throw AllocationError(
        .tooLarge, "\(production.name) makes no images of \(agreement.extent)", step: .plan)
    }
    var request = VulkanRequest(
      format: number, width: width, height: height,
      usage: usage.possible(for: info).rawValue, modifier: modifier)
    if agreement.layout.planes != nil {
      let (planes, sizes) = try plan.plannedBuffers(for: production)
      request.height = try rows(of: planes, sizes, atLeast: height)
      request.planes = planes.map {
        VulkanPlane(offset: $0.offset.value, stride: $0.stride.value)
      }
    }
    do {
      return try device.makeImage(request)
    } catch {
      throw AllocationError(error, production.name, agreement, .allocate)
    }
  }

  /// The memory of an image is as large as its rows: what is wanted beyond them are more rows.
  private func rows(
    of planes: [AgreedPlane], _ sizes: [Bytes], atLeast height: UInt32
  ) throws(AllocationError) -> UInt32 {
    guard sizes.count == 1, let first = planes.first, first.stride > .zero else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) puts all planes into one dma-buf", step: .plan)
    }
    guard planes.count == 1 else { return height }
    let (whole, rest) = sizes[0].value.quotientAndRemainder(dividingBy: first.stride.value)
    guard let rows = UInt32(exactly: rest == 0 ? whole : whole + 1) else {
      throw AllocationError(
        .tooLarge, "\(production.name) makes no images of \(sizes[0])", step: .plan)
    }
    return max(height, rows)
  }

  /// Where the planes are, which must be where it was agreed, and within the dma-buf.
  private func readBack(
    _ image: VulkanImage, _ plan: BufferPlan, size: Bytes
  ) throws(AllocationError) -> [AgreedPlane] {
    let agreement = plan.agreement
    let modifier: UInt64
    do {
      modifier = try image.modifier()
    } catch {
      throw AllocationError(error, production.name, agreement, .check)
    }
    guard modifier == agreement.pair.modifier.explicitModifier?.rawValue else {
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) was asked for \(agreement.pair) and made "
          + "\(Modifier(rawValue: modifier))", step: .check)
    }
    let count = agreement.layout.planes?.count ?? Int(planeCounts[agreement.pair] ?? 1)
    var planes: [AgreedPlane] = []
    for (index, made) in image.planes(UInt32(count)).enumerated() {
      let (offset, stride) = (Bytes(made.offset), Bytes(made.stride))
      let agreed = agreement.layout.planes?[index]
      guard stride > .zero, let room = size.subtracting(offset), room >= stride,
        agreed.map({ $0.offset == offset && $0.stride == stride }) ?? true
      else {
        throw AllocationError(
          .unexpectedResult,
          "\(production.name) put plane \(index), with a stride of \(stride), at \(offset) of a "
            + "dma-buf of \(size)"
            + (agreed.map { "; agreed were \($0.stride) at \($0.offset)" } ?? ""), step: .check)
      }
      let length = min(Bytes(made.size), room)
      planes.append(
        agreed
          ?? AgreedPlane(
            buffer: 0, offset: offset, stride: stride, rows: Rows(length.value / stride.value),
            size: length))
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
