import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// A card by a descriptor that somebody else owns.
@Suite struct ReopeningTests {
  private static let path = "/dev/dri/card9"
  private let screen: FakeCard
  private let kernel: ScriptedKernel
  /// The compositor's.
  private let owned: DRMNode

  init() throws {
    var traits = FakeCard.Traits()
    traits.strideGranule = 4
    screen = FakeCard(traits)
    kernel = ScriptedKernel(
      [Self.path: screen],
      files: ["/sys/dev/char/0:0/uevent": "MAJOR=0\nDEVNAME=dri/card9\nDEVTYPE=drm_minor\n"])
    owned = try DRMNode(opening: Self.path, kernel: kernel)
  }

  private func reopened() throws -> DRMDevice {
    try DRMDevice(reopening: owned.file.descriptor, kernel: kernel)
  }

  @Test func `A compositor's card is opened once more, and its descriptor is never duplicated`()
    throws
  {
    let card = try reopened()
    #expect(card.path == Self.path)
    #expect(card.node.file.descriptor != owned.file.descriptor)
    #expect(kernel.count(of: .open) == 2)
    #expect(kernel.count(of: .control) == 0)
    #expect(kernel.count(of: .ioctl(cdrm_MODE_CREATE_LEASE)) == 0)
    #expect(try card.planes().count == 1)
  }

  @Test func `Where the card may not be opened again, an empty lease takes its place`() throws {
    kernel.fail(.open, with: EACCES)
    let card = try reopened()
    #expect(kernel.count(of: .ioctl(cdrm_MODE_CREATE_LEASE)) == 1)
    #expect(card.node.file.descriptor != owned.file.descriptor)
    #expect(kernel.areAllCloseOnExec)
    _ = try #require(card.dumbAllocator)
  }

  @Test func `Where there is no lease either, what kept the card from opening is told`() throws {
    owned.resignMaster()
    let before = DescriptorCensus(of: kernel)
    kernel.fail(.open, with: EACCES)
    let error = #expect(throws: DeviceError.self) { _ = try reopened() }
    #expect(
      error?.cause == SystemCallError(call: "open", errno: .permissionDenied, path: Self.path))
    #expect(error?.description.contains("this user may not open it") == true)
    #expect(DescriptorCensus(of: kernel) == before)
  }

  @Test func `A descriptor of no device is refused by a sentence`() throws {
    kernel.write("MAJOR=0\n", to: "/sys/dev/char/0:0/uevent")
    let error = #expect(throws: DeviceError.self) { _ = try reopened() }
    #expect(
      error?.description
        == "descriptor \(owned.file.descriptor): it is of no device that the kernel names (ENXIO). "
        + "Give the descriptor of a card (/dev/dri/card*).")
  }

  @Test func `Whatever fails while a card is reopened, nothing is left open`() throws {
    let before = DescriptorCensus(of: kernel)
    let calls = kernel.calls.count
    _ = try reopened()
    let made = kernel.calls.count - calls
    for number in 1...made {
      kernel.fail(callNumber: number, with: EIO)
      _ = try? reopened()
      #expect(kernel.heal())
      #expect(DescriptorCensus(of: kernel) == before, "call \(number)")
    }
  }
}
