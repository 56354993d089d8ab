import Foundation
import Testing

@testable import Tessera

/// `drm_info -j`, read as devices, held against what the cards tell themselves.
extension LabTests {
  @Suite("What drm_info tells is read as what the card tells", .serialized)
  struct DRMInfoImportTests {
    private static let recording = Inventory.find().recording()
    static let cards = Lab.isPresent ? [Lab.vkms, Lab.bochs, Lab.virtioGPU] : []

    @Test("a card's roles are the same, but for what drm_info does not print", arguments: cards)
    func same(link: String) throws {
      let path = URL(fileURLWithPath: link).resolvingSymlinksInPath().path
      let live = try #require(
        Self.recording.devices.first { $0.members.contains { $0.path == path } })
      let (text, _) = try Command.run("sh", "-c", "drm_info -j '\(path)' 2>/dev/null")
      let read = try Recording.reading(Array(text.utf8), called: "drm_info")
      let told = try #require(read.devices.first)
      #expect(read.devices.count == 1)
      #expect(read.kernel == Self.recording.kernel)
      #expect(told.model.driver == live.model.driver)
      #expect(told.model.pci == live.model.pci)
      #expect(told.model.kernel == live.model.kernel)

      let mine = try #require(live.members.first { $0.path == path })
      let others = try #require(told.members.first)
      #expect(mine.name == others.name)
      #expect(mine.abilities == others.abilities)
      #expect(mine.roles.count == others.roles.count)
      for (mine, other) in zip(mine.roles, others.roles) {
        #expect(mine.name == other.name)
        #expect(mine.use == other.use)
        #expect(mine.sizes == other.sizes)
        // drm_info numbers connectors and does not name them.
        #expect(
          other.traits.allSatisfy { key, values in
            mine.traits[key].map { Set($0).isSuperset(of: values) } ?? false
          })
        #expect(mine.traits["plane"] == other.traits["plane"])
        #expect(mine.traits["crtc"] == other.traits["crtc"])
        // It tells a card's place on the PCI bus, and no other bus.
        if live.model.pci != nil { #expect(mine.device == other.device) }
        let device = try #require(mine.device)
        #expect(
          mine.terms.map { demands(of: $0, device) }
            == other.terms.map { demands(of: $0, other.device ?? device) }, "\(mine.traits)")
      }
      // Nor does it make a buffer to see what can be made.
      #expect(told.makers.isEmpty)
    }

    /// Terms without who says so, which is somebody else, and the device without its name.
    private func demands(of terms: Recording.Terms, _ device: Device) -> [String] {
      terms.offers.flatMap { offer in
        offer.constraints.map { constraint in
          "\(offer.label): \(constraint.scope) \(constraint.term)"
            .replacingOccurrences(of: device.identity, with: "the device")
        }
      }
    }
  }
}
