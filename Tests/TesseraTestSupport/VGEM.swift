internal import SystemPackage
package import TesseraKernel

/// vgem, a driver for tests only: lets a test stand in for the devices that use a buffer.
package struct VGEM: Sendable {
  /// Its node.
  package let node: DRMNode

  /// Opens a node of vgem.
  package init(path: String) throws(SystemCallError) {
    node = try DRMNode(opening: path, kernel: LinuxKernel())
  }

  /// A device's use of a buffer, until it is ended.
  package struct Use: Sendable {
    private let node: DRMNode
    private let fence: UInt32

    fileprivate init(node: DRMNode, fence: UInt32) {
      self.node = node
      self.fence = fence
    }

    /// Signals the fence; `ETIMEDOUT` when vgem has lost its patience and did so itself.
    package func end() throws(SystemCallError) {
      var argument = Signal(fence: fence, flags: 0)
      try node.file.call(Self.signal, &argument)
    }

    private static let signal = Request<Signal>(
      "DRM_IOCTL_VGEM_FENCE_SIGNAL", 0x4008_6442, restart: .onInterruptOrAgain)
  }

  /// Begins a use of any dma-buf: puts a fence in it that has not signalled.
  ///
  /// - Parameter flags: what is asked for, when it is not just that.
  package func use(
    _ buffer: CInt, isWriting: Bool, flags: UInt32? = nil
  ) throws(SystemCallError) -> Use {
    let handle: UInt32
    do {
      handle = try node.importHandle(of: buffer)
    } catch let error where error.errno == .noFunction {
      return try carry(into: buffer, isWriting: isWriting)
    }
    // The buffer's fences are its own: they stay when the handle goes.
    defer { node.release(handle) }
    return try use(handle: handle, flags: flags ?? (isWriting ? 1 : 0))
  }

  /// Puts the fence of a buffer of vgem's own into one that vgem cannot import.
  private func carry(into buffer: CInt, isWriting: Bool) throws(SystemCallError) -> Use {
    let kernel = node.file.kernel
    let own = try node.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    defer { node.release(own.handle) }
    let use = try use(handle: own.handle, flags: 1)
    let shared = try node.export(own.handle)
    let fence = try DMABufferCalls.exportSyncFile(shared.rawValue, .read, kernel: kernel)
    try DMABufferCalls.importSyncFile(
      fence.rawValue, into: buffer, isWriting ? .write : .read, kernel: kernel)
    return use
  }

  /// Begins a use of a buffer by its handle on this node.
  package func use(handle: UInt32, flags: UInt32) throws(SystemCallError) -> Use {
    var argument = Attach(handle: handle, flags: flags, fence: 0, padding: 0)
    try node.file.call(Self.attach, &argument)
    return Use(node: node, fence: argument.fence)
  }

  private static let attach = Request<Attach>(
    "DRM_IOCTL_VGEM_FENCE_ATTACH", 0xc010_6441, restart: .onInterruptOrAgain)

  /// The corresponding C type is `struct drm_vgem_fence_attach`.
  private struct Attach {
    var handle: UInt32
    var flags: UInt32
    var fence: UInt32
    var padding: UInt32
  }

  /// The corresponding C type is `struct drm_vgem_fence_signal`.
  private struct Signal {
    var fence: UInt32
    var flags: UInt32
  }
}
