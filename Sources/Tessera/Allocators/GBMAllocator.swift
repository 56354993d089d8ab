#if GBM
internal import SystemPackage
public import TesseraKernel

/// Makes buffers of a GPU, in its own layouts, through libgbm (`/dev/dri/renderD*`).
///
/// It opens its node anew, whoever else has it open. Buffers in a layout of the driver's are read
/// back when they are made: their planes lie where the driver put them.
public struct GBMAllocator: Allocator {
  /// What this allocator can produce.
  public private(set) var production: Production
  /// What its buffers are for; drivers lay them out accordingly.
  public let usage: GBMUsage
  /// The same device's linear formats whose rows are multiples of something else, an allocator for
  /// each rule: a production has one, and promises no stride that the driver would not make.
  public let others: [GBMAllocator]
  let device: GBMDevice
  /// The driver has no modifiers: what asks it for linear rows is a usage.
  let saysLinearByUsage: Bool
  private var identity = AllocatorIdentity()

  /// Opens a node and tries what its driver makes.
  ///
  /// GBM lists no modifiers, it only answers about each: those that displays and other devices take
  /// are worth trying.
  ///
  /// - Parameters:
  ///   - path: a GPU's render node, or a card.
  ///   - usage: what the buffers are for.
  ///   - modifiers: the layouts to try beside linear ones and those of the driver's own choice.
  public init(
    path: String, usage: GBMUsage = [.rendering, .scanout], modifiers: Set<Modifier> = []
  ) throws(DeviceError) {
    try self.init(
      path: path, usage: usage, modifiers: modifiers, kernel: LinuxKernel(), library: LinkedGBM())
  }

