#if Vulkan
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Vulkan tried with a pattern, as a scripted driver copies.
@Suite struct VulkanProofTests {
  /// A GPU that has taken two images of its own.
  private struct Scene {
    let library: ScriptedVulkan
    let importer: VulkanImporter
    let buffers: [Buffer]
    let agreement: Agreement

    init(_ usage: VulkanUsage, _ layout: LayoutModifier = .linear, width: UInt64 = 100) throws {
      let kernel = ScriptedKernel()
      var traits = ScriptedVulkan.Traits()
      traits.layouts.append(
        VulkanLayout(modifier: Modifier.intelYTiled.rawValue, planes: 1, features: 0xFFFF))
      library = ScriptedVulkan(traits, tag: kernel.tag)
      let found = VulkanAllocator.find(usage: usage, library: library, kernel: kernel)
      let allocator = try #require(found.first)
      let table = FormatTable([FormatModifier(.xrgb8888, layout)])
      let user = Participant(
        "user", device: nil,
        offers: [Offer("one", [Constraint(.formats(table), Evidence(.user, "test"))])])
      var negotiation = Negotiation(
        Problem(
          extent: Extent(width: Pixels(width), height: 10), participants: [user],
          allocators: [allocator.production]))
      agreement = try negotiation.next()
      let plan = BufferPlan(agreement)
      buffers = [try allocator.allocate(plan), try allocator.allocate(plan)]
      importer = VulkanImporter(allocator, named: "GPU")
      try importer.take(buffers, under: agreement)
    }

    func prove(_ level: ProofLevel = .pattern, withCPU: Bool = true) throws(Refusal) -> Proof {
      try importer.prove(
        Trial(buffers, under: agreement, upTo: level, isTouchedByCPU: withCPU))
    }
  }

  @Test(
    "Vulkan is verified by copies of the ways that its images are for",
    arguments: [
      ([.copySource], "imported 2 buffers, and copied what the CPU wrote"),
      ([.copyDestination, .sampled], "imported 2 buffers, and made what the CPU reads"),
      (
        [.copySource, .copyDestination],
        "imported 2 buffers, and copied what the CPU wrote, and made what the CPU reads"
      ),
    ] as [(VulkanUsage, String)])
  func verified(_ usage: VulkanUsage, _ deed: String) throws {
    let proof = try Scene(usage).prove()
    #expect(proof.level == .pattern)
    #expect(proof.deed == deed)
    #expect(proof.limit == nil)
  }

  @Test func `What cannot be copied is told, and is no refusal`() throws {
    let sampled = try Scene(.sampled).prove()
    #expect(sampled.level == .imported && sampled.limit == "its images are not for copying")
    let tiled = try Scene(.copySource, .explicit(.intelYTiled)).prove()
    #expect(tiled.level == .imported)
    #expect(tiled.limit == "where its rows lie only its driver knows, and not the CPU")
    let narrow = try Scene(.copySource, width: 1).prove()
    #expect(narrow.limit == "the rows are too short to tell apart")
    let tested = try Scene(.copySource).prove(.tested)
    #expect(tested.level == .imported && tested.limit == "a GPU has no test but use")
    let scene = try Scene(.copySource)
    scene.library.fail(.copy, with: .timeout)
    let hung = try scene.prove()
    #expect(hung.limit == "Vulkan does not copy it (vkCmdCopyImageToBuffer: TIMEOUT)")
  }

  @Test(
    "A driver that copies other rows than it was told of is refused in this layout",
    arguments: [.copySource, .copyDestination] as [VulkanUsage], [true, false])
  func elsewhere(_ usage: VulkanUsage, _ withCPU: Bool) throws {
    let scene = try Scene(usage)
    scene.library.misbehave(.copiesElsewhere(64))
    let refusal = #expect(throws: Refusal.self) { _ = try scene.prove(withCPU: withCPU) }
    #expect(refusal?.lesson == .pair)
  }

  @Test(
    "The memory of another of the buffers is not taken for its own",
    arguments: [.copySource, .copyDestination] as [VulkanUsage])
  func another(_ usage: VulkanUsage) throws {
    let scene = try Scene(usage)
    scene.library.misbehave(.copiesFirst)
    let refusal = #expect(throws: Refusal.self) { _ = try scene.prove() }
    #expect(refusal?.lesson == .allocator)
  }

  @Test(
    "Where nothing arrives the memory is refused, if the CPU takes part",
    arguments: [.copySource, .copyDestination] as [VulkanUsage])
  func nothing(_ usage: VulkanUsage) throws {
    let scene = try Scene(usage)
    scene.library.misbehave(.copiesOther)
    let refusal = #expect(throws: Refusal.self) { _ = try scene.prove() }
    #expect(refusal?.lesson == .allocator)
    let proof = try scene.prove(withCPU: false)
    #expect(proof.level == .imported)
    #expect(proof.limit?.hasSuffix(", and no CPU takes part") == true)
  }
}
#endif
