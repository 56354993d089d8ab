import Foundation
import Testing

extension PlatformDriver {
  /// Gives its nodes the lab's names again: they come back under other numbers.
  func nameNodes() throws {
    #expect(try Command.run("udevadm", "settle").status == 0)
    let folder = "/sys/class/video4linux"
    var found = 0
    for node in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let name = try String(contentsOfFile: "\(folder)/\(node)/name", encoding: .utf8)
      guard let link = names[name.trimmingCharacters(in: .newlines)] else { continue }
      #expect(try Command.run("ln", "-sfn", "/dev/\(node)", "/dev/lab/\(link)").status == 0)
      found += 1
    }
    #expect(found == names.count)
  }
}
