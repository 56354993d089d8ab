import Foundation
import Tessera
import Testing

/// `tessera buffers` beside a process that holds some: this one.
extension LabTests {
  @Suite("tessera buffers", .serialized)
  struct BuffersCommandTests {
    private func buffers() throws -> [Buffer] {
      try ["heap:system", "udmabuf", "dumb:card0"].map { name in
        let allocator = try Lab.allocator(Name(name))
        return try allocator.allocate(
          BufferPlan(
            try Lab.agreement(
              .xrgb8888, Extent(width: 64, height: 64), from: allocator.production),
            name: "held-\(name)"))
      }
    }

    @Test("root sees every buffer with its name, size, exporter and holder")
    func root() throws {
      let held = try buffers()
      try held[0].withBytes(ofPlane: 0) { _ in }
      let (text, status) = try Command.run("tessera", "buffers")
      #expect(status == 0, "\(text)")
      for word in [
        "held-heap:system", "held-udmabuf", "held-dumb:card0", "16384 B", " s old", "mapped 1×",
      ] {
        #expect(text.contains(word), "\(text)")
      }
      #expect(
        text.contains("(\(ProcessInfo.processInfo.processIdentifier)), descriptors"), "\(text)")
      let (json, _) = try Command.run(
        "tessera", "buffers", "--format", "json", "--pid",
        "\(ProcessInfo.processInfo.processIdentifier)")
      let report = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      let entries = try #require(report?["buffers"] as? [[String: Any]])
      // They are as old as this test, and their ages are told in seconds.
      for entry in entries where (entry["name"] as? String)?.hasPrefix("held-") == true {
        let age = try #require(entry["age"] as? Double)
        #expect(age > 0 && age < 60)
      }
      let exporters = Set(
        entries.filter { ($0["name"] as? String)?.hasPrefix("held-") == true }
          .compactMap { $0["exporter"] as? String })
      #expect(exporters.contains("system"))
      #expect(exporters.count == 3, "\(exporters)")
      for (index, buffer) in held.enumerated() {
        let inode = try buffer.identity(ofDMABuffer: 0).inode
        #expect(entries.contains { $0["inode"] as? UInt64 == inode }, "buffer \(index)")
      }
    }

    @Test("another user is told what may not be read")
    func unprivileged() throws {
      let held = try buffers()
      let (text, status) = try Command.run(
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env",
        "LD_LIBRARY_PATH=/tessera/lib", "tessera", "buffers")
      #expect(status == 0, "\(text)")
      #expect(text.contains("processes of other users"), "\(text)")
      #expect(!text.contains("held-"))
      #expect(held.count == 3)
    }

    @Test("a process that is not there is told in one sentence")
    func noProcess() throws {
      let (text, status) = try Command.run("tessera", "buffers", "--pid", "4194303")
      #expect(status == 1)
      #expect(text.contains("there is no such process"), "\(text)")
    }
  }
}
