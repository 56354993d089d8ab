/// One count of a GEM handle in its file's table, given back by who lets go of it; keeps the file open.
///
/// The corresponding C constant is `DRM_IOCTL_GEM_CLOSE`.
package struct GEMHandle: ~Copyable, Sendable {
  private let node: DRMNode
  private let value: UInt32

  /// Takes over one import or one creation.
  package init(owning value: UInt32, of node: DRMNode) {
    self.node = node
    self.value = value
  }

  deinit { node.release(value) }
}
