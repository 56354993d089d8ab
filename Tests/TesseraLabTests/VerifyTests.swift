import Foundation
import Tessera
import Testing

/// Agreements proved on the devices, and drivers that say what is not so.
extension LabTests {
  @Suite("Agreements are verified", .serialized)
  struct VerifyTests {
    /// The machine's devices, looked for once: a survey of GPUs takes its time.
    private static let inventory = Inventory.find()

    private func verify(
      _ requests: [Roster.Request], upTo level: ProofLevel = .pattern,
      extent: Extent = Extent(width: 640, height: 480), format: PixelFormat? = nil,
      from allocators: [any Allocator] = Self.inventory.allocators, bringingOwn: Bool = false,
      knowing experience: Experience = Experience()
    ) throws -> Verification {
      let cast = try Roster(Self.inventory).cast(
        requests, extent: extent, only: format.map { [$0] },
        allocators: allocators.map(\.production), bringingOwn: bringingOwn)
      let allocators = allocators + cast.ownAllocators
      var negotiation = Negotiation(cast.problem)
      negotiation.learn(experience)
      let importers = cast.importers
      defer { for importer in importers { importer.release() } }
      return try negotiation.verify(upTo: level, with: allocators, importers: importers)
    }

    private func level(_ verification: Verification, _ index: Int) -> ProofLevel {
      verification.proofs[index].level
    }

    @Test(
      "a camera writes its rows where they were agreed, a screen stands a test commit, and the CPU reads",
      arguments: [(Lab.vkms, PixelFormat.xrgb8888), (Lab.bochs, .xrgb8888)])
    func everybody(_ card: String, _ format: PixelFormat) throws {
      let verification = try verify(
        [
          .init(Lab.vivid), .init(card, traits: [.init("plane", "primary")]),
          .init("cpu", traits: [.init("read", "often")]),
        ], format: format)
      #expect(
        verification.proofs.map(\.level) == [.pattern, .tested, .pattern],
        "\(verification.proofs)")
      // The stable kernel's bochs claims import and takes no memory but its own.
      let refuses = card == Lab.bochs && Lab.kernel == "stable"
      #expect(verification.settlement.refusals.isEmpty == !refuses)
    }

