import Foundation
import Testing

extension Lab {
  fileprivate static let installedCommand = "/tessera/bin/tessera-installed"
  fileprivate static let hasInstalledCommand =
    FileManager.default.fileExists(atPath: installedCommand)
}

/// What `tessera record` costs beside the programs that people ask the same things with.
///
/// It is the command as it is installed, optimized and with the Swift runtime inside: a debug build's
/// takes several times as long.
extension LabTests {
  @Suite(
    "tessera record beside drm_info and v4l2-ctl", .serialized,
    .enabled(if: Lab.records, "takes minutes on an emulated processor: TESSERA_RECORDINGS=1"),
    .enabled(if: !Lab.isPresent || Lab.hasInstalledCommand, "needs what Scripts/install builds"))
  struct RecordTimeTests {
    /// What a command took, itself and all that it started.
    private struct Cost {
      /// Seconds by the clock on the wall.
      var wall: Double
      /// Seconds of processors, which other work on the machine does not lengthen.
      var processor: Double
    }

    private static let recording = "\(Lab.installedCommand) record -o /tmp/time.json 2>/dev/null"
    private static let alone =
      "\(Lab.installedCommand) record --no-renderers -o /tmp/time.json 2>/dev/null"
    private static let others = """
      drm_info -j >/dev/null 2>&1
      for node in /dev/video*; do v4l2-ctl --list-formats-ext --all -d $node >/dev/null 2>&1; done
      """

    @Test("discovery and recording take no longer than both on the same devices")
    func time() throws {
      var (mine, all, theirs): ([Cost], [Cost], [Cost]) = ([], [], [])
      for _ in 0..<3 {
        theirs.append(try cost(Self.others))
        mine.append(try cost(Self.alone))
        all.append(try cost(Self.recording))
      }
      print("record without OpenGL and Vulkan: \(text(mine)); with them: \(text(all))")
      print("drm_info and v4l2-ctl: \(text(theirs))")
      let ratio = median(mine.map(\.wall)) / median(theirs.map(\.wall))
      let work = median(mine.map(\.processor)) / median(theirs.map(\.processor))
      print(String(format: "ratio of time: %.2f; of processor time: %.2f", ratio, work))
      // Where processors have nothing else to do.
      #expect(ratio <= 1)
      // Of the work, which it shares between two, some is Mesa's, which the others do not load.
      #expect(work < 1.8)
    }

    private func cost(_ script: String) throws -> Cost {
      let clock = ContinuousClock()
      let used = try childrenSeconds()
      let wall = try clock.measure {
        let (output, status) = try Command.run("sh", "-c", script)
        #expect(status == 0, "\(output)")
      }
      let parts = wall.components
      return Cost(
        wall: Double(parts.seconds) + Double(parts.attoseconds) / 1e18,
        processor: try childrenSeconds() - used)
    }

    /// Processor time of all children that have ended, from the kernel's own record of this process.
    private func childrenSeconds() throws -> Double {
      let text = try String(contentsOfFile: "/proc/self/stat", encoding: .utf8)
      // Split behind the name, which may hold blanks: the third field is at 1.
      let fields = text[(try #require(text.lastIndex(of: ")")))...].split(separator: " ")
      let ticks = try #require(UInt64(fields[14])) + #require(UInt64(fields[15]))
      return Double(ticks) / 100
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private func text(_ costs: [Cost]) -> String {
      String(
        format: "%.2f s (%.2f s of processors)", median(costs.map(\.wall)),
        median(costs.map(\.processor)))
    }
  }
}
