#if GBM
public import TesseraExchange
public import TesseraFormats
internal import TesseraKernel

extension Recording {
  /// What one GPU can do, by its render node, which udev need not know of: what GBM makes, and what
  /// OpenGL takes where there is an EGL.
  ///
  /// - Parameters:
  ///   - path: the node.
  ///   - modifiers: the layouts to try with GBM, which lists none, beside those that OpenGL takes,
  ///     linear ones and those of the driver's own choice.
  public init(ofGPU path: String, modifiers: Set<Modifier>) throws(DeviceError) {
    let kernel = LinuxKernel()
    var renderers: [EGLRenderer] = []
    var absences: [Absence] = []
    do {
      renderers = [try EGLRenderer(path: path)]
    } catch {
      absences = [Absence(error)]
    }
    let gpu = try GBMAllocator(
      path: path, modifiers: renderers.reduce(modifiers) { $0.union($1.modifiers) },
      kernel: kernel, library: LinkedGBM())
    let driver: String
    do {
      driver = try DRMNode(opening: path, kernel: kernel).driverName()
    } catch {
      throw DeviceError(.gpu, error)
    }
    let known = kernel.devices.device(atNode: path)
    let ownPath = known?.path ?? path
    var member = Recording.Member(
      ownPath.lastComponent, path: ownPath,
      kind: Tessera.Hardware.Node.Kind.renderNode.rawValue)
    member.describe(gpu)
    self.init(
      kernel: kernel.release,
      devices: [
        Hardware(
          place: Device(behind: known, at: path).identity,
          model: DeviceModel(driver: driver, known?.parent, kernel: kernel), members: [member],
          makers: ([gpu] + gpu.others).map { Maker($0.production, use: .render) })
      ], absences: absences)
    add(renderers)
  }
}

extension Recording.Member {
  /// Adds what a GPU does through GBM.
  mutating func describe(_ gpu: GBMAllocator) {
    product = "GBM (\(gpu.device.backendName))"
    roles = BufferRole.ofGPUs.map { use in
      Recording.Role(
        use.rawValue, traits: ["via": ["gbm"]], use: use, gpu.participant(named: "gpu"))
    }
  }
}
#endif
