import Foundation
import Testing

/// The guest that these tests run in, and the names it gives its devices.
enum Lab {
  static let vivid = "/dev/lab/vivid"
  static let contiguousVivid = "/dev/lab/vivid-contig"
  static let multiplanarVivid = "/dev/lab/vivid-mplane"
  static let vkms = "/dev/lab/vkms"
  static let bochs = "/dev/lab/bochs"
  static let virtioGPU = "/dev/lab/virtio-gpu"
  static let vgem = "/dev/lab/vgem"

  static let isPresent = ProcessInfo.processInfo.environment["TESSERA_LAB"] == "1"
  static let hasContiguousHeap = FileManager.default.fileExists(
    atPath: "/dev/dma_heap/default_cma_region")
}

extension Trait where Self == ConditionTrait {
  /// Real drivers.
  static var lab: Self {
    .enabled(if: Lab.isPresent, "needs the lab's drivers: Scripts/lab run")
  }

  /// Contiguous memory, which Debian's stable kernel is built without.
  static var contiguousHeap: Self {
    .enabled(
      if: !Lab.isPresent || Lab.hasContiguousHeap,
      "this kernel has no CMA heap (CONFIG_CMA is off in Debian's stable kernel)")
  }

  /// No contiguous memory.
  static var noContiguousHeap: Self {
    .enabled(if: !Lab.isPresent || !Lab.hasContiguousHeap, "this kernel has a CMA heap")
  }
}

/// All tests that share the lab's devices: one at a time.
@Suite(.serialized, .lab)
enum LabTests {}
