#if GBM
public import TesseraExchange
public import TesseraFormats
internal import TesseraKernel

extension Recording {
  /// What one GPU can do, by its render node, which udev need not know of.
  ///
  /// - Parameters:
  ///   - path: the node.
  ///   - modifiers: the layouts to try beside linear ones and those of the driver's own choice: GBM
  ///     lists none.
  public init(ofGPU path: String, modifiers: Set<Modifier>) throws(DeviceError) {
    let kernel = LinuxKernel()
    let gpu = try GBMAllocator(
      path: path, modifiers: modifiers, kernel: kernel, library: LinkedGBM())
    let driver: String
    do {
      driver = try DRMNode(opening: path, kernel: kernel).driverName()
    } catch {
      throw DeviceError(.gpu, error)
    }
    let known = kernel.devices.device(atNode: path)
    let place = known?.hardware ?? ""
    let ownPath = known?.path ?? path
    var member = Recording.Member(
      ownPath.lastComponent, path: ownPath,
      kind: Tessera.Hardware.Node.Kind.renderNode.rawValue)
    member.describe(gpu)
    self.init(
      kernel: kernel.release,
      devices: [
        Hardware(
          place: place.isEmpty ? ownPath : place,
          model: DeviceModel(driver: driver, known?.parent, kernel: kernel), members: [member],
          makers: ([gpu] + gpu.others).map { Maker($0.production) })
      ])
  }
}

extension Recording.Member {
  /// Adds what a GPU does through GBM.
  mutating func describe(_ gpu: GBMAllocator) {
    product = "GBM (\(gpu.device.backendName))"
    roles = [BufferRole.sample, .render].map { use in
      Recording.Role(
        use.rawValue, traits: ["via": ["gbm"]], use: use, gpu.participant(named: "gpu"))
    }
  }
}
#endif
