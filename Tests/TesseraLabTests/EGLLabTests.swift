#if GBM
import TesseraKernel
import Testing

@testable import Tessera

/// What OpenGL says that it takes, held against what it takes: virgl on the GPU's guest, elsewhere a
/// driver that draws with the CPU.
extension LabTests {
  @Suite("OpenGL takes what it lists", .serialized)
  struct EGLLabTests {
    /// Looked for in the lab alone: it loads drivers.
    static let renderers = Lab.isPresent ? EGLRenderer.find() : []

    let extent = Extent(width: 256, height: 64)

    /// A buffer of the best agreement on one format in one layout, made by one allocator.
    func make(
      _ pair: FormatModifier, for device: Device, by allocator: any Allocator
    ) throws -> (Buffer, Agreement) {
      let table = Constraint(.formats(FormatTable([pair])), Evidence(.user, "test"))
      var negotiation = Negotiation(
        Problem(
          extent: extent,
          participants: [Participant("GPU", device: device, offers: [Offer("one", [table])])],
          allocators: [allocator.production]))
      let agreement = try negotiation.next()
      return (try allocator.allocate(BufferPlan(agreement)), agreement)
    }

    @Test("every render node has a driver: a GPU's knows its layouts alone, the CPU's takes rows")
    func drivers() throws {
      #expect(Self.renderers.count == 2)
      for renderer in Self.renderers {
        let isGPU = Lab.hasGPU && renderer.driver.hasPrefix("virtio_gpu")
        #expect(renderer.implicitFormats.pairs.isEmpty != isGPU, "\(renderer.driver)")
        #expect(renderer.formats.pairs.isEmpty == isGPU, "\(renderer.driver)")
        #expect(
          (renderer.formats.pairs + renderer.externalFormats.pairs).allSatisfy {
            $0.modifier == .linear
          })
      }
      #expect(Self.renderers.contains { $0.driver == "virtio_gpu" } == Lab.hasGPU)
    }

    @Test("every format that is listed is taken, from memory of a heap")
    func listed() throws {
      let heap = try Lab.allocator("heap:system")
      for renderer in Self.renderers {
        let importer = EGLImporter(renderer, named: "GPU")
        let pairs = (renderer.formats.pairs + renderer.externalFormats.pairs).filter {
          $0.format.info?.isLinearRepresentable ?? false
        }
        var refused: [Refusal] = []
        for pair in pairs {
          let (buffer, agreement) = try make(pair, for: renderer.device, by: heap)
          do {
            try importer.take([buffer], under: agreement)
          } catch {
            refused.append(error)
          }
        }
        importer.release()
        #expect(refused.isEmpty, "\(refused.map(\.description).joined(separator: "\n"))")
        print(
          "OpenGL (\(renderer.driver)) on \(renderer.name) lists \(pairs.count) and took "
            + "\(pairs.count - refused.count)")
      }
    }

    @Test("what was taken without a modifier once is taken again, in another size", .gpu)
    func implicit() throws {
      let renderer = try #require(Self.renderers.first { $0.driver == "virtio_gpu" })
      let gpu = try GBMAllocator(path: try #require(renderer.path), usage: .rendering)
      let importer = EGLImporter(renderer, named: "GPU")
      #expect(!renderer.implicitFormats.pairs.isEmpty)
      for pair in renderer.implicitFormats.pairs {
        let (buffer, agreement) = try make(pair, for: renderer.device, by: gpu)
        #expect(throws: Never.self, "\(pair)") { try importer.take([buffer], under: agreement) }
      }
      importer.release()
    }

    @Test("a layout that is not listed is refused, and nothing stays imported")
    func unlisted() throws {
      let renderer = try #require(Self.renderers.first { !$0.formats.pairs.isEmpty })
      let (buffer, agreement) = try make(
        FormatModifier(.xrgb8888, .linear), for: renderer.device,
        by: try Lab.allocator("heap:system"))
      var other = agreement
      other.pair.modifier = .explicit(.intelYTiled)
      let importer = EGLImporter(renderer, named: "GPU")
      let before = try Lab.openDescriptors { $0.contains("dmabuf") }
      let refusal = #expect(throws: Refusal.self) { try importer.take([buffer], under: other) }
      #expect(refusal?.lesson == .pair, "\(refusal.map { $0.reason } ?? "")")
      #expect(try Lab.openDescriptors { $0.contains("dmabuf") } == before)
    }

    @Test("a camera's frames are OpenGL's textures: agreed, made, and taken by both")
    func camera() throws {
      var inventory = Inventory.find()
      inventory.findOpenGL()
      let renderer = try #require(Self.renderers.first { !$0.formats.pairs.isEmpty })
      let allocators = inventory.allocators
      let cast = try Roster(inventory).cast(
        [
          .init(Lab.vivid),
          .init(renderer.name, role: "sample", traits: [.init("via", "egl")]),
        ], extent: Extent(width: 640, height: 480), only: nil,
        allocators: allocators.map(\.production))
      var negotiation = Negotiation(cast.problem)
      let importers = cast.importers
      defer { for importer in importers { importer.release() } }
      let verification = try negotiation.verify(
        upTo: .imported, with: allocators, importers: importers)
      #expect(verification.proofs.map(\.level) == [.imported, .imported])
    }
  }
}
#endif
