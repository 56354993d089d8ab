#if Vulkan
internal import CLinux
internal import Synchronization
package import TesseraKernel

/// A Vulkan without drivers: its memory is real, its answers are scripted.
package final class ScriptedVulkan: VulkanLibrary {
  /// What the driver is like.
  package struct Traits: Sendable {
    /// Vulkan's numbers of the formats that it knows.
    package var formats: Set<Int32> = [44]
    /// The layouts of every format.
    package var layouts = [VulkanLayout(modifier: 0, planes: 1, features: 0xFFFF)]
    /// Rows that the driver lays out are multiples of so many bytes.
    package var granule: UInt64 = 64
    /// Whether it lays planes out as it is told.
    package var takesPlanes = true
    /// Whether it raises strides that are no multiples of the granule, without an error, as NVIDIA's does.
    package var raisesStrides = false
    /// An extension that it lacks.
    package var missingExtension: String?
    /// Bytes that every image has beyond its rows.
    package var tail: UInt64 = 0

    /// One that knows linear images only.
    package init() {}
  }

  /// What it does wrong.
  package enum Mischief: Sendable {
    case none
    /// Chooses another layout than the one it was given.
    case otherModifier
    /// Lays rows out longer than it was told.
    case otherStride
    /// Exports a page, whatever was asked for.
    case tooSmall
    /// Says that it has exported, and gives no descriptor.
    case sharesNothing
    /// Copies rows that lie so many bytes behind those that it was told of.
    case copiesElsewhere(Int)
    /// Copies the memory of the first image, whichever it is told of.
    case copiesFirst
    /// Copies memory that is not the image's.
    case copiesOther
  }

  /// The calls that can fail.
  package enum Call: Hashable, Sendable, CaseIterable {
    case describe
    case createDevice
    case createImage
    case modifier
    case allocate
    case bind
    case export
    case importTypes
    case copy
  }

  private struct Image {
    var request: VulkanRequest
    var planes: [VulkanPlane]
    var size: UInt64
    var memory: FakeMemory?
  }

  private struct State {
    var next: UInt64 = 1
    var devices: Set<VulkanObject> = []
    var images: [VulkanObject: Image] = [:]
    var memory: [VulkanObject: FakeMemory] = [:]
    var faults: [Call: VulkanResult] = [:]
    var mischief = Mischief.none
    var adopted: [CInt] = []
    var usages: Set<UInt32> = []
    var clearing: (fence: FakeFence, in: FakeFences)?
  }

  private let traits: Traits
  private let tag: String
  private let state = Mutex(State())

  /// Makes one whose memory files are named after a kernel's tag.
  package init(_ traits: Traits = Traits(), tag: String) {
    self.traits = traits
    self.tag = tag
  }

  /// Lets its driver be at work on all memory that it shares, until the fence signals.
  package func clear(until fence: FakeFence, in kernel: ScriptedKernel) {
    state.withLock { $0.clearing = (fence, kernel.fences) }
  }

  /// How many devices, images and memories there are.
  package var live: [Int] {
    state.withLock { [$0.devices.count, $0.images.count, $0.memory.count] }
  }

  /// What images were asked about and made for.
  package var usages: Set<UInt32> { state.withLock(\.usages) }

  /// Lets the next call of this kind fail.
  package func fail(_ call: Call, with result: VulkanResult) {
    state.withLock { $0.faults[call] = result }
  }

  /// Lets it do something wrong from now on.
  package func misbehave(_ mischief: Mischief) { state.withLock { $0.mischief = mischief } }

  private func fault(_ call: Call) -> VulkanResult? {
    state.withLock { $0.faults.removeValue(forKey: call) }
  }

  private func made(_ state: inout State) -> VulkanObject {
    defer { state.next += 1 }
    return VulkanObject(state.next)
  }

  package func description(
    ofDevice index: UInt32
  ) -> Result<VulkanDescription?, VulkanResult> {
    if let fault = fault(.describe) { return .failure(fault) }
    return .success(
      index == 0
        ? VulkanDescription(
          name: "Scripted GPU", driver: "scripted", isCPU: true,
          missingExtension: traits.missingExtension)
        : nil)
  }

  package func layouts(
    of format: Int32, onDevice index: UInt32
  ) -> Result<[VulkanLayout], VulkanResult> {
    .success(traits.formats.contains(format) ? traits.layouts : [])
  }

  package func limits(
    of format: Int32, modifier: UInt64, usage: UInt32, onDevice index: UInt32
  ) -> Result<VulkanLimits, VulkanResult> {
    state.withLock { _ = $0.usages.insert(usage) }
    return .success(VulkanLimits(width: 4096, height: 4096, canExport: true, canImport: true))
  }

  package func memoryTypes(ofDevice index: UInt32) -> Result<[UInt32], VulkanResult> {
    .success([0xF])
  }

  package func createDevice(_ index: UInt32) -> Result<VulkanObject, VulkanResult> {
    if let fault = fault(.createDevice) { return .failure(fault) }
    return state.withLock { state in
      let device = made(&state)
      state.devices.insert(device)
      return .success(device)
    }
  }

  package func destroyDevice(_ device: VulkanObject) {
    state.withLock { _ = $0.devices.remove(device) }
  }

  package func createImage(
    _ request: VulkanRequest, on device: VulkanObject
  ) -> Result<VulkanObject, VulkanResult> {
    if let fault = fault(.createImage) { return .failure(fault) }
    guard request.planes.isEmpty || traits.takesPlanes else {
      return .failure(.invalidPlaneLayout)
    }
    let tight = UInt64(request.width) * 4
    let own = (tight + traits.granule - 1) / traits.granule * traits.granule
    return state.withLock { state in
      state.usages.insert(request.usage)
      var planes =
        request.planes.isEmpty ? [VulkanPlane(offset: 0, stride: own)] : request.planes
      if traits.raisesStrides {
        let stride = planes[0].stride
        planes[0].stride = (stride + traits.granule - 1) / traits.granule * traits.granule
      }
      if case .otherStride = state.mischief { planes[0].stride += traits.granule }
      planes[0].size = planes[0].stride * UInt64(request.height)
      let image = made(&state)
      state.images[image] = Image(
        request: request, planes: planes, size: planes[0].size + traits.tail)
      return .success(image)
    }
  }

  package func destroyImage(_ image: VulkanObject, on device: VulkanObject) {
    state.withLock { $0.images[image] = nil }
  }

  package func requirements(
    of image: VulkanObject, on device: VulkanObject
  ) -> VulkanRequirements {
    state.withLock { VulkanRequirements(size: $0.images[image]?.size ?? 0, types: 1) }
  }

  package func modifier(
    of image: VulkanObject, on device: VulkanObject
  ) -> Result<UInt64, VulkanResult> {
    if let fault = fault(.modifier) { return .failure(fault) }
    return state.withLock { state in
      let asked = state.images[image]?.request.modifier ?? 0
      if case .otherModifier = state.mischief { return .success(asked + 1) }
      return .success(asked)
    }
  }

  package func plane(
    _ index: UInt32, of image: VulkanObject, on device: VulkanObject
  ) -> VulkanPlane {
    state.withLock {
      $0.images[image]?.planes[Int(index)] ?? VulkanPlane(offset: 0, stride: 0)
    }
  }

  package func allocate(
    _ size: UInt64, type: UInt32, for image: VulkanObject, importing descriptor: CInt?,
    on device: VulkanObject
  ) -> Result<VulkanObject, VulkanResult> {
    if let fault = fault(.allocate) { return .failure(fault) }
    return state.withLock { state in
      let memory: FakeMemory?
      if let descriptor {
        memory = FakeMemory(heldBy: descriptor)
        // Taken over: closed here, as a driver does.
        _ = clinux_close(descriptor)
      } else if case .tooSmall = state.mischief {
        memory = FakeMemory(tag + "vulkan", atLeast: 1)
      } else {
        memory = FakeMemory(tag + "vulkan", atLeast: size)
      }
      guard let memory else { return .failure(.outOfDeviceMemory) }
      let object = made(&state)
      state.memory[object] = memory
      return .success(object)
    }
  }

  package func free(_ memory: VulkanObject, on device: VulkanObject) {
    state.withLock { $0.memory[memory] = nil }
  }

  package func bind(
    _ memory: VulkanObject, to image: VulkanObject, on device: VulkanObject
  ) -> VulkanResult {
    if let fault = fault(.bind) { return fault }
    state.withLock { $0.images[image]?.memory = $0.memory[memory] }
    return .success
  }

  package func export(
    _ memory: VulkanObject, on device: VulkanObject
  ) -> Result<CInt, VulkanResult> {
    if let fault = fault(.export) { return .failure(fault) }
    if case .sharesNothing = state.withLock(\.mischief) { return .success(-1) }
    let descriptor = CInt(state.withLock { $0.memory[memory]?.share() ?? -1 })
    if let clearing = state.withLock(\.clearing) {
      clearing.in.attach(clearing.fence, to: descriptor, isWriting: true)
    }
    return .success(descriptor)
  }

  package func importTypes(
    of descriptor: CInt, on device: VulkanObject
  ) -> Result<UInt32, VulkanResult> {
    if let fault = fault(.importTypes) { return .failure(fault) }
    return .success(1)
  }

  package func copy(
    _ direction: VulkanCopy, _ bytes: inout [UInt8], _ regions: [VulkanRegion],
    of image: VulkanObject, memoryTypes: [UInt32], on device: VulkanObject
  ) -> VulkanResult {
    if let fault = fault(.copy) { return fault }
    let (found, mischief) = state.withLock { state in
      let first = state.images.min { $0.key.number < $1.key.number }?.value
      let isFirst = if case .copiesFirst = state.mischief { true } else { false }
      return (isFirst ? first : state.images[image], state.mischief)
    }
    guard let found, let mapping = found.memory?.mapped(),
      regions.count == found.planes.count
    else { return .outOfHostMemory }
    var shift = 0
    switch mischief {
    case .copiesElsewhere(let bytes): shift = bytes
    case .copiesOther: return .success
    default: break
    }
    for (region, plane) in zip(regions, found.planes) {
      let row = Int(region.width) * 4
      for line in 0..<Int(region.height) {
        let place = Int(plane.offset) + line * Int(plane.stride) + shift
        let start = Int(region.offset) + line * row
        for index in 0..<row where place + index < mapping.count {
          mapping.withMutableBytes(in: place + index..<place + index + 1) { byte in
            if direction == .read {
              bytes[start + index] = unsafe byte.bytes.unsafeLoad(as: UInt8.self)
            } else {
              byte.storeBytes(of: bytes[start + index], as: UInt8.self)
            }
          }
        }
      }
    }
    return .success
  }
}
#endif
