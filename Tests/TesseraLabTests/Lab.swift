import Foundation
import Tessera
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

  /// How often an allocator makes and frees: TESSERA_CYCLES, for a long run.
  static let cycles =
    ProcessInfo.processInfo.environment["TESSERA_CYCLES"].flatMap { Int($0) } ?? 300
  /// Which allocators the conformance suite tries: those that begin with one of the words of
  /// TESSERA_ALLOCATORS, parted by commas; without it, all.
  static let wantedAllocators =
    (ProcessInfo.processInfo.environment["TESSERA_ALLOCATORS"] ?? "").split(separator: ",")
  static let isPresent = ProcessInfo.processInfo.environment["TESSERA_LAB"] == "1"
  /// Which of the lab's kernels this is.
  static let kernel = ProcessInfo.processInfo.environment["TESSERA_LAB_KERNEL"] ?? ""
  /// Vulkan has a process of its own: once its drivers are loaded, Mesa's GBM keeps descriptors of
  /// every device that is opened, until none is left.
  static let isForVulkan =
    isPresent && ProcessInfo.processInfo.environment["TESSERA_VULKAN"] != nil
  /// Each failed call is a process under strace: minutes, so they are asked for.
  static let faults = ProcessInfo.processInfo.environment["TESSERA_FAULTS"] ?? ""
  static let triesFaults = isPresent && !faults.isEmpty
  /// Each command that records or reads the whole lab takes some twenty seconds there.
  static let records =
    isPresent && ProcessInfo.processInfo.environment["TESSERA_RECORDINGS"] != nil
  static let hasGPU = ProcessInfo.processInfo.environment["TESSERA_LAB_GPU"] == "1"
  /// The heap of contiguous memory, whatever this kernel calls it.
  static let contiguousHeap = isPresent ? Inventory.find().heaps.first(where: isContiguous) : nil
  static let hasContiguousHeap = contiguousHeap != nil
  /// Its node.
  static let contiguousHeapPath = contiguousHeap.map(path)

  private static func isContiguous(_ heap: HeapAllocator) -> Bool {
    heap.production.isContiguous && !heap.production.isProtected
  }

  /// The node of a heap.
  static func path(of heap: HeapAllocator) -> String { "/dev/dma_heap/\(heap.heap.rawValue)" }
}

extension Lab {
  /// The allocators of this machine that make images of 32 bits per pixel.
  static let allocators: [Name<Production>] =
    isPresent
    ? Inventory.find().allocators.map(\.production)
      .filter { $0.formats.contains(FormatModifier(.xrgb8888, .linear)) }.map(\.name) : []

  /// Opens one of the machine's allocators, and nothing else.
  static func allocator(_ name: Name<Production>) throws -> any Allocator {
    let words = name.rawValue.split(separator: ":", maxSplits: 1).map(String.init)
    switch words[0] {
    case "heap": return try HeapAllocator(path: "/dev/dma_heap/\(words[1])")
    case "dumb":
      return try #require(try DRMDevice(path: "/dev/dri/\(words[1])").dumbAllocator)
    case "udmabuf": return try UdmabufAllocator()
    #if GBM
    case "gbm":
      let node = words[1].prefix { $0 != ":" }
      let common = try GBMAllocator(path: "/dev/dri/\(node)")
      return try #require(([common] + common.others).first { $0.production.name == name })
    #endif
    default: return try #require(Inventory.find().allocators.first { $0.production.name == name })
    }
  }
}

extension Lab {
  /// An agreement with nobody but the CPU, which takes anything linear.
  static func agreement(
    _ format: PixelFormat, _ extent: Extent, from production: Production,
    _ topology: Topology = .any
  ) throws -> Agreement {
    let anything = Participant(
      "CPU", device: nil,
      offers: [
        Offer(
          "any",
          [
            Constraint(
              .formats(FormatTable([FormatModifier(format, .linear)])), Evidence(.user, "test")),
            Constraint(.topology(topology), Evidence(.user, "test")),
          ])
      ])
    var negotiation = Negotiation(
      Problem(extent: extent, participants: [anything], allocators: [production]))
    return try negotiation.next()
  }
}

extension Lab {
  /// The descriptors that this process has open on what `isMeant` says; without it, all.
  static func openDescriptors(
    where isMeant: (_ target: String) -> Bool = { _ in true }
  ) throws -> Int {
    try openFiles().count(where: isMeant)
  }

  /// What each descriptor of this process is open on.
  static func openFiles() throws -> [String] {
    let folder = "/proc/self/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).map { descriptor in
      // The descriptor of the listing itself is gone by now, each time.
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(descriptor)")) ?? ""
    }
  }

  /// What is open that was not: fewer are no leak, for what earlier tests had open goes when it likes.
  static func filesOpened(since before: [String]) throws -> [String] {
    var new = try openFiles()
    for file in before {
      if let place = new.firstIndex(of: file) { new.remove(at: place) }
    }
    return new
  }
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

  /// A GPU behind virtio-gpu.
  static var gpu: Self {
    .enabled(if: !Lab.isPresent || Lab.hasGPU, "needs the host's OpenGL: Scripts/lab run --gpu")
  }

  /// No contiguous memory.
  static var noContiguousHeap: Self {
    .enabled(if: !Lab.isPresent || !Lab.hasContiguousHeap, "this kernel has a CMA heap")
  }
}

/// All tests that share the lab's devices: one at a time.
@Suite(.serialized, .lab)
enum LabTests {}
