import Foundation
import Tessera
import Testing

@testable import TesseraCLI

/// Who takes part, as it is written on the command line.
@Suite struct RequestTextTests {
  @Test(
    "A request is a name, then a role, then keys with values, and is written as it is read",
    arguments: [
      ("card0", Roster.Request("card0")),
      ("video0:capture", Roster.Request("video0", role: "capture")),
      ("card0:plane=primary", Roster.Request("card0", traits: [.init("plane", "primary")])),
      (
        "card0:scanout:plane=31:crtc=40",
        Roster.Request(
          "card0", role: "scanout", traits: [.init("plane", "31"), .init("crtc", "40")])
      ),
      ("/dev/dri/card0:writeback", Roster.Request("/dev/dri/card0", role: "writeback")),
      (
        "card0:plane=overlay:shown=640x360",
        Roster.Request(
          "card0", traits: [.init("plane", "overlay")], shown: Extent(width: 640, height: 360))
      ),
      ("a:b=c=d", Roster.Request("a", traits: [.init("b", "c=d")])),
    ])
  func reads(_ text: String, _ request: Roster.Request) throws {
    #expect(try RequestText.read(text) == request)
    #expect(request.description == text)
  }

  @Test(
    "A path with colons is a name as far as there is such a node, the longest that is one",
    arguments: [
      ("/dev/by-path/pci-0000:00:14.0:capture", "/dev/by-path/pci-0000:00:14.0", "capture"),
      ("/dev/by-path/pci-0000:00:14.0-2:1", "/dev/by-path/pci-0000:00:14.0-2:1", nil),
      ("/dev/by-path/pci-0000:capture", "/dev/by-path/pci-0000", "capture"),
      // Without such a node, what stands before the first colon.
      ("/dev/by-path/usb-0:capture", "/dev/by-path/usb-0", "capture"),
      ("card0:14.0", "card0", "14.0"),
    ])
  func findsNodes(_ text: String, _ name: String, _ role: String?) throws {
    let nodes: Set = [
      "/dev/by-path/pci-0000", "/dev/by-path/pci-0000:00:14.0",
      "/dev/by-path/pci-0000:00:14.0-2:1", "card0:14.0",
    ]
    let request = try RequestText.read(text, isNode: nodes.contains)
    #expect(request == Roster.Request(name, role: role))
  }

  @Test func `A node is a device's, or a link to one; files and folders are none`() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appendingPathComponent("tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let link = folder.appendingPathComponent("pci-0000:00:14.0").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
    #expect(RequestText.isNode("/dev/null"))
    #expect(RequestText.isNode(link))
    #expect(!RequestText.isNode(folder.path))
    #expect(!RequestText.isNode(#filePath))
    #expect(!RequestText.isNode("/dev/no such node"))
    #expect(try RequestText.read("\(link):capture") == Roster.Request(link, role: "capture"))
  }

  @Test(
    "What is no request is refused in one sentence that says what and what to write",
    arguments: [
      ("", "'' names nobody; write NAME"),
      (":capture", "':capture' names nobody; write NAME"),
      ("read=often", "'read=often' starts with a key and names nobody; write NAME"),
      ("card0:", "'card0:' has nothing between two colons or behind the last; write NAME"),
      ("a::b", "'a::b' has nothing between two colons or behind the last; write NAME"),
      (
        "card0:scanout:writeback",
        "'card0:scanout:writeback' has two roles, 'scanout' and 'writeback'; repeat --with"
      ),
      (
        "card0:plane=31:scanout",
        "'card0:plane=31:scanout' has its role 'scanout' behind a key; write the role behind the name"
      ),
      ("cpu:=often", "'cpu:=often' has no key before '=often'; write NAME"),
      ("cpu:read=", "'cpu:read=' has no value behind 'read='; write NAME"),
      ("card0:shown=", "'card0:shown=' has no value behind 'shown='; write NAME"),
      (
        "card0:shown=big",
        "'card0:shown=big' has no size behind 'shown='; write it as shown=1280x720"
      ),
      ("card0:shown=0x720", "'card0:shown=0x720' has no size behind 'shown='; write it as"),
      ("card0:shown=8x8:shown=8x8", "'card0:shown=8x8:shown=8x8' says 'shown' twice; say it once"),
      (
        "card0:shown=8x8:scanout",
        "'card0:shown=8x8:scanout' has its role 'scanout' behind a key; write the role"
      ),
      ("cpu:read=often:read=rarely", "'cpu:read=often:read=rarely' says 'read' twice; say it once"),
    ])
  func refuses(_ text: String, _ sentence: String) {
    let flaw = #expect(throws: RequestText.Flaw.self) { try RequestText.read(text) }
    #expect(flaw?.description.hasPrefix(sentence) == true, "\(flaw?.description ?? "")")
  }
}
