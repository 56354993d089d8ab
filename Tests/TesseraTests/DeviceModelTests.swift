import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What tables of devices tell makes apart by.
@Suite struct DeviceModelTests {
  @Test func `A card's model has what its bus and its kernel say`() throws {
    let card = try DRMDevice(path: "/dev/dri/card0", kernel: ScriptedMachine.computer())
    #expect(
      card.model
        == DeviceModel(
          driver: "virtio_gpu", pci: PCIModel(vendor: 0x1af4, device: 0x1050),
          kernel: KernelVersion("6.12.117")))
    #expect(card.identity == Device("pci-0000:00:02.0"))
  }

  @Test func `A camera's model has its names in the device tree`() throws {
    let camera = try Camera(path: "/dev/video0", kernel: ScriptedMachine.chip())
    #expect(
      camera.model
        == DeviceModel(
          driver: "fakecam", compatible: ["rockchip,rk3568-cif-isp", "rockchip,any"]))
  }

  @Test func `A quirk of a device tree's name reaches the camera that has it`() throws {
    let quirk = Quirk(
      "narrow", of: DeviceMatch(compatible: ["rockchip,rk3568-cif-isp"]),
      [(.stride(StrideDomain(multipleOf: 384), plane: nil), .everything)],
      source: "https://example.org",
      level: .measured)
    func constraints(_ path: String) throws -> [Constraint] {
      try Camera(path: path, kernel: ScriptedMachine.chip())
        .participant(
          named: "camera", extent: Extent(width: 640, height: 480),
          quirks: QuirkTable([quirk])
        )
        .offers.flatMap(\.constraints)
    }
    #expect(try constraints("/dev/video0").contains { $0.evidence.kind == .table })
    #expect(try !constraints("/dev/video1").contains { $0.evidence.kind == .table })
  }
}