  package init(
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
  init(
    on device: GBMDevice, usage: GBMUsage = [.rendering, .scanout], modifiers: Set<Modifier>
  ) throws(DeviceError) {
    let known = device.node.file.kernel.devices.device(atNode: device.path)
    let ownPath = known?.path ?? device.path
    let survey = try GBMSurvey(
      of: device, called: Device(behind: known, at: device.path), usage, modifiers)
    let name = "gbm:\(ownPath.lastComponent)"
    let common = GBMAllocator(
      device, usage, survey, name, survey.rows.first ?? GBMRows(multiple: 1, formats: []),
      beside: survey.pairs)
    self.init(
      common,
      others: survey.rows.dropFirst().map { rows in
        GBMAllocator(device, usage, survey, "\(name):rows-\(rows.multiple.value)", rows)
      })
  }

  private init(_ one: GBMAllocator, others: [GBMAllocator]) {
    self.others = others
    production = one.production
    usage = one.usage
    device = one.device
    saysLinearByUsage = one.saysLinearByUsage
  }

  private init(
    _ device: GBMDevice, _ usage: GBMUsage, _ survey: GBMSurvey, _ name: String, _ rows: GBMRows,
    beside pairs: [FormatModifier] = []
  ) {
    others = []
    self.device = device
    self.usage = usage
    saysLinearByUsage = survey.saysLinearByUsage
    production = Production(
      Name(name), device: survey.identity, formats: FormatTable(pairs + rows.pairs),
      strides: StrideDomain(multipleOf: rows.multiple), topology: .oneBuffer,
      isContiguous: false,
      // What most GPU drivers map buffers as; none says.
      cacheModes: usage.contains(.protected) ? [] : .writeCombined,
      isProtected: usage.contains(.protected), rank: 4,
      evidence: Evidence(.probe, "gbm_bo_create (\(device.backendName))"))
  }

  /// This and the others, with what a table knows of the GPU's memory beyond what was found out.
  func all(knownTo quirks: QuirkTable, of model: DeviceModel) -> [Self] {
    ([self] + others).map { one in
      var one = one
      one.production = quirks.applied(to: one.production, of: model, as: .render)
      one.identity = AllocatorIdentity()
      return one
    }
  }

  /// Makes one buffer as planned; in a layout of the driver's, with the planes that it chose.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let order = try plan.order(for: identity) { () throws(AllocationError) in
      try newOrder(for: plan)
    }
    let made: GBMBuffer
    do {
      made = try device.makeBuffer(order.request, for: order.usage)
    } catch {
      throw AllocationError.making(plan.agreement, by: production.name, error)
    }
    guard let size = order.sizes.first else {
      let memory = try share(made, plan)
      let planes = try readBack(made, plan, sizes: memory.map(\.size))
      return Buffer(plan, planes: planes, memory: memory, allocator: production.name, owner: made)
    }
    try check(made, order)
    return Buffer(order, memory: try share(made, plane: 0, plan, needed: size), owner: made)
  }

  /// What libgbm is asked for; of a layout of the driver's no planes and no sizes are known.
  private final class Order: PlanOrder, @unchecked Sendable {
    let request: GBMRequest
    let usage: GBMUsage

    init(
      _ plan: BufferPlan, _ planes: [AgreedPlane], sizes: [Bytes], _ request: GBMRequest,
      _ usage: GBMUsage, by allocator: Name<Production>, _ identity: AllocatorIdentity
    ) {
      self.request = request
      self.usage = usage
      super.init(plan, planes, sizes: sizes, by: allocator, identity)
    }
  }

  private func newOrder(for plan: BufferPlan) throws(AllocationError) -> Order {
    let agreement = plan.agreement
    guard production.formats.contains(agreement.pair) else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) does not make \(agreement.pair)")
    }
    let (width, height, planes, sizes) =
      switch agreement.layout {
      case .planned(let planes, let sizes): try rows(of: planes, sizes, agreement)
      case .byDriver: try whole(agreement)
      }
    let modifier = agreement.pair.modifier
    var request = GBMRequest(
      width: width, height: height, format: agreement.format.rawValue,
      modifiers: modifier.explicitModifier.map { [$0.rawValue] } ?? [])
    var usage = usage
    if modifier == .linear, saysLinearByUsage {
      request.modifiers = []
      usage.insert(.linear)
    }
    return Order(plan, planes, sizes: sizes, request, usage, by: production.name, identity)
  }

  private typealias Wanted = (
    width: UInt32, height: UInt32, planes: [AgreedPlane], sizes: [Bytes]
  )

  /// GBM is asked for a width, never for a stride: for the one whose rows are as long.
  private func rows(
    of planes: [AgreedPlane], _ sizes: [Bytes], _ agreement: Agreement
  ) throws(AllocationError) -> Wanted {
    guard agreement.pair.modifier == .linear, let info = agreement.format.info,
      let first = planes.first, planes.count == info.planeCount, let size = sizes.first,
      sizes.count == 1, first.offset == .zero, first.stride > .zero
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) plans no planes of \(agreement.pair)")
    }
    let pixel = info.plane(0).bytesPerBlock
    // Of one plane, all that is asked for beyond its rows are more rows.
    let (rows, rest) = size.value.quotientAndRemainder(dividingBy: first.stride.value)
    guard first.stride.isMultiple(of: pixel),
      let width = UInt32(exactly: first.stride.value / pixel.value),
      let height = UInt32(
        exactly: planes.count > 1 ? first.rows.value : rest == 0 ? rows : rows + 1)
    else {
      throw AllocationError(
        .unsupportedLayout, "\(production.name) cannot be asked for a stride of \(first.stride)")
    }
    return (width, height, planes, sizes)
  }

  private func whole(_ agreement: Agreement) throws(AllocationError) -> Wanted {
    let extent = agreement.extent
    guard let width = UInt32(exactly: extent.width.value),
      let height = UInt32(exactly: extent.height.value)
    else {
      throw AllocationError(.tooLarge, "\(production.name) makes no images of \(extent)")
    }
    return (width, height, [], [])
  }

  /// Whether the planes lie where they were planned, in one dma-buf.
  private func check(_ made: GBMBuffer, _ order: Order) throws(AllocationError) {
    var (isAsPlanned, isOne) = (made.planes.count == order.planes.count, true)
    if isAsPlanned {
      for index in order.planes.indices {
        let (plane, planned) = (made.planes[index], order.planes[index])
        isAsPlanned =
          isAsPlanned && UInt64(plane.stride) == planned.stride.value
          && UInt64(plane.offset) == planned.offset.value
        isOne = isOne && plane.handle == made.planes[0].handle
      }
    }
    guard isAsPlanned else {
      func told(_ stride: some BinaryInteger, _ offset: some BinaryInteger) -> String {
        "\(stride) B from \(offset) B on"
      }
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) was asked for rows of "
          + order.planes.map { told($0.stride.value, $0.offset.value) }.joined(separator: ", ")
          + ", and made " + made.planes.map { told($0.stride, $0.offset) }.joined(separator: ", "))
    }
    guard isOne else { throw spread(over: Set(made.planes.map(\.handle)).count) }
  }

  private func spread(over count: Int) -> AllocationError {
    AllocationError(
      .unexpectedResult,
      "\(production.name) spread the planes over \(count) dma-bufs, and one was agreed")
  }

  /// The dma-bufs of a buffer, each once however many planes it carries.
  ///
  /// Planes of one dma-buf have one handle: within one open file the kernel gives no two.
  private func share(
    _ made: GBMBuffer, _ plan: BufferPlan
  ) throws(AllocationError) -> [DMABuffer] {
    var memory: [DMABuffer] = []
    for index in made.planes.indices where made.isFirst(index) {
      memory.append(try share(made, plane: index, plan, needed: 1))
    }
    guard plan.agreement.topology == .bufferPerPlane || memory.count == 1 else {
      throw spread(over: memory.count)
    }
    return memory
  }

  private func share(
    _ made: GBMBuffer, plane index: Int, _ plan: BufferPlan, needed: Bytes
  ) throws(AllocationError) -> DMABuffer {
    guard made.planes[index].handle > 0 else {
      throw AllocationError(.unexpectedResult, "\(production.name) made a plane without memory")
    }
    let descriptor: OwnedFileDescriptor
    do {
      descriptor = try made.export(plane: index)
    } catch {
      throw AllocationError.sharing(production.name, error)
    }
    return try DMABuffer(
      descriptor, needed: needed, name: plan.name, kernel: device.node.file.kernelReference)
  }
}

extension GBMBuffer {
  /// Whether no plane before this one lies in the same dma-buf.
  fileprivate func isFirst(_ index: Int) -> Bool {
    planes.firstIndex { $0.handle == planes[index].handle } == index
  }

  /// The dma-buf of a plane, counted in the order in which they first appear.
  func dmaBuffer(ofPlane index: Int) -> Int {
    planes.indices.filter(isFirst).firstIndex { planes[$0].handle == planes[index].handle } ?? 0
  }
}
#endif
