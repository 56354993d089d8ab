#if Vulkan
import CLinux
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Vulkan as one of the allocators, without drivers.
@Suite struct VulkanAllocatorTests {
  private let kernel = ScriptedKernel()

  private func stage(
    _ traits: ScriptedVulkan.Traits = .init(), for usage: VulkanUsage = .sampled
  ) throws -> (library: ScriptedVulkan, allocator: VulkanAllocator) {
    let library = ScriptedVulkan(traits, tag: kernel.tag)
    let found = VulkanAllocator.find(usage: usage, library: library, kernel: kernel)
    return (library, try #require(found.first))
  }

  private func plan(
    _ allocator: VulkanAllocator, _ modifier: Modifier = .linear, stride: Bytes = 1
  ) throws -> BufferPlan {
    BufferPlan(
      try agreement(
        .xrgb8888, allocator.production, .explicit(modifier), stride: stride))
  }

  private func agreement(
    _ format: PixelFormat, _ production: Production, _ layout: LayoutModifier = .linear,
    stride: Bytes = 1
  ) throws -> Agreement {
    let table = FormatTable([FormatModifier(format, layout)])
    let evidence = Evidence(.user, "test")
    let user = Participant(
      "user", device: nil,
      offers: [
        Offer(
          "one",
          [
            Constraint(.formats(table), evidence),
            Constraint(.stride(StrideDomain(multipleOf: stride), plane: nil), evidence),
          ])
      ])
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 100, height: 10), participants: [user],
        allocators: [production]))
    return try negotiation.next()
  }

  private static let tiled: ScriptedVulkan.Traits = {
    var traits = ScriptedVulkan.Traits()
    traits.layouts.append(
      VulkanLayout(modifier: Modifier.intelYTiled.rawValue, planes: 1, features: 0xFFFF))
    return traits
  }()

  @Test func `What a device makes is what it says and takes`() throws {
    let (library, allocator) = try stage(Self.tiled)
    #expect(allocator.production.name == "vulkan:scripted")
    #expect(allocator.production.formats.contains(FormatModifier(.xrgb8888, .linear)))
    #expect(
      allocator.production.formats.contains(FormatModifier(.argb8888, .explicit(.intelYTiled))))
    #expect(!allocator.production.formats.contains(FormatModifier(.nv12, .linear)))
    #expect(allocator.production.strides == StrideDomain(multipleOf: 64))
    // What was tried is not kept.
    #expect(library.live == [1, 0, 0])
  }

  @Test(
    "Images are asked about, made and imported for what they are for and nothing else",
    arguments: [.copySource, [.copyDestination, .sampled], .colourAttachment] as [VulkanUsage])
  func usage(usage: VulkanUsage) throws {
    let (library, allocator) = try stage(for: usage)
    let buffer = try allocator.allocate(try plan(allocator))
    try VulkanImporter(allocator, named: "GPU").take([buffer], under: buffer.agreement)
    #expect(library.usages == [usage.rawValue])
  }

  @Test func `A format without what the images are for is not offered`() throws {
    var traits = Self.tiled
    // VK_FORMAT_FEATURE_SAMPLED_IMAGE_BIT
    traits.layouts[1].features = 0x1
    let pair = FormatModifier(.xrgb8888, .explicit(.intelYTiled))
    #expect(try stage(traits).allocator.production.formats.contains(pair))
    #expect(
      try !stage(traits, for: [.sampled, .colourAttachment]).allocator.production.formats
        .contains(pair))
  }

  @Test func `What is drawn into and nothing else has one plane`() throws {
    var traits = Self.tiled
    traits.formats = [44, 1_000_156_003]
    traits.layouts.removeFirst()
    let pair = FormatModifier(.nv12, .explicit(.intelYTiled))
    #expect(
      try stage(traits, for: [.sampled, .colourAttachment]).allocator.production.formats
        .contains(pair))
    let (library, allocator) = try stage(traits, for: .colourAttachment)
    #expect(!allocator.production.formats.contains(pair))
    #expect(!library.usages.contains(0))

    let memory = SharedMemoryAllocator(kernel: kernel)
    let agreement = try agreement(.nv12, memory.production)
    let refusal = #expect(throws: Refusal.self) {
      try VulkanImporter(allocator, named: "GPU").take(
        [try memory.allocate(BufferPlan(agreement))], under: agreement)
    }
    #expect(refusal?.lesson == .pair)
    #expect(refusal?.reason == "it draws only, and not into several planes")
    #expect(!library.usages.contains(0))
  }

  @Test func `A driver that lays no planes out as it is told offers nothing linear`() throws {
    var traits = Self.tiled
    traits.takesPlanes = false
    let (_, allocator) = try stage(traits)
    #expect(!allocator.production.formats.contains(FormatModifier(.xrgb8888, .linear)))
    #expect(
      allocator.production.formats.contains(FormatModifier(.xrgb8888, .explicit(.intelYTiled))))
  }

  @Test func `A linear buffer has the stride that was agreed`() throws {
    let (library, allocator) = try stage()
    let plan = try plan(allocator, stride: 1024)
    #expect(try allocator.preview(plan).planes.first?.stride == 1024)
    #expect(library.live == [1, 0, 0])
    do {
      let buffer = try allocator.allocate(plan)
      #expect(buffer.planes.first?.stride == 1024)
      #expect(library.live == [1, 1, 1])
      try buffer.withMutableBytes(ofPlane: 0) { #expect($0.byteCount >= 1024 * 10) }
    }
    #expect(library.live == [1, 0, 0])
  }

  @Test func `A layout of the driver's is read back`() throws {
    let (_, allocator) = try stage(Self.tiled)
    let buffer = try allocator.allocate(try plan(allocator, .intelYTiled))
    #expect(buffer.planes == [AgreedPlane(buffer: 0, offset: 0, stride: 448, rows: 10, size: 4480)])
  }

  @Test func `Each buffer of a plan is looked at, whatever those before it were`() throws {
    let (library, allocator) = try stage(Self.tiled)
    let (tiled, linear) = (try plan(allocator, .intelYTiled), try plan(allocator))
    let first = try allocator.allocate(tiled)
    _ = try allocator.allocate(linear)
    library.misbehave(.otherStride)
    #expect(try allocator.allocate(tiled).planes[0].stride == 512)
    #expect(first.planes[0].stride == 448)
    #expect(throws: AllocationError.self) { _ = try allocator.allocate(linear) }
    library.misbehave(.otherModifier)
    #expect(throws: AllocationError.self) { _ = try allocator.allocate(tiled) }
    #expect(library.live == [1, 1, 1])
  }

  @Test func `A plan that one device knows is asked of another for what its images are for`() throws
  {
    let (_, sampled) = try stage()
    let (library, drawn) = try stage(for: .colourAttachment)
    let plan = try plan(sampled)
    let buffers = [try sampled.allocate(plan), try drawn.allocate(plan)]
    #expect(buffers[0].planes == buffers[1].planes)
    #expect(library.usages == [VulkanUsage.colourAttachment.rawValue])
    #expect(library.live == [1, 1, 1])
  }

  @Test func `A buffer outlives its allocator and its device goes last`() throws {
    let library: ScriptedVulkan
    var buffer: Buffer?
    do {
      let (made, allocator) = try stage()
      library = made
      buffer = try allocator.allocate(try plan(allocator))
    }
    #expect(library.live == [1, 1, 1])
    try #require(buffer).withBytes(ofPlane: 0) { _ in }
    buffer = nil
    #expect(library.live == [0, 0, 0])
    #expect(kernel.openDescriptors.isEmpty)
  }

  @Test(
    "Whichever call of Vulkan fails, the error is told and nothing stays",
    arguments: [ScriptedVulkan.Call.createImage, .modifier, .allocate, .bind, .export],
    [VulkanResult.outOfDeviceMemory, .initializationFailed])
  func faults(call: ScriptedVulkan.Call, result: VulkanResult) throws {
    let (library, allocator) = try stage()
    let plan = try plan(allocator)
    library.fail(call, with: result)
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == (result == .outOfDeviceMemory ? .outOfMemory : .systemCall))
    #expect(error?.description.contains(result.description) == true)
    #expect(library.live == [1, 0, 0])
    #expect(kernel.openDescriptors.isEmpty)
    _ = try allocator.allocate(plan)
    #expect(library.live == [1, 0, 0])
  }

  @Test("Whichever system call fails, nothing stays")
  func systemCalls() throws {
    let (library, allocator) = try stage()
    let plan = try plan(allocator)
    let before = kernel.calls.count
    _ = try allocator.allocate(plan)
    for number in 1...(kernel.calls.count - before) {
      kernel.fail(callNumber: number, with: EIO)
      _ = try? allocator.allocate(plan)
      #expect(kernel.heal())
      #expect(library.live == [1, 0, 0], "call \(number)")
      #expect(kernel.openDescriptors.isEmpty, "call \(number)")
    }
  }

  @Test func `What the driver still does to new memory is the buffer's initial fence`() throws {
    let (library, allocator) = try stage(Self.tiled)
    let plans = [try plan(allocator), try plan(allocator, .intelYTiled)]
    for plan in plans { #expect(try allocator.allocate(plan).initialFence == nil) }
    let fence = FakeFence()
    library.clear(until: fence, in: kernel)
    let buffers = try plans.map { try allocator.allocate($0) }
    for buffer in buffers { #expect(try buffer.initialFence?.isSignalled() == false) }
    fence.signal()
    for buffer in buffers { #expect(try buffer.initialFence?.isSignalled() == true) }
  }

  @Test(
    "What is not what was agreed is refused",
    arguments: [ScriptedVulkan.Mischief.otherModifier, .otherStride, .tooSmall])
  func lies(mischief: ScriptedVulkan.Mischief) throws {
    let (library, allocator) = try stage()
    let plan = try plan(allocator, stride: 4096)
    library.misbehave(mischief)
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == .unexpectedResult)
    #expect(library.live == [1, 0, 0])
    #expect(kernel.openDescriptors.isEmpty)
  }

  @Test func `A driver that shares nothing and calls it success is found out`() throws {
    let (library, allocator) = try stage()
    library.misbehave(.sharesNothing)
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(try plan(allocator))
    }
    #expect(error?.message.contains("vkGetMemoryFdKHR: TOO_MANY_OBJECTS") == true)
    #expect(library.live == [1, 0, 0])
    #expect(kernel.openDescriptors.isEmpty)
  }

  @Test("A foreign buffer is imported, and a refusal leaves nothing")
  func imports() throws {
    let (library, allocator) = try stage()
    let buffer = try allocator.allocate(try plan(allocator))
    let importer = VulkanImporter(allocator, named: "GPU")
    try importer.take([buffer], under: buffer.agreement)
    #expect(library.live == [1, 2, 2])
    importer.release()
    #expect(library.live == [1, 1, 1])
    let descriptors = kernel.openDescriptors.count
    for call in [ScriptedVulkan.Call.createImage, .importTypes, .allocate, .bind] {
      library.fail(call, with: .invalidExternalHandle)
      let refusal = #expect(throws: Refusal.self) {
        try importer.take([buffer], under: buffer.agreement)
      }
      #expect(refusal?.lesson == .allocator)
      #expect(library.live == [1, 1, 1], "\(call)")
      #expect(kernel.openDescriptors.count == descriptors, "\(call)")
    }
    library.fail(.createImage, with: .invalidPlaneLayout)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take([buffer], under: buffer.agreement)
    }
    #expect(refusal?.lesson == .pair)
  }

  @Test func `A driver that reads other rows than it is told takes no buffer`() throws {
    let (library, allocator) = try stage()
    let buffer = try allocator.allocate(try plan(allocator))
    library.misbehave(.otherStride)
    let refusal = #expect(throws: Refusal.self) {
      try VulkanImporter(allocator, named: "GPU").take([buffer], under: buffer.agreement)
    }
    #expect(refusal?.lesson == .pair)
    #expect(refusal?.reason == "it reads plane 0 at 0 B with a stride of 512 B")
    #expect(library.live == [1, 1, 1])
  }

  @Test func `A driver that raises strides takes linear images of such strides as it keeps`() throws
  {
    var traits = Self.tiled
    traits.raisesStrides = true
    let participant = try stage(traits).allocator.participant(named: "GPU")
    #expect(participant.offers.map(\.label) == ["GPU", "linear"])
    let terms = participant.offers[1].constraints.map(\.term)
    #expect(terms.contains(.stride(StrideDomain(multipleOf: 64), plane: nil)))
    #expect(try stage(Self.tiled).allocator.participant(named: "GPU").offers.count == 1)
  }

  @Test func `A device that shares no images says what it lacks and what helps`() throws {
    var traits = ScriptedVulkan.Traits()
    traits.missingExtension = "VK_EXT_external_memory_dma_buf"
    var problems: [DeviceError] = []
    let found = VulkanAllocator.find(
      usage: [.sampled], library: ScriptedVulkan(traits, tag: kernel.tag), kernel: kernel
    ) { problems.append($0) }
    #expect(found.isEmpty)
    #expect(
      problems.map(\.description) == [
        "Scripted GPU: its Vulkan driver shares no images, for it lacks "
          + "VK_EXT_external_memory_dma_buf."
      ])
  }

  @Test func `Devices that cannot be listed are not told as none`() throws {
    let library = ScriptedVulkan(tag: kernel.tag)
    library.fail(.describe, with: .outOfHostMemory)
    var problems: [DeviceError] = []
    let found = VulkanAllocator.find(usage: .sampled, library: library, kernel: kernel) {
      problems.append($0)
    }
    #expect(found.isEmpty)
    #expect(
      problems.map(\.description) == [
        "libvulkan.so.1: Vulkan's devices could not be listed "
          + "(vkEnumeratePhysicalDevices: OUT_OF_HOST_MEMORY)."
      ])
  }
}
#endif
