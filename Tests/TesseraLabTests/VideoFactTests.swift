import Foundation
import TesseraKernel
import Testing

@testable import Tessera

/// What Tessera tells of V4L2 queues, held against what v4l2-ctl tells of them.
///
/// Of `--all` that leaves cropping, timings, frame rates and the other controls, of which Tessera
/// tells nothing.
extension LabTests {
  @Suite("V4L2 queues as v4l2-ctl sees them", .serialized)
  struct VideoFactTests {
    static let nodes = Set(LabQueue.all.map(\.path)).sorted()

    @Test("a node has the queues that it has", arguments: LabQueue.all)
    func queues(queue: LabQueue) throws {
      let queues = try VideoQueue.all(of: queue.path)
      let expected = LabQueue.all.filter { $0.path == queue.path }
      #expect(Set(queues.map(\.side)) == Set(expected.map(\.side)))
      let mine = try #require(queues.first { $0.side == queue.side })
      #expect(mine.isMultiplanar == queue.type.isMultiplanar)
      #expect(mine.memory.contains([.own, .dmaBuffers]))
      #expect(mine.memory.contains(.program) == queue.takesUserPointers)
    }

    @Test("driver, product and place are the same, and so are formats and sizes", arguments: nodes)
    func formats(path: String) throws {
      let told = try VideoReport(path, withFormats: true)
      let queues = try VideoQueue.all(of: path)
      #expect(!queues.isEmpty)
      for queue in queues {
        #expect(queue.driver == told.driver)
        #expect(queue.card == told.card)
        #expect(queue.identity == Device(told.bus))
        let formats = try queue.formats()
        let others = try #require(told.formats[queue.side])
        #expect(!formats.isEmpty)
        #expect(formats.map(\.code) == others.map(\.code))
        #expect(formats.map(\.sizes) == others.map(\.sizes))
      }
      for side in [VideoAllocator.Side.capture, .output]
      where !queues.contains(where: { $0.side == side }) {
        #expect(told.formats[side]?.isEmpty == true)
      }
    }

    @Test(
      "a node's kind, and who sets it up, are the same; so is its media device", arguments: nodes)
    func kind(path: String) throws {
      let told = try VideoReport(path)
      let node = try VideoNode(opening: path, kernel: LinuxKernel())
      #expect(try node.identity().capabilities.rawValue == told.capabilities)
      #expect(!told.abilities.isEmpty)
      let roles = try VideoNodeSummary(path: path, kernel: LinuxKernel()).roles
      for (role, name) in Self.kinds {
        let isTold = told.abilities.contains { $0 == name || $0 == "\(name) Multiplanar" }
        #expect(roles.contains(role) == isTold, "\(name)")
      }
      for queue in try VideoQueue.all(of: path) {
        #expect(queue.isMultiplanar == told.abilities.contains { $0.hasSuffix("Multiplanar") })
      }
      if roles == [.capture] {
        #expect(
          try Camera(path: path).isMediaControlled == told.abilities.contains("I/O MC"))
      }
      let number = try #require(LinuxKernel().devices.device(atNode: path)?.number)
      let graph = Self.graphs.first { $0.members.contains(number) }
      #expect(graph?.driver == told.mediaDriver)
      #expect(graph?.model == told.mediaModel)
    }

    @Test("the buffers that a queue cannot work without are the same", arguments: nodes)
    func leastBuffers(path: String) throws {
      let told = try VideoReport(path)
      for queue in try VideoQueue.all(of: path) {
        #expect(queue.leastBuffers == told.controls["min_number_of_\(queue.side)_buffers"])
      }
    }

    @Test("codecs tell the buffers that their raw side needs; a decoder of Linux 6.12 does not")
    func codecs() throws {
      let encoder = try VideoQueue.all(of: "/dev/lab/vicodec-encoder")
      let isOld = Lab.kernel == "stable"
      #expect(encoder.first { $0.side == .output }?.leastBuffers == (isOld ? 1 : 2))
      let decoder = try VideoQueue.all(of: "/dev/lab/vicodec-decoder")
      #expect(decoder.first { $0.side == .capture }?.leastBuffers == (isOld ? nil : 2))
    }

