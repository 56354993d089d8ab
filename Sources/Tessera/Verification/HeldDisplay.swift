internal import TesseraKernel

/// The right to a card's displays, and a mode for one of them; both are given back with the last
/// reference.
final class HeldDisplay {
  let node: DRMNode
  /// The kernel's number for the mode.
  let mode: UInt32

  init(_ node: DRMNode, mode: DisplayMode) throws(PlaneImporter.Limit) {
    do {
      try node.becomeMaster()
    } catch {
      throw .held(error)
    }
    do {
      self.mode = try node.createBlob(mode.bytes)
    } catch {
      node.resignMaster()
      throw .untried("\(error)")
    }
    self.node = node
  }

  deinit {
    // It goes with the open file at the latest.
    try? node.destroyBlob(mode)
    node.resignMaster()
  }
}
