#if GBM
internal import TesseraKernel

/// GPUs whose drivers are loaded, by their nodes.
///
/// libgbm unloads its drivers with its last device: while this is there they stay, for loading them again
/// takes longer than to ask.
struct OpenedGPUs: Sendable {
  private var known: [String: Result<GBMDevice, DeviceError>] = [:]

  init() {}

  /// Opens every render node there is.
  init(all kernel: any Kernel) {
    for name in (try? kernel.names(in: "/dev/dri").get()) ?? [] where name.hasPrefix("renderD") {
      _ = try? open("/dev/dri/\(name)", kernel: kernel)
    }
  }

  /// The GPU of a node, opened where it was not.
  mutating func open(_ path: String, kernel: any Kernel) throws(DeviceError) -> GBMDevice {
    if let known = known[path] { return try known.get() }
    let opened = Result { () throws(DeviceError) in
      try GBMAllocator.open(path, kernel: kernel, library: LinkedGBM())
    }
    known[path] = opened
    return try opened.get()
  }
}
#endif
