import CLinux
import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What belongs together, on machines that are not there.
@Suite struct HardwareTests {
  private func hardware(_ inventory: Inventory, at place: String) throws -> Hardware {
    try #require(inventory.hardware.first { $0.place == place })
  }

  @Test(
    "What a node is for follows from its name",
    arguments: [
      ("/dev/dri/card12", .card), ("/dev/dri/renderD128", .renderNode),
      ("/dev/media0", .mediaGraph), ("/dev/video10", .video), ("/dev/v4l-subdev3", .subdevice),
      ("/dev/vbi0", .other), ("/dev/v4l-touch0", .other),
    ] as [(String, Hardware.Node.Kind)])
  func kind(path: String, kind: Hardware.Node.Kind) {
    #expect(Hardware.Node.Kind(ofNode: path) == kind)
  }

  @Test func `A card and its render node are one device`() throws {
    let inventory = Inventory.find(kernel: ScriptedMachine.computer())
    let gpu = try hardware(inventory, at: "pci-0000:00:02.0")
    #expect(gpu.nodes.map(\.path) == ["/dev/dri/card0", "/dev/dri/renderD128"])
    #expect(gpu.nodes.map(\.kind) == [.card, .renderNode])
    #expect(gpu.bus == "pci")
    #expect(gpu.relations.isEmpty)
  }

  @Test func `A driver's own name counts more than the one that is bound to the bus`() throws {
    let gpu = try hardware(
      Inventory.find(kernel: ScriptedMachine.computer()), at: "pci-0000:00:02.0")
    #expect(
      gpu.model
        == DeviceModel(
          driver: "virtio_gpu", pci: PCIModel(vendor: 0x1af4, device: 0x1050),
          kernel: KernelVersion("6.12.117")))
  }

  @Test func `A media node without a place of its own is where its V4L2 nodes are`() throws {
    let webcam = try hardware(
      Inventory.find(kernel: ScriptedMachine.computer()), at: "pci-0000:00:14.0-usb-0:1:1.0")
    #expect(
      webcam.nodes == [
        .init(path: "/dev/media0", kind: .mediaGraph, graph: nil),
        .init(path: "/dev/video0", kind: .video, graph: "/dev/media0"),
      ])
    #expect(webcam.model.driver == "fakemedia")
    #expect(webcam.model.pci == nil, "the USB host's numbers are not the camera's")
  }

  @Test func `A node of software alone is a device of its own`() throws {
    let inventory = Inventory.find(kernel: ScriptedMachine.computer())
    let alone = try hardware(inventory, at: "/dev/video10")
    #expect(alone.nodes.map(\.path) == ["/dev/video10"])
    #expect(alone.bus.isEmpty)
  }

  @Test func `Devices come in the order of their places, whatever order they were found in`() {
    let places = Inventory.find(kernel: ScriptedMachine.computer()).hardware.map(\.place)
    #expect(places == ["/dev/video10", "pci-0000:00:02.0", "pci-0000:00:14.0-usb-0:1:1.0"])
  }

  @Test func `Displays and GPU of one chip are two devices that are related`() throws {
    let inventory = Inventory.find(kernel: ScriptedMachine.chip())
    let screen = try hardware(inventory, at: "platform-display")
    let gpu = try hardware(inventory, at: "platform-fde60000.gpu")
    #expect(screen.relations == [.init(place: gpu.place, kind: .drawsForIt)])
    #expect(gpu.relations == [.init(place: screen.place, kind: .showsForIt)])
    #expect(screen.model.compatible == ["rockchip,display-subsystem", "rockchip,any"])
  }

  @Test func `A graph's nodes are found together, on whatever devices they are`() throws {
    let inventory = Inventory.find(kernel: ScriptedMachine.chip())
    let processor = try hardware(inventory, at: "platform-isp")
    let receiver = try hardware(inventory, at: "platform-vicap")
    #expect(receiver.nodes.map(\.graph) == ["/dev/media0"])
    #expect(processor.relations == [.init(place: receiver.place, kind: .sharesGraph)])
    #expect(receiver.relations == [.init(place: processor.place, kind: .sharesGraph)])
    #expect(inventory.graphs.map(\.model) == ["rkisp1"])
  }

  @Test func `What may not be opened is in its place, and among the problems`() throws {
    let kernel = ScriptedMachine.chip()
    kernel.fail(.open, times: 100, with: EACCES)
    let inventory = Inventory.find(kernel: kernel)
    let nodes = inventory.hardware.flatMap(\.nodes).map(\.path)
    #expect(nodes.count == 6)
    #expect(Set(inventory.problems.map(\.path)) == Set(nodes))
    #expect(inventory.problems.allSatisfy { $0.cause?.errno == .permissionDenied })
    #expect(try hardware(inventory, at: "platform-isp").model.driver == "rkisp1")
  }

  @Test func `Looking for devices leaves nothing open`() {
    let kernel = ScriptedMachine.chip()
    do { _ = Inventory.find(kernel: kernel) }
    #expect(kernel.openDescriptors.isEmpty)
  }
}
