#if GBM
internal import SystemPackage
public import TesseraKernel

/// Makes buffers of a GPU, in its own layouts, through libgbm (`/dev/dri/renderD*`).
///
/// It opens its node anew, whoever else has it open. Buffers in a layout of the driver's are read
/// back when they are made: their planes lie where the driver put them.
public final class GBMAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  /// What its buffers are for; drivers lay them out accordingly.
  public let usage: GBMUsage
  /// The same device's linear formats whose rows are multiples of something else, an allocator for
  /// each rule, and those of which the driver makes a dma-buf for each plane: a production has one
  /// rule, and promises nothing that the driver would not make.
  public let others: [GBMAllocator]
  let device: GBMDevice
  /// The driver has no modifiers: what asks it for linear rows is a usage.
  let saysLinearByUsage: Bool
  let identity = AllocatorIdentity()

  /// Opens a node and tries what its driver makes.
  ///
  /// GBM lists no modifiers, it only answers about each: those that displays and other devices take
  /// are worth trying.
  ///
  /// - Parameters:
  ///   - path: a GPU's render node, or a card.
  ///   - usage: what the buffers are for.
  ///   - modifiers: the layouts to try beside linear ones and those of the driver's own choice.
  public convenience init(
    path: String, usage: GBMUsage = [.rendering, .scanout], modifiers: Set<Modifier> = []
  ) throws(DeviceError) {
    try self.init(
      path: path, usage: usage, modifiers: modifiers, kernel: LinuxKernel(), library: LinkedGBM())
  }

  package convenience init(
    path: String, usage: GBMUsage = [.rendering, .scanout], modifiers: Set<Modifier> = [],
    kernel: any Kernel, library: any GBMLibrary
  ) throws(DeviceError) {
    try self.init(
      on: try Self.open(path, kernel: kernel, library: library), usage: usage,
      modifiers: modifiers)
  }

  /// Opens a node and loads its driver.
  static func open(
    _ path: String, kernel: any Kernel, library: any GBMLibrary
  ) throws(DeviceError) -> GBMDevice {
    do {
      return try GBMDevice(opening: path, kernel: kernel, library: library)
    } catch {
      throw DeviceError(opening: error)
    }
  }

  /// Tries what the driver of an open node makes.
  convenience init(
    on device: GBMDevice, usage: GBMUsage = [.rendering, .scanout], modifiers: Set<Modifier>
  ) throws(DeviceError) {
    let known = device.node.file.kernel.devices.device(atNode: device.path)
    let ownPath = known?.path ?? device.path
    let survey = try GBMSurvey(
      of: device, called: Device(behind: known, at: device.path), usage, modifiers)
    let name = "gbm:\(ownPath.lastComponent)"
    self.init(
      device, usage, survey, name, survey.rows.first ?? GBMRows(multiple: 1, formats: []),
      beside: survey.pairs,
      others: survey.rows.dropFirst().map { rows in
        GBMAllocator(device, usage, survey, "\(name):rows-\(rows.multiple.value)", rows)
      } + Self.makingPlanesApart(device, usage, survey, "\(name):planes"))
  }

  private static func makingPlanesApart(
    _ device: GBMDevice, _ usage: GBMUsage, _ survey: GBMSurvey, _ name: String
  ) -> [GBMAllocator] {
    if survey.apart.isEmpty { return [] }
    return [
      GBMAllocator(
        device, usage, survey, name, GBMRows(multiple: 1, formats: []), beside: survey.apart,
        topology: .bufferPerPlane)
    ]
  }

  private init(
    _ device: GBMDevice, _ usage: GBMUsage, _ survey: GBMSurvey, _ name: String, _ rows: GBMRows,
    beside pairs: [FormatModifier] = [], topology: Topology = .oneBuffer,
    others: [GBMAllocator] = []
  ) {
    self.others = others
    self.device = device
    self.usage = usage
    saysLinearByUsage = survey.saysLinearByUsage
    production = Production(
      Name(name), device: survey.identity, formats: FormatTable(pairs + rows.pairs),
      strides: StrideDomain(multipleOf: rows.multiple), topology: topology,
      isContiguous: false,
      // What most GPU drivers map buffers as; none says.
      cacheModes: usage.contains(.protected) ? [] : .writeCombined,
      isProtected: usage.contains(.protected), rank: 4,
      evidence: Evidence(.probe, "gbm_bo_create (\(device.backendName))"))
  }

  /// This and the others, with what a table knows of the GPU's memory beyond what was found out.
  func all(knownTo quirks: QuirkTable, of model: DeviceModel) -> [GBMAllocator] {
    ([self] + others).map { one in
      GBMAllocator(one, producing: quirks.applied(to: one.production, of: model, as: .render))
    }
  }

  private init(_ one: GBMAllocator, producing production: Production) {
    self.production = production
    others = one.others
    usage = one.usage
    device = one.device
    saysLinearByUsage = one.saysLinearByUsage
  }

  /// Makes one buffer as planned; in a layout of the driver's, with the planes that it chose.
  ///
  /// What the driver still does to the memory, such as clearing it, is the buffer's initial fence.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let order = try order(for: plan)
    guard let size = order.sizes.first else { return try makeByDriver(order, plan) }
    let made: NewMemory
    do {
      made = try device.makeShared(order.wanted, naming: plan.name)
    } catch {
      throw explained(error, order)
    }
    let memory = try DMABuffer(made, needed: size, kernel: device.node.file.kernelReference)
    return Buffer(order, memory: memory, owner: self, initialFence: try memory.initialFence())
  }

  /// Tells where the planes of a buffer as planned would lie; in a layout of the driver's, only a
  /// buffer tells.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    _ = try order(for: plan)
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    return BufferPreview(planes: planes, sizes: sizes, production: production)
  }
}
#endif
