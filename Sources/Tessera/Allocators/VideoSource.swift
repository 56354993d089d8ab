internal import SystemPackage
internal import TesseraKernel

/// A queue that makes memory: what its driver answers about it.
struct VideoSource {
  let images: ImageQueue
  let name: Name<Production>
  let device: Device
  let capabilities: QueueCapabilities
  /// Whether buffers can be added one by one.
  let growsSingly: Bool
  /// The driver's linear formats.
  let formats: [CameraFormat]
  /// The kernel module that the queue's memory comes from, where that is known.
  let exporter: String?
  /// The format of a buffer that was made to be looked at and could not be freed.
  let leftover: VideoFormat?
  /// What tables are asked for its memory by; `nil` where it is found out that they do not speak of it:
  /// behind an IOMMU, or made by what promises nothing.
  let tableRole: BufferRole?
  private let isBehindIOMMU: Bool

  init(
    path: String, _ side: VideoAllocator.Side, kernel: any Kernel,
    asked answers: ProbeAnswers? = nil
  ) throws(DeviceError) {
    let node: VideoNode
    let identity: VideoIdentity
    do {
      node = try VideoNode(opening: path, kernel: kernel)
      identity = try node.identity()
    } catch {
      throw DeviceError(.video, error)
    }
    guard identity.capabilities.contains(.streaming),
      let type = QueueType(side, of: identity.capabilities)
    else {
      throw DeviceError(
        path: path, problem: "\(identity.card) has no \(side) queue that makes buffers",
        advice: "Choose another node or queue (tessera devices lists what each does).")
    }
    images = ImageQueue(node: node, type: type, answers: answers)
    let known = kernel.devices.device(atNode: path)?.path
    let nodeName = (known ?? path).lastComponent
    isBehindIOMMU = Self.isBehindIOMMU(nodeName, kernel: kernel)
    name = Self.name(of: nodeName, side)
    device = Device(identity.bus.isEmpty ? path : identity.bus)
    do {
      (capabilities, growsSingly) = try Self.abilities(of: node, type)
      formats = try images.formats().filter { $0.mapping?.modifier == .linear }
    } catch {
      throw DeviceError(.video, error)
    }
    (exporter, leftover) = Self.exporter(of: node, type, growsSingly: growsSingly)
    let isScattered = exporter.map { $0 != Self.contiguousExporter } ?? false
    tableRole = isBehindIOMMU || isScattered ? nil : images.role
  }

  /// Who exports memory that is one range to the queue's device.
  private static let contiguousExporter = "videobuf2_dma_contig"

  /// What the production of a queue is called, by its node's name.
  private static func name(of node: String, _ side: VideoAllocator.Side) -> Name<Production> {
    Name("v4l2:\(node)" + (side == .output ? ":output" : ""))
  }

  /// The same where an image has a dma-buf for each plane.
  private static func nameWithPlanes(_ name: Name<Production>) -> Name<Production> {
    Name("\(name):planes")
  }

  /// The productions of a queue that works in its own memory alone, none where it has none; `nil` for a
  /// queue that takes dma-bufs.
  static func onlyMemory(
    of path: String, _ side: VideoAllocator.Side, among memory: QueueCapabilities
  ) -> Set<Name<Production>>? {
    if memory.contains(.dmaBuffer) { return nil }
    guard memory.contains(.mmap) else { return [] }
    let name = name(of: path.lastComponent, side)
    return [name, nameWithPlanes(name)]
  }

  /// What a queue's buffers can do, and whether they can be added one by one.
  ///
  /// The first question is answered by a busy queue too; older drivers do not know it.
  private static func abilities(
    of node: VideoNode, _ type: QueueType
  ) throws(SystemCallError) -> (QueueCapabilities, growsSingly: Bool) {
    let format = try node.format(of: type)
    do {
      return (try node.createBuffers(0, .mmap, for: format, of: type).capabilities, true)
    } catch {
      guard error.errno == .inappropriateIOCTLForDevice else { throw error }
    }
    return (try node.requestBuffers(0, .mmap, of: type).capabilities, false)
  }

  /// What the queue makes of images of one size, in every one of some numbers of dma-bufs.
  func production(
    for extent: Extent, _ topology: Topology, isCoherent: Bool
  ) throws(DeviceError) -> Production {
    var probed: [(mapping: VideoFormatMapping, strides: [StrideDomain])] = []
    var ways: [PixelFormat: Topology] = [:]
    for format in formats {
      guard let mapping = format.mapping, let answer = images.probe(format, mapping, extent) else {
        continue
      }
      probed.append((mapping, answer.strides))
      ways[mapping.format, default: []].formUnion(mapping.topologies)
    }
    var made: Set<PixelFormat> = []
    var strides = ProducedStrides()
    for (mapping, domains) in probed where !mapping.topologies.isDisjoint(with: topology) {
      guard ways[mapping.format]?.isSuperset(of: topology) == true else { continue }
      made.insert(mapping.format)
      strides.add(domains, mapping, extent)
    }
    guard !made.isEmpty else {
      let codes = formats.map(\.code.description).joined(separator: " ")
      throw DeviceError(
        path: images.node.file.path,
        problem: "its queue makes no linear image of \(extent) with \(topology)",
        advice: "Choose another size; its linear formats are: \(codes.isEmpty ? "none" : codes).")
    }
    let isContiguous = exporter == Self.contiguousExporter && !isBehindIOMMU
    var source = "VIDIOC_TRY_FMT"
    if let exporter { source += " and a buffer of \(exporter)" }
    return Production(
      topology == .bufferPerPlane ? Self.nameWithPlanes(name) : name, device: device,
      formats: FormatTable(made.map { FormatModifier($0, .linear) }),
      sizes: SizeDomain(discrete: [extent]),
      strides: strides.domain, topology: topology, isContiguous: isContiguous,
      cacheModes: Self.cacheModes(exporter, isCoherent: isCoherent), rank: 4,
      evidence: Evidence(.probe, source))
  }

