import Foundation
import TesseraKernel
import Testing

@testable import Tessera

/// The lab's devices, as they belong together.
extension LabTests {
  @Suite("Nodes of one device are found together", .serialized)
  struct HardwareLabTests {
    private let inventory = Inventory.find()

    /// The device that a link of the lab leads to.
    private func hardware(behind link: String) throws -> Hardware {
      let path = URL(fileURLWithPath: link).resolvingSymlinksInPath().path
      return try #require(inventory.hardware.first { $0.nodes.contains { $0.path == path } })
    }

    @Test("every node of a card, a camera, a codec or a graph is of exactly one device")
    func partition() throws {
      let nodes = inventory.hardware.flatMap(\.nodes).map(\.path)
      #expect(Set(nodes).count == nodes.count)
      let present = try FileManager.default.contentsOfDirectory(atPath: "/dev").filter { name in
        ["video", "media", "v4l-subdev"].contains { name.hasPrefix($0) }
      }.map { "/dev/\($0)" }
      let cards = try FileManager.default.contentsOfDirectory(atPath: "/dev/dri").filter {
        $0.hasPrefix("card") || $0.hasPrefix("renderD")
      }.map { "/dev/dri/\($0)" }
      #expect(Set(nodes) == Set(present + cards))
    }

    @Test("virtio-gpu's card and render node are one device on the PCI bus")
    func virtioGPU() throws {
      let gpu = try hardware(behind: Lab.virtioGPU)
      #expect(gpu.nodes.map(\.kind) == [.card, .renderNode])
      #expect(gpu.model.driver == "virtio_gpu")
      #expect(gpu.model.pci == PCIModel(vendor: 0x1af4, device: 0x1050))
      #expect(gpu.place.hasPrefix("pci-"))
      #expect(gpu == (try hardware(behind: "/dev/lab/virtio-gpu-render")))
    }

    @Test("bochs is a card alone, with its numbers on the PCI bus")
    func bochs() throws {
      let card = try hardware(behind: Lab.bochs)
      #expect(card.nodes.map(\.kind) == [.card])
      #expect(card.model.pci == PCIModel(vendor: 0x1234, device: 0x1111))
      #expect(try DRMDevice(path: Lab.bochs).model == card.model)
    }

    @Test("vgem draws and vkms shows, and nothing says that they belong together")
    func software() throws {
      let (vgem, vkms) = (try hardware(behind: Lab.vgem), try hardware(behind: Lab.vkms))
      #expect(vgem.nodes.map(\.kind) == [.card, .renderNode])
      #expect(vkms.nodes.map(\.kind) == [.card])
      #expect(vgem.place != vkms.place)
      #expect(inventory.hardware.flatMap(\.relations) == [])
    }

    @Test("vivid's cameras are one device with a graph for each camera and its output")
    func vivid() throws {
      let vivid = try hardware(behind: Lab.vivid)
      #expect(vivid == (try hardware(behind: Lab.multiplanarVivid)))
      let graphs = vivid.nodes.filter { $0.kind == .mediaGraph }
      #expect(graphs.count == 3)
      for graph in graphs {
        #expect(vivid.nodes.filter { $0.graph == graph.path }.map(\.kind) == [.video, .video])
      }
      #expect(vivid.model.driver == "vivid")
    }

    @Test("a codec's three nodes are in one graph")
    func codec() throws {
      let codec = try hardware(behind: "/dev/lab/vicodec-encoder")
      #expect(codec.nodes.map(\.kind) == [.mediaGraph, .video, .video, .video])
      #expect(Set(codec.nodes.dropFirst().map(\.graph)) == [codec.nodes[0].path])
    }

    @Test("a converter is in a graph of its own")
    func converter() throws {
      let converter = try hardware(behind: "/dev/lab/vim2m")
      #expect(converter.nodes.map(\.kind) == [.mediaGraph, .video])
      #expect(converter.nodes[1].graph == converter.nodes[0].path)
    }

    @Test("a sensor's pipeline has its parts in the graph of its captures")
    func pipeline() throws {
      let pipeline = try hardware(behind: "/dev/lab/vimc")
      #expect(pipeline.nodes.contains { $0.kind == .subdevice })
      #expect(pipeline.nodes.count { $0.kind == .video } == 3)
      let graph = try #require(pipeline.nodes.first { $0.kind == .mediaGraph }).path
      #expect(pipeline.nodes.allSatisfy { $0.graph == ($0.kind == .mediaGraph ? nil : graph) })
    }

    @Test("every model knows the kernel that drives it")
    func kernel() throws {
      var name = utsname()
      #expect(unsafe uname(&name) == 0)
      let release = unsafe withUnsafeBytes(of: name.release) {
        unsafe String(decoding: unsafe $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      #expect(inventory.hardware.allSatisfy { $0.model.kernel == KernelVersion(release) })
      #expect(!inventory.hardware.isEmpty)
    }
  }
}
