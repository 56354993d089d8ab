import Foundation
import Testing

/// The devices as a tree, as a person reads it.
extension LabTests {
  @Suite("devices --tree", .serialized)
  struct DeviceTreeLabTests {
    /// GPU drivers that find no GPU complain on standard error, uninvited.
    private func print(_ words: String) throws -> String {
      let (output, status) = try Command.run("sh", "-c", "tessera devices \(words) 2>/dev/null")
      #expect(status == 0)
      return output
    }

    @Test("a device has its nodes and what each does below it, in the same order each time")
    func tree() throws {
      let tree = try print("--tree")
      let lines = tree.split(separator: "\n").map(String.init)
      let gpu = try #require(lines.firstIndex { $0.contains("virtio_gpu  [1af4:1050]") })
      #expect(lines[gpu].hasPrefix("pci-0000:"))
      #expect(lines[gpu + 1].contains(/^├─ \/dev\/dri\/card[0-9]  +card: Virtual-/))
      // Without OpenGL on the host it is there and of no use, and the tree says so.
      let use = Lab.hasGPU ? "render node" : "not usable: GBM makes no buffers on it"
      #expect(lines[gpu + 2].contains(/^└─ \/dev\/dri\/renderD[0-9]+ +\S/))
      #expect(lines[gpu + 2].hasSuffix("  \(use)"), "\(lines[gpu + 2])")
      #expect(lines.contains("memory"))
      #expect(lines.contains { $0.hasPrefix("├─ heap:system") })
      #expect(try print("--tree") == tree)
    }

    @Test("the nodes of a graph hang on the graph's own node")
    func graphs() throws {
      let lines = try print("--tree").split(separator: "\n").map(String.init)
      let vivid = try #require(lines.firstIndex { $0.hasSuffix("  vivid") })
      let below = lines[(vivid + 1)...].prefix(9)
      for start in stride(from: below.startIndex, to: below.endIndex, by: 3) {
        #expect(below[start].contains(/^[├└]─ \/dev\/media[0-9]+ +media graph: vivid$/))
        #expect(below[start + 1].contains(/^[│ ]  ├─ \/dev\/video[0-9]+ +capture: vivid$/))
        #expect(below[start + 2].contains(/^[│ ]  └─ \/dev\/video[0-9]+ +output: vivid$/))
      }
    }

    @Test("JSON lists the same devices in the same order")
    func json() throws {
      let report =
        try JSONSerialization.jsonObject(with: Data(print("--format json").utf8))
        as? [String: Any]
      let hardware = try #require(report?["hardware"] as? [[String: Any]])
      let places = hardware.compactMap { $0["place"] as? String }
      #expect(places.count == hardware.count)
      #expect(places == places.sorted())
      let tree = try print("--tree").split(separator: "\n").map(String.init)
      let roots = tree.filter { !"├└│ ".contains($0.first ?? " ") }
      #expect(
        roots.prefix(places.count).map { $0.prefix { $0 != " " } } == places.map { $0[...] })
    }
  }
}
