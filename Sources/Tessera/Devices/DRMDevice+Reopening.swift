public import SystemPackage
internal import TesseraKernel

extension DRMDevice {
  /// Opens the card of a descriptor that somebody else owns, such as a compositor's.
  ///
  /// The descriptor is only looked at, never duplicated: GEM handles are names within one open file,
  /// and two owners of one file would close each other's. So the card is opened once more, by the
  /// kernel's own name for it. Where this process may not do that, and `descriptor` has the right to the
  /// display, an empty lease takes its place (`DRM_IOCTL_MODE_CREATE_LEASE`, Linux 5.15): what comes of
  /// it makes and imports buffers, and shows no planes, which are the compositor's to tell of.
  ///
  /// - Parameter descriptor: a primary node; borrowed for the length of this call.
  public convenience init(reopening descriptor: FileDescriptor) throws(DeviceError) {
    try self.init(reopening: descriptor.rawValue, kernel: LinuxKernel())
  }

  package convenience init(
    reopening descriptor: CInt, kernel: any Kernel
  ) throws(DeviceError) {
    let path = try DeviceFile.path(
      given: descriptor, advice: "Give the descriptor of a card (/dev/dri/card*).", kernel: kernel)
    try self.init(path, kernel: kernel) { () throws(SystemCallError) in
      do throws(SystemCallError) {
        return try DRMNode.reopening(descriptor, kernel: kernel)
      } catch {
        // Why the card could not be opened is worth more than why there is no lease either.
        guard let leased = try? DRMNode.leasing(from: descriptor, kernel: kernel) else {
          throw error
        }
        return leased
      }
    }
  }
}