  /// Who exports the queue's memory, learned from a buffer made for that; `nil` where none can be
  /// made now, or the kernel does not tell.
  private static func exporter(
    of node: VideoNode, _ type: QueueType, growsSingly: Bool
  ) -> (String?, leftover: VideoFormat?) {
    guard let format = try? node.format(of: type),
      let made = growsSingly
        ? try? node.createBuffers(1, .mmap, for: format, of: type)
        : try? node.requestBuffers(1, .mmap, of: type)
    else { return (nil, nil) }
    var exporter: String?
    if let file = try? node.exportSlot(made.first, plane: 0, of: type) {
      exporter = DMABufferCalls.exporter(file.rawValue, kernel: node.file.kernel)
    }
    let isFreed = (try? node.requestBuffers(0, .mmap, of: type)) != nil
    return (exporter, isFreed ? nil : format)
  }

  /// Memory that is contiguous to a device behind an IOMMU may be scattered to all others.
  private static func isBehindIOMMU(_ node: String, kernel: any Kernel) -> Bool {
    let path = "/sys/class/video4linux/\(node)/device/iommu_group/type"
    guard case .success(let bytes) = kernel.contents(of: path) else {
      return false
    }
    return !String(decoding: bytes, as: UTF8.self).hasPrefix("identity")
  }

  /// How the CPU sees the memory; where hardware may be incoherent, coherent memory is not cached.
  private static func cacheModes(_ exporter: String?, isCoherent: Bool) -> CacheModes {
    #if arch(x86_64) || arch(i386)
    return .cached
    #else
    return isCoherent && exporter != "videobuf2_vmalloc" ? .writeCombined : .cached
    #endif
  }
}

/// What is gathered about the strides of a queue's formats, as one answer for all of them.
///
/// Where drivers take what they are asked for, that is what their formats have in common; the least
/// strides are the formats' own. Where one of them does not, the least strides are all there is.
private struct ProducedStrides {
  private var multiple: Bytes? = 1
  private var maximum: Bytes?
  private var isFree = true
  private var least: Set<Bytes> = []

  mutating func add(_ strides: [StrideDomain], _ mapping: VideoFormatMapping, _ extent: Extent) {
    for domain in strides {
      isFree = isFree && domain.listed == nil
      multiple = multiple.flatMap { $0.leastCommonMultiple(with: domain.multiple) }
      if let limit = domain.maximum { maximum = min(maximum ?? limit, limit) }
    }
    guard let layout = LinearLayout(format: mapping.format, extent: extent),
      let tight = layout.planes.first?.stride
    else { return }
    for (index, plane) in layout.planes.enumerated() {
      guard let mine = strides[min(index, strides.count - 1)].least(from: 1) else { continue }
      // Planes in one memory follow the first.
      let scaled =
        mapping.memoryPlanes > 1
        ? mine : mine.multiplied(by: plane.stride.value).map { Bytes($0.value / tight.value) }
      if let scaled { least.insert(scaled) }
    }
  }

  var domain: StrideDomain {
    guard isFree, let multiple else { return StrideDomain(listed: least) }
    return StrideDomain(multipleOf: multiple, maximum: maximum)
  }
}

extension QueueType {
  /// The queue on one side of a node; `nil` when it has none.
  init?(_ side: VideoAllocator.Side, of capabilities: VideoCapabilities) {
    let (single, several): (VideoCapabilities, VideoCapabilities) =
      switch side {
      case .capture:
        (
          [.capture, .memoryToMemory], [.captureMultiplanar, .memoryToMemoryMultiplanar]
        )
      case .output:
        (
          [.output, .memoryToMemory], [.outputMultiplanar, .memoryToMemoryMultiplanar]
        )
      }
    if !capabilities.isDisjoint(with: several) {
      self = side == .capture ? .captureMultiplanar : .outputMultiplanar
    } else if !capabilities.isDisjoint(with: single) {
      self = side == .capture ? .capture : .output
    } else {
      return nil
    }
  }
}

extension VideoFormatMapping {
  /// In how many dma-bufs an image may be asked for: of one plane, one is every number.
  fileprivate var topologies: Topology { format.info?.planeCount == 1 ? .any : topology }
}
