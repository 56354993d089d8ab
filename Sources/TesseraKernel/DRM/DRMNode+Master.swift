internal import CDRM
internal import Synchronization

/// The right to change what a card's displays show, and to probe its connectors anew.
///
/// One open file of a card has it at a time. Whoever opens a card first gets it unasked, so a file
/// that only looks gives it back at once, or a compositor that starts later could not show anything.
extension DRMNode {
  static let setMaster = Request<UInt64>(
    "DRM_IOCTL_SET_MASTER", cdrm_SET_MASTER, restart: .onInterruptOrAgain)
  static let dropMaster = Request<UInt64>(
    "DRM_IOCTL_DROP_MASTER", cdrm_DROP_MASTER, restart: .onInterruptOrAgain)

  /// Takes the right; each is ended by one `resignMaster`.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SET_MASTER`.
  package func becomeMaster() throws(SystemCallError) {
    try masters.withLock { count throws(SystemCallError) in
      if count == 0 {
        var nothing: UInt64 = 0
        try file.call(Self.setMaster, &nothing)
      }
      count += 1
    }
  }

  /// Ends one `becomeMaster`; the last one gives the right back.
  ///
  /// The corresponding C constant is `DRM_IOCTL_DROP_MASTER`.
  package func resignMaster() {
    masters.withLock { count in
      count = max(0, count - 1)
      guard count == 0 else { return }
      var nothing: UInt64 = 0
      // EINVAL says that this file does not have the right, which is what is wanted.
      _ = try? file.call(Self.dropMaster, &nothing)
    }
  }
}
