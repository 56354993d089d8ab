import Foundation
import Testing

/// The driver of a display on PCI, which can be taken away from it and be given back.
struct DisplayDriver {
  private let device: String
  private let driver: String
  private let link: String

  /// Finds the driver of one of the lab's cards by its link in `/dev/lab`.
  init(ofCard link: String) throws {
    self.link = link
    let node = URL(fileURLWithPath: link).resolvingSymlinksInPath().lastPathComponent
    let device = URL(fileURLWithPath: "/sys/class/drm/\(node)/device").resolvingSymlinksInPath()
    self.device = device.path
    driver = device.appending(path: "driver").resolvingSymlinksInPath().path
  }

  private var slot: String { URL(fileURLWithPath: device).lastPathComponent }

  func unbind() throws { try write(slot, to: "\(driver)/unbind") }

  /// Gives it back, and its node the lab's name again: it may have come under another number.
  func bind() throws {
    try write(slot, to: "\(driver)/bind")
    try #require(try Command.run("udevadm", "settle").status == 0)
    let nodes = try FileManager.default.contentsOfDirectory(atPath: "\(device)/drm")
    let card = try #require(nodes.first { $0.hasPrefix("card") })
    #expect(try Command.run("ln", "-sfn", "/dev/dri/\(card)", link).status == 0)
  }
}
