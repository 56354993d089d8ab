internal import CDRM
internal import SystemPackage

extension DRMNode {
  /// How many GEM handles an open DRM file has, whoever made them.
  ///
  /// The kernel lists them nowhere. It gives out the lowest free number each time, so every number
  /// is asked for in turn until a long row of them has none: a number that has a handle can be
  /// exported, or is refused for another reason than `ENOENT`. Nothing of the file changes.
  ///
  /// The corresponding C constant is `DRM_IOCTL_PRIME_HANDLE_TO_FD`.
  ///
  /// - Returns: `nil` where the file is none of a driver that exports handles, or where no more
  ///   descriptors can be had to find out.
  package static func handleCount(of descriptor: CInt, kernel: any Kernel) -> Int? {
    var (count, missing, number) = (0, 0, UInt32(1))
    while missing < 256 {
      var argument = drm_prime_handle(handle: number, flags: cdrm_CLOEXEC, fd: -1)
      do {
        try handleToDescriptor.call(on: descriptor, &argument, kernel: kernel)
        _ = OwnedFileDescriptor(rawValue: argument.fd)
        (count, missing) = (count + 1, 0)
      } catch {
        switch error.errno {
        case .noSuchFileOrDirectory: missing += 1
        case .inappropriateIOCTLForDevice, .noFunction, .notSupported, .badFileDescriptor,
          .operationNotSupportedByDevice, .tooManyOpenFiles, .tooManyOpenFilesInSystem, .noMemory:
          return nil
        default: (count, missing) = (count + 1, 0)
        }
      }
      number += 1
    }
    return count
  }
}
