import CDRM
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct ModeObjectTests {
  @Test("What grew between its count and its fetch is asked for again", arguments: 0...3)
  func growth(times: Int) throws {
    func surplus() throws -> Bench {
      let bench = try Bench()
      bench.driver.grow(times: times)
      return bench
    }
    let resources = try surplus().card.modeResources()
    #expect(resources.crtcs.count == 1 + times)
    #expect(resources.connectors.count == 1 + times)
    #expect(resources.connectors.first == 51)
    #expect(try surplus().card.planes().count == 1 + times)
    #expect(try surplus().card.plane(31).formats.count == 3 + times)
    #expect(try surplus().card.connector(51).modes.count == 2 + times)
    #expect(try surplus().card.properties(of: 31, .plane).count == 12 + times)
  }

  @Test func `A card tells its limits, its modes and its properties`() throws {
    let bench = try Bench()
    let resources = try bench.card.modeResources()
    #expect(resources.crtcs == [41])
    #expect(resources.maximumWidth == 8192)
    let connector = try bench.card.connector(51)
    #expect(connector.isConnected)
    #expect(connector.encoders == [61])
    #expect(connector.modes.map(\.width) == [640, 320])
    #expect(connector.modes.map(\.isPreferred) == [true, false])
    #expect(connector.modes.map(\.bytes.count) == [68, 68])
    let properties = try bench.card.properties(of: 31, .plane)
    #expect(properties.first?.name == "type")
    #expect(properties.first?.value == 1)
    #expect(try bench.card.driverName() == "fake")
  }

  @Test func `A connector without a screen has no modes`() throws {
    var traits = FakeCard.Traits()
    traits.isConnected = false
    let connector = try Bench(traits).card.connector(51)
    #expect(!connector.isConnected)
    #expect(connector.modes.isEmpty)
  }

  @Test func `A driver's name is cut where the space for it ends`() throws {
    var traits = FakeCard.Traits()
    traits.driver = String(repeating: "x", count: 100)
    #expect(try Bench(traits).card.driverName() == String(repeating: "x", count: 64))
  }

  @Test func `A blob comes back as it was made`() throws {
    let bench = try Bench()
    let bytes: [UInt8] = [1, 2, 3, 4, 5]
    let blob = try bench.card.createBlob(bytes)
    #expect(try bench.card.blob(blob) == bytes)
    try bench.card.destroyBlob(blob)
    #expect(bench.driver.liveBlobs == 0)
    #expect(throws: SystemCallError.self) { try bench.card.blob(blob) }
  }

  @Test func `A commit carries every property of every object, the last value of each`() throws {
    let bench = try Bench()
    let framebuffer = try bench.framebuffer()
    var request = AtomicRequest()
    request.set(13, of: 41, to: 1)
    request.set(FakeProperties.framebuffer, of: 31, to: 999)
    request.set(FakeProperties.framebuffer, of: 31, to: UInt64(framebuffer))
    request.set(12, of: 31, to: 480)
    try request.commit(to: bench.card, [.testOnly])
    #expect(bench.driver.shown.isEmpty)
    #expect(bench.driver.testedCommits == 1)
    try request.commit(to: bench.card, [])
    #expect(bench.driver.shown == [framebuffer])
  }

  private enum FakeProperties {
    static let framebuffer: UInt32 = 3
  }
}
