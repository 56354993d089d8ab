internal import TesseraKernel

extension Inventory {
  /// The device nodes as they come, go and change, beginning with all that are there.
  ///
  /// To keep an inventory, find it anew when something has changed; what is in it stays as it was.
  public static func changes() -> DeviceChanges { DeviceChanges(kernel: LinuxKernel()) }

  /// Where nodes for images are found.
  static let subsystems = ["drm", "video4linux", "media", "dma_heap", "misc"]
}

extension FoundDevice {
  /// Whether it is none of the many devices that have nothing but their subsystem in common with
  /// udmabuf.
  var isForImages: Bool { subsystem != "misc" || path == "/dev/udmabuf" }
}