    @Test("where no heap is contiguous, a contiguous camera's own queue makes the memory")
    func ownMemory() throws {
      let scattered = Self.inventory.allocators.filter { !$0.production.isContiguous }
      let requests: [Roster.Request] = [
        .init(Lab.contiguousVivid), .init(Lab.vkms, traits: [.init("plane", "primary")]),
        .init("cpu", traits: [.init("read", "often")]),
      ]
      #expect(throws: SettlementError.self) {
        try verify(requests, format: .xrgb8888, from: scattered)
      }
      let verification = try verify(
        requests, format: .xrgb8888, from: scattered, bringingOwn: true)
      #expect(verification.settlement.agreement.allocator.rawValue.hasPrefix("v4l2:"))
      #expect(
        verification.proofs.map(\.level) == [.pattern, .tested, .pattern],
        "\(verification.proofs)")
    }

    @Test("a camera's planes are written where they were agreed too")
    func planes() throws {
      let verification = try verify([.init(Lab.vivid), .init("cpu")], format: .nv12)
      #expect(verification.proofs.map(\.level) == [.pattern, .pattern], "\(verification.proofs)")
    }

    @Test("a camera whose data begins late in a buffer of its own says so with a frame")
    func late() throws {
      let extent = Extent(width: 640, height: 480)
      let camera = try Camera(path: Lab.multiplanarVivid)
      var participant = try camera.participant(named: "camera", extent: extent, only: [.nv16])
      participant.offers.removeAll { $0.label != "\(Topology.bufferPerPlane)" }
      #expect(participant.offers.count == 1)
      let heap = try Lab.allocator("heap:system")
      var negotiation = Negotiation(
        Problem(
          extent: extent, participants: [participant, .cpu(named: "cpu", .often)],
          allocators: [heap.production]))
      let importer = CameraImporter(camera, named: "camera")
      defer { importer.release() }
      let error = #expect(throws: SettlementError.self) {
        _ = try negotiation.verify(upTo: .pattern, with: [heap], importers: [importer])
      }
      #expect(
        error?.refusals.map(\.reason) == ["its data begins 128 B later than its planes"])
    }

    @Test("every kind of plane of vkms stands a test commit", arguments: ["overlay", "cursor"])
    func otherPlanes(_ kind: String) throws {
      let verification = try verify(
        [.init(Lab.vkms, role: "scanout", traits: [.init("plane", kind)]), .init("cpu")],
        extent: Extent(width: 512, height: 512), format: .argb8888)
      #expect(verification.proofs.map(\.level) == [.tested, .pattern], "\(verification.proofs)")
    }

    @Test("virtio-gpu claims import: the lie is found, learned, and not tried again")
    func virtioGPU() throws {
      let card = try DRMDevice(path: Lab.virtioGPU)
      #expect(card.claimsImport)
      let requests: [Roster.Request] = [.init(Lab.vivid), .init(Lab.virtioGPU)]
      let first = try verify(requests, upTo: .imported)
      let refusals = first.settlement.refusals
      #expect(refusals.map(\.lesson) == [.foreign])
      #expect(refusals.first?.reason.contains("ENODEV") == true)
      #expect(first.settlement.agreement.allocator == Name("dumb:\(card.name)"))

      let learned = try Experience(json: first.settlement.experience.json())
      #expect(learned.refusals == refusals)
      let second = try verify(requests, upTo: .imported, knowing: learned)
      #expect(second.settlement.agreement == first.settlement.agreement)
      #expect(second.settlement.refusals == refusals)
    }

    @Test("vgem claims buffers and shows nothing: a true conflict, and nothing was tried")
    func vgem() throws {
      let error = #expect(throws: SettlementError.self) {
        _ = try verify([.init(Lab.vivid), .init(Lab.vgem)], format: .xrgb8888)
      }
      #expect(error?.conflict.members.map(\.participant).count == 1)
      #expect(error?.conflict.description.contains("no mode setting") == true)
      #expect(error?.experience.isEmpty == true)
    }

    @Test("a contiguous camera's refusal is kept where it ends in a conflict", .noContiguousHeap)
    func contiguous() throws {
      let requests: [Roster.Request] = [.init(Lab.contiguousVivid), .init(Lab.vkms)]
      let error = #expect(throws: SettlementError.self) {
        _ = try verify(requests, upTo: .imported, format: .xrgb8888)
      }
      let learned = try #require(error?.experience)
      #expect(learned.refusals.map(\.lesson) == [.contiguousOnly])
      let again = #expect(throws: SettlementError.self) {
        _ = try verify(requests, upTo: .imported, format: .xrgb8888, knowing: learned)
      }
      #expect(again?.refusals == learned.refusals)
    }

    @Test("render nodes claim dumb buffers: nobody here is built on it, and each says what it is")
    func renderNodes() throws {
      let roster = Roster(Self.inventory)
      for node in ["/dev/lab/virtio-gpu-render"] {
        do {
          let role = try roster.find(.init(node)).role
          #expect(["sample", "render"].contains(role.name))
        } catch {
          #expect(error.cause != nil, "\(error)")
          #expect(error.description.contains("GBM makes no buffers"), "\(error)")
        }
      }
      let makers = Self.inventory.allocators.map(\.production.name.rawValue)
      #expect(!makers.contains { $0.hasPrefix("dumb:renderD") })
    }

    @Test("the GPU's own word on RG16 is not the display's: what stands was tried", .gpu)
    func gpuFormats() throws {
      let card = try DRMDevice(path: Lab.virtioGPU)
      let requests: [Roster.Request] = [
        .init("/dev/lab/virtio-gpu-render", role: "sample"),
        .init(Lab.virtioGPU, traits: [.init("plane", "primary")]),
      ]
      let error = #expect(throws: SettlementError.self) {
        _ = try verify(
          requests, upTo: .tested, extent: try #require(try Display(card).sizes.first),
          format: .rgb565)
      }
      #expect(error?.conflict.members.isEmpty == false)
      let verification = try verify(
        requests, upTo: .tested, extent: try #require(try Display(card).sizes.first),
        format: .xrgb8888)
      #expect(verification.proofs.allSatisfy { $0.level >= .imported }, "\(verification.proofs)")
    }

    @Test("who joins a running pipeline takes its buffers, and who cannot is told the cost")
    func joining() throws {
      let (output, status) = try Command.run(
        "tessera", "verify", "--with", Lab.vivid, "--with", "\(Lab.vkms):plane=primary", "--size",
        "640x480", "--format", "XR24", "--level", "import", "--join", "cpu:read=rarely", "--join",
        "\(Lab.bochs):plane=primary")
      #expect(status == 0, "\(output)")
      #expect(output.contains("cpu:read=rarely joins with the buffers that are there"), "\(output)")
    }

    @Test("an image is proved from a camera through a converter to the CPU, and strictly so")
    func converting() throws {
      let link = "/tmp/pci-0000:00:14.0-usb-0:1:1.0-video-index0"
      #expect(try Command.run("ln", "-sfn", LabQueue.vim2mCapture.path, link).status == 0)
      let (output, status) = try Command.run(
        "tessera", "verify", "--with", Lab.vivid, "--with", "\(link):output", "--with",
        "cpu:read=rarely", "--size", "640x480", "--format", "RG16", "--strict")
      #expect(status == 0, "\(output)")
      #expect(output.components(separatedBy: "verified: ").count == 4, "\(output)")
    }

    @Test("where somebody stands no pattern, --strict ends with 3 and says who")
    func strict() throws {
      let words = [
        "tessera", "verify", "--with", Lab.vivid, "--with", "\(Lab.vkms):plane=primary", "--size",
        "640x480", "--format", "XR24",
      ]
      let (output, status) = try Command.run(words + ["--strict"])
      #expect(status == 3, "\(output)")
      #expect(output.contains("tessera: not tried up to pattern: card"), "\(output)")
      #expect(output.contains(":plane=primary (test)\n"), "\(output)")
      #expect(try Command.run(words + ["--strict", "--level", "import"]).status == 0)
    }

    @Test("who joins is told to programs too, up to the first whom nothing suits")
    func joiningAsJSON() throws {
      let (output, status) = try Command.run(
        "sh", "-c",
        "tessera verify --with \(Lab.vivid) --size 640x480 --format XR24 --level import --json "
          + "--join cpu:read=rarely --join \(Lab.vgem) --join \(Lab.vkms):plane=primary 2>/dev/null"
      )
      #expect(status == 2, "\(output)")
      let result = try #require(
        JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
      #expect(result["agreement"] != nil)
      let admissions = try #require(result["admissions"] as? [[String: Any]])
      #expect(admissions.map { $0["outcome"] as? String } == ["joined", "conflict"], "\(output)")
      #expect(admissions.first?["name"] as? String == "cpu:read=rarely")
      #expect(admissions.last?["conflict"] is [String: Any])
    }

    @Test(
      "verify tells what was tried and saves what was refused, which negotiate knows the next time")
    func command() throws {
      let file = "/tmp/learned.json"
      let words = [
        "tessera", "verify", "--with", Lab.vivid, "--with", "\(Lab.virtioGPU):plane=primary",
        "--with", "cpu:read=rarely", "--size", "640x480", "--format", "XR24", "--save", file,
      ]
      let (first, firstStatus) = try Command.run(words)
      #expect(firstStatus == 0, "\(first)")
      #expect(first.contains("Refused: "), "\(first)")
      #expect(first.contains("test commit accepted: "), "\(first)")
      #expect(first.contains("verified: "), "\(first)")
      let learned = try Experience(json: [UInt8](Data(contentsOf: URL(fileURLWithPath: file))))
      #expect(learned.refusals.count == 1)
      let (agreed, agreedStatus) = try Command.run(
        "sh", "-c",
        "tessera negotiate --with \(Lab.vivid) --with \(Lab.virtioGPU):plane=primary "
          + "--with cpu:read=rarely --size 640x480 --format XR24 --refusals \(file) --json 2>/dev/null"
      )
      #expect(agreedStatus == 0, "\(agreed)")
      let agreement = try Agreement(json: [UInt8](agreed.utf8))
      #expect(agreement.allocator.rawValue.hasPrefix("dumb:card"), "\(agreement)")
    }

    @Test("who is asked for what it does not do is told what it does, and the request is at fault")
    func mistakes() throws {
      let (output, status) = try Command.run(
        "tessera", "negotiate", "--with", "\(Lab.vivid):scanout")
      #expect(status == 64, "\(output)")
      #expect(output.contains("has no role 'scanout'; it has: capture"), "\(output)")
    }
  }
}
