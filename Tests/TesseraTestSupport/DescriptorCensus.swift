internal import CLinux
internal import Foundation
internal import TesseraKernel

/// How many descriptors and mappings this process has of the files of one scripted kernel.
///
/// Counting by the kernel's tag leaves out what tests at the same time open and close.
package struct DescriptorCensus: Hashable, Sendable {
  /// Open descriptors.
  package let descriptors: Int
  /// Mapped ranges.
  package let mappings: Int

  /// Counts now.
  package init(of kernel: ScriptedKernel) {
    descriptors = kernel.openDescriptors.count
    mappings = Self.mappings(named: kernel.tag)
  }

  private static func mappings(named tag: String) -> Int {
    guard case .success(let bytes) = LinuxKernel().contents(of: "/proc/self/maps") else { return 0 }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").count {
      $0.contains("/memfd:\(tag)")
    }
  }
}

extension ScriptedKernel {
  /// The open descriptors of this kernel's files.
  package var openDescriptors: [CInt] {
    let listed = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return listed.compactMap { CInt($0) }.filter { descriptor in
      let target = try? FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/self/fd/\(descriptor)")
      return target?.hasPrefix("/memfd:\(tag)") ?? false
    }
  }

  /// Whether a child process would see none of them.
  package var areAllCloseOnExec: Bool { openDescriptors.allSatisfy(isCloseOnExec) }
}

/// Whether a child process would not see the descriptor.
package func isCloseOnExec(_ descriptor: CInt) -> Bool {
  let flags = clinux_fcntl(descriptor, F_GETFD, 0)
  return flags >= 0 && CInt(flags) & FD_CLOEXEC != 0
}

/// Whether the descriptor is open at all.
package func isOpen(_ descriptor: CInt) -> Bool { FileIdentity(of: descriptor) != nil }
