import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct DisplayTests {
  private func device(_ change: (inout FakeCard.Traits) -> Void = { _ in }) throws -> DRMDevice {
    var traits = FakeCard.Traits()
    change(&traits)
    return try Stage(traits).card()
  }

  @Test func `A card says who it is and what it can`() throws {
    let card = try device()
    #expect(card.driver == "fake")
    #expect(card.name == "card0")
    #expect(card.identity == Device("/scripted/card0"))
    #expect(card.takesModifiers && card.claimsImport && card.isAtomic && card.hasModeSetting)
    let plain = try device {
      $0.takesModifiers = false
      $0.isAtomic = false
    }
    #expect(!plain.takesModifiers && !plain.isAtomic)
    #expect(try !device { $0.hasModeSetting = false }.hasModeSetting)
  }

  @Test func `A screen has a name, a plane and sizes, the preferred one first`() throws {
    let display = try Display(try device())
    #expect(display.connectorName == "HDMI-A-1")
    #expect(display.plane.kind == .primary)
    #expect(display.sizes == [Stage.extent, Extent(width: 320, height: 240)])
  }

  @Test func `What a plane scans out comes from its blob, layout by layout`() throws {
    let vivante = Modifier.vivanteTiled
    let display = try Display(
      try device { $0.modifiers = [0, vivante.rawValue] })
    let formats = display.plane.formats
    #expect(formats.pairs.count == 6)
    #expect(formats.contains(FormatModifier(.nv12, .linear)))
    #expect(formats.contains(FormatModifier(.nv12, .explicit(vivante))))
    #expect(display.plane.evidence == Evidence(.driverQuery, "IN_FORMATS"))
  }

  @Test func `Without modifiers a plane takes what is linear, or its own card's secret`() throws {
    let card = try device { $0.takesModifiers = false }
    let formats = try Display(card).plane.formats
    #expect(formats.contains(FormatModifier(.xrgb8888, .linear)))
    #expect(formats.contains(FormatModifier(.xrgb8888, .implicit(on: card.identity))))
    #expect(formats.pairs.count == 6)
  }

  @Test func `A display's terms are its plane's formats and its screen's sizes`() throws {
    let display = try Display(try device())
    let participant = display.participant(named: "display")
    #expect(participant.device == Device("/scripted/card0"))
    let terms = participant.offers.flatMap(\.constraints).map(\.term)
    #expect(terms.contains(.formats(display.plane.formats)))
    #expect(terms.contains(.size(SizeDomain(discrete: Set(display.sizes)))))
    #expect(terms.contains(.count(BufferCount(held: 2))))
    #expect(!terms.contains(.contiguous))
    let vc4 = try Display(try device { $0.driver = "vc4" }).participant(named: "display")
    #expect(vc4.offers.flatMap(\.constraints).map(\.term).contains(.contiguous))
  }

  @Test func `What only a table knows of a display is told with the row and its source`() throws {
    let display = try Display(try device { $0.driver = "vc4" })
    let known = display.participant(named: "display").offers.flatMap(\.constraints)
      .first { $0.term == .contiguous }
    #expect(known?.evidence.kind == .table)
    #expect(
      known?.description.contains("quirk gem-dma-contiguous, driver source, https://") == true)
    let believed = display.participant(named: "display", quirks: .none)
    #expect(!believed.offers.flatMap(\.constraints).map(\.term).contains(.contiguous))
    #expect(display.device.dumbAllocator?.production.isContiguous == true)
  }

  @Test func `A user's row about all images of a display is a promise of its own buffers`() throws {
    func dumb(_ scope: Constraint.Scope) throws -> Production {
      let quirk = Quirk(
        "mine", of: DeviceMatch(drivers: ["vkms"], roles: [.scanOut]),
        [(.contiguous, scope), (.addresses(AddressLimit(bits: 30)), scope)],
        source: "https://example.org", level: .measured)
      let card = try device { $0.driver = "vkms" }
      return try #require(card.dumbAllocator(quirks: QuirkTable([quirk]))).production
    }
    let known = try dumb(.everything)
    #expect(known.isContiguous && known.addressBits == 30)
    let unsure = try dumb(Constraint.Scope(format: .nv12))
    #expect(!unsure.isContiguous && unsure.addressBits == 64)
  }

  @Test func `A card without a screen says what to do`() throws {
    let card = try device { $0.isConnected = false }
    let error = #expect(throws: DeviceError.self) { _ = try Display(card) }
    #expect(
      error?.description
        == "/scripted/card0: no screen is connected to fake. "
        + "Connect a screen, or choose another card (tessera devices lists them).")
  }

  @Test func `A card that only renders says what to do`() throws {
    let card = try device { $0.hasModeSetting = false }
    let error = #expect(throws: DeviceError.self) { _ = try Display(card) }
    #expect(error?.problem == "fake has no displays: it does no mode setting")
    #expect(error?.cause == nil)
  }

  @Test func `A render node is no card`() throws {
    let stage = Stage()
    stage.kernel.fail(.ioctl(cdrm_MODE_GETRESOURCES), with: EACCES)
    let error = #expect(throws: DeviceError.self) { _ = try stage.card() }
    #expect(error?.problem == "it is a render node: it draws and does not show")
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test(
    "A question that the card does not answer is told",
    arguments: [
      cdrm_MODE_GETCONNECTOR, cdrm_MODE_GETPLANE, cdrm_MODE_OBJ_GETPROPERTIES,
      cdrm_MODE_GETPROPBLOB, cdrm_MODE_GETENCODER,
    ])
  func unanswered(request: UInt) throws {
    let stage = Stage()
    let card = try stage.card()
    stage.kernel.fail(.ioctl(request), with: EIO)
    let error = #expect(throws: DeviceError.self) { _ = try Display(card) }
    #expect(error?.cause?.errno == .ioError)
    #expect(error?.path == "/scripted/card0")
  }
}