    @Test("a queue's format now is the same: size, strides, bytes, colour", arguments: nodes)
    func current(path: String) throws {
      let told = try VideoReport(path)
      for queue in try VideoQueue.all(of: path) {
        let fields = try #require(told.current[queue.side])
        let format = try queue.images.node.format(of: queue.images.type)
        #expect(fields["Width/Height"] == ["\(format.width)/\(format.height)"])
        #expect(
          VideoReport.quoted(fields["Pixel Format"]?.first ?? "")?.rawValue == format.format)
        #expect(fields["Bytes per Line"] == format.planes.map(\.stride.description))
        #expect(fields["Size Image"] == format.planes.map(\.size.description))
        if queue.isMultiplanar {
          #expect(fields["Number of planes"] == ["\(format.planes.count)"])
        }
        // The only order of rows that Tessera asks for.
        #expect(fields["Field"] == ["None"])
        guard let drm = VideoPixelFormat(rawValue: format.format).drm?.format else { continue }
        let colour = Colour(format.colour, of: drm)
        for (property, field) in Self.fields {
          // Of several planes v4l2-ctl does not tell what the default means.
          guard let name = fields[field]?.first.map(Self.meaning), name != "Default",
            let value = colour.values[property]
          else { continue }
          #expect(Self.names[property]?[name].map { [$0] } == value, "\(field): \(name)")
        }
        #expect(colour.values[.primaries] != nil)
      }
    }

    @Test("a television's lines are interlaced, though whole pictures are asked for")
    func interlaced() throws {
      func control(_ words: String...) throws -> String {
        let (output, status) = try Command.run(["v4l2-ctl", "--device", Lab.vivid] + words)
        try #require(status == 0, "\(output)")
        return output
      }
      func fields() throws -> [Set<Colour.Value>?] {
        let camera = try Camera(path: Lab.vivid)
        let told = try camera.participant(
          named: "camera", extent: Extent(width: 640, height: 480), only: [.yuyv])
        return told.offers.flatMap(\.constraints).compactMap { constraint in
          guard case .colour(let colour) = constraint.term else { return nil }
          return .some(colour.values[.field])
        }
      }
      _ = try control("--set-input", "1")
      defer { _ = try? control("--set-input", "0") }
      let answer = try control("--try-fmt-video", "width=640,height=480,field=none")
      #expect(answer.contains("Interlaced"), "\(answer)")
      #expect(try fields() == [["interlaced"]])
      _ = try control("--set-input", "0")
      #expect(try fields() == [nil])
    }

    @Test("vivid's data begins late in several buffers: it wants 128 bytes beside the rows of NV16")
    func tail() throws {
      let queue = try #require(
        try VideoQueue.all(of: Lab.multiplanarVivid).first { $0.side == .capture })
      let participant = try queue.participant(
        named: "queue", extent: Extent(width: 640, height: 480), only: [.nv16])
      let offer = try #require(
        participant.offers.first { $0.label == "\(Topology.bufferPerPlane)" })
      #expect(offer.constraints.contains { $0.term == .memorySize(SizeInMemory(tail: 128)) })
    }

    private static let kinds: [VideoNodeSummary.Role: String] = [
      .capture: "Video Capture", .output: "Video Output",
      .memoryToMemory: "Video Memory-to-Memory",
    ]
    private static let graphs = Lab.isPresent ? Inventory.find().graphs : []

    /// Of `Default (maps to sRGB)`, what it maps to.
    private static func meaning(_ text: String) -> String {
      text.components(separatedBy: "(maps to ").last?.replacing(")", with: "") ?? text
    }

    private static let fields: [Colour.Property: String] = [
      .primaries: "Colorspace", .transfer: "Transfer Function", .encoding: "YCbCr/HSV Encoding",
      .range: "Quantization",
    ]
    private static let names: [Colour.Property: [String: Colour.Value]] = [
      .primaries: ["sRGB": "bt709", "Rec. 709": "bt709"],
      .transfer: ["sRGB": "srgb", "Rec. 709": "bt709"],
      .encoding: ["ITU-R 601": "bt601", "Rec. 709": "bt709"],
      .range: ["Full Range": "full", "Limited Range": "limited"],
    ]
  }
}
