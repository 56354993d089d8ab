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
  /// Memory in use, by the kernel's count.
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
    let words = try Self.text("/proc/self/statm", kernel).split(separator: " ")
    residentBytes = (words.count > 1 ? Int(words[1]) ?? 0 : 0) * MemoryFile.pageSize
  }

  private static func text(_ path: String, _ kernel: LinuxKernel) throws -> String {
    String(decoding: try kernel.contents(of: path).get(), as: UTF8.self)
  }
}
