internal import SystemPackage
internal import TesseraKernel

/// What this process holds now of everything that a buffer is made of.
package struct Holdings: Hashable, Sendable {
  /// Open descriptors.
  package let descriptors: Int
  /// Mapped ranges of dma-bufs, memory files and devices.
  package let mappings: Int
  /// GEM handles of all DRM files that are open, where their drivers let them be counted.
  package let handles: Int
  /// Memory of its own in use: anonymous pages and those of mapped memory files.
  ///
  /// Pages of programs and libraries are not counted: the kernel drops them and reads them again as it
  /// needs memory, whatever the process does.
  package let residentBytes: Int

  /// Counts.
  package init() throws {
    let kernel = LinuxKernel()
    let folder = "/proc/self/fd"
    let names = try kernel.names(in: folder).get()
    descriptors = names.count
    handles = names.compactMap { CInt($0) }.reduce(0) { sum, descriptor in
      guard case .success(let target) = kernel.target(ofLink: "\(folder)/\(descriptor)"),
        target.hasPrefix("/dev/dri/")
      else { return sum }
      return sum + (DRMNode.handleCount(of: descriptor, kernel: kernel) ?? 0)
    }
    mappings = try Self.text("/proc/self/maps", kernel).split(separator: "\n").count { line in
      ["/dmabuf:", "/memfd:", "/dev/"].contains { line.contains(" \($0)") }
    }
    // Not from statm, whose counters each processor may be behind with by a few hundred KiB.
    let rollup = try Self.text("/proc/self/smaps_rollup", kernel).split(separator: "\n")
    let kibibytes = ["Anonymous:", "Swap:", "Pss_Shmem:"].compactMap { name in
      rollup.first { $0.hasPrefix(name) }.flatMap { Int($0.split(separator: " ")[1]) }
    }
    guard kibibytes.count == 3 else { throw Unreadable(path: "/proc/self/smaps_rollup") }
    residentBytes = kibibytes.reduce(0, +) * 1024
  }

  /// A file of the kernel's that does not say what it should.
  struct Unreadable: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) does not tell the memory of a process" }
  }

  private static func text(_ path: String, _ kernel: LinuxKernel) throws -> String {
    String(decoding: try kernel.contents(of: path).get(), as: UTF8.self)
  }
}
