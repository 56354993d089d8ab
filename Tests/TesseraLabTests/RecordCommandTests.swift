import Foundation
import Testing

@testable import Tessera

/// `tessera record` and the commands that take what it wrote.
///
/// Each run of a command looks at, or reads, the whole lab: minutes, so they are asked for.
extension LabTests {
  @Suite(
    "tessera record", .serialized,
    .enabled(if: Lab.records, "takes minutes on an emulated processor: TESSERA_RECORDINGS=1"))
  struct RecordCommandTests {
    private static let file = "/tmp/lab.recording.json"
    private static let inventory = Inventory.find()

    private var inventory: Inventory { Self.inventory }

    private static func path(_ link: String) -> String {
      URL(fileURLWithPath: link).resolvingSymlinksInPath().path
    }

    @Test("record writes every plane, queue, writeback connector and allocator")
    func everybody() throws {
      let (output, status) = try Command.run("tessera", "record", "--output", Self.file)
      #expect(status == 0, "\(output)")
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.file)))
      let written = try Recording(json: bytes)
      let members = written.devices.flatMap(\.members)
      for card in inventory.cards where card.hasModeSetting {
        let member = try #require(members.first { $0.path == card.path })
        let planes = try card.planes().map { "\($0.identifier)" }
        #expect(Set(member.roles.compactMap { $0.traits["plane"]?.first }) == Set(planes))
        let writers = try card.connectors().count { $0.writeback != nil }
        #expect(member.roles.count { $0.use == .writeback } == writers)
      }
      for path in inventory.cameras.map(\.path) + inventory.otherVideoNodes.map(\.path) {
        let queues = try VideoQueue.all(of: path)
        let member = try #require(members.first { $0.path == path })
        #expect(
          member.roles.map(\.name) == queues.map { $0.side == .capture ? "capture" : "output" },
          "\(path)")
      }
      let kinds = Set(members.flatMap(\.roles).map(\.use))
      #expect(kinds.isSuperset(of: [.scanOut, .cursor, .writeback, .capture, .output]))
      let made = Set(written.allocators().map(\.name))
      #expect(made.isSuperset(of: inventory.allocators.map(\.production.name)))
      #expect(members.contains { $0.name == "cpu" })
      #expect(written.absences.map(\.path).contains("/dev/lab") == false)
      #expect(Set(written.absences.map(\.path)).isSuperset(of: inventory.problems.map(\.path)))
    }

    @Test("what is found in the library is what record writes, but for Vulkan's devices")
    func library() throws {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.file)))
      let written = try Recording(json: bytes)
      var inventory = inventory
      inventory.findRenderers(openGL: true, vulkan: false)
      let recording = inventory.recording()
      let places = Set(recording.devices.map(\.place))
      let known = written.devices.filter { places.contains($0.place) }.map { device in
        var device = device
        for member in device.members.indices {
          device.members[member].roles.removeAll { $0.traits["via"] == ["vulkan"] }
        }
        device.makers.removeAll { $0.production.name.rawValue.hasPrefix("vulkan:") }
        return device
      }
      #expect(known == recording.devices)
    }

    @Test(
      "it is the same each time, and nothing in it tells one machine or one person from another")
    func privacy() throws {
      let script =
        "hostname jane-laptop; cd /; env USER=jane LOGNAME=jane HOME=/tmp/jane tessera record 2>/dev/null"
      let (text, status) = try Command.run("unshare", "--uts", "sh", "-c", script)
      #expect(status == 0)
      #expect(text == (try String(contentsOfFile: Self.file, encoding: .utf8)))
      #expect(text.contains("virtio_gpu"))
      #expect(!text.contains("jane"))
      var secrets: [String] = []
      for file in ["/etc/machine-id", "/proc/sys/kernel/random/boot_id"] {
        secrets.append((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
      }
      let (udev, _) = try Command.run("udevadm", "info", "--export-db")
      secrets += udev.split(separator: "\n").filter { $0.contains("SERIAL") }
        .compactMap { $0.split(separator: "=").last.map(String.init) }
      secrets = secrets.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        .filter { $0.count > 3 }
      #expect(!secrets.isEmpty)
      for secret in secrets { #expect(!text.contains(secret), "\(secret)") }
    }

    @Test("devices, solve and matrix take the recording in the devices' place")
    func replay() throws {
      let (camera, card) = (
        Self.path(Lab.vivid).replacingOccurrences(of: "/dev/", with: ""),
        Self.path(Lab.vkms).replacingOccurrences(of: "/dev/dri/", with: "")
      )
      let (devices, _) = try Command.run("tessera", "devices", "--profile", Self.file)
      for word in ["vkms", "bochs", "vivid", "heap:system", "plane=", "writeback", camera] {
        #expect(devices.contains(word), "\(word)")
      }
      let words = ["--profile", Self.file, "--with", "\(camera):capture", "--with", card]
      let (solved, status) = try Command.run(["tessera", "solve"] + words)
      #expect(status == 0, "\(solved)")
      #expect(solved.contains("Agreed"), "\(solved)")
      let (own, ownStatus) = try Command.run(
        "tessera", "negotiate", "--profile", Self.file, "--with", "\(camera):capture", "--with",
        "cpu", "--allocator", "v4l2:\(camera)")
      #expect(ownStatus == 0, "\(own)")
      #expect(own.contains("buffers from v4l2:\(camera)"), "\(own)")
      let (matrix, _) = try Command.run(["tessera", "matrix"] + words)
      #expect(matrix.contains("\(camera):capture"), "\(matrix)")
      let (nobody, wrong) = try Command.run(
        "tessera", "solve", "--profile", Self.file, "--with", "video99")
      #expect(wrong == 64)
      #expect(nobody.contains(camera), "\(nobody)")
    }
  }
}
