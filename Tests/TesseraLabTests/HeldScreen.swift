import CLinux
import Foundation
import SystemPackage
import TesseraKernel
import Testing

@testable import Tessera

/// A screen in a test's hands: shows framebuffers, and tells a checksum of what is to be seen.
struct HeldScreen {
  let card: DRMDevice
  /// The smallest picture that fills it.
  let extent: Extent
  private let screen: Display
  private let display: HeldDisplay

  init(_ path: String) throws {
    card = try DRMDevice(path: path)
    screen = try Display(card)
    let mode = try #require(screen.modes.min { $0.width * $0.height < $1.width * $1.height })
    extent = mode.extent
    display = try HeldDisplay(card.node, mode: mode)
  }

  func show(_ framebuffer: UInt32) throws {
    var request = AtomicRequest()
    try request.turnOn(screen, mode: display.mode)
    try request.show(framebuffer, extent, on: screen.plane, of: screen)
    try request.commit(to: card.node, [.allowModeset])
  }

  func turnOff() throws {
    var request = AtomicRequest()
    try request.turnOff(screen.crtc, for: screen.connector, on: screen.plane, card.node)
    try request.commit(to: card.node, [.allowModeset])
  }

  /// The framebuffer that is shown; zero for none.
  var shown: UInt64 {
    get throws {
      let properties = try card.node.properties(of: screen.plane.identifier, .plane)
      return try #require(properties.first { $0.name == "FB_ID" }).value
    }
  }

  /// What the driver computes of a picture as it is shown, by debugfs.
  func checksum() throws -> String {
    let place = try #require(card.node.modeResources().crtcs.firstIndex(of: screen.crtc))
    let number = card.name.drop { !$0.isNumber }
    let folder = "/sys/kernel/debug/dri/\(number)/crtc-\(place)/crc"
    try "auto".write(toFile: "\(folder)/control", atomically: false, encoding: .utf8)
    let file = try DeviceFile(opening: "\(folder)/data", .readOnly, kernel: LinuxKernel())
    var last = ""
    // The first may be of the picture before.
    for _ in 0..<4 {
      let events = file.kernel.poll(
        file.descriptor, events: Int16(POLLIN), milliseconds: 10_000)
      try #require(events > 0)
      var line = [UInt8](repeating: 0, count: 256)
      let count = try unsafe line.withUnsafeMutableBytes { bytes in
        try unsafe FileDescriptor(rawValue: file.descriptor).read(into: bytes)
      }
      // The picture's number, its checksum, and an end.
      let words = String(decoding: line.prefix(count), as: UTF8.self)
        .split(whereSeparator: \.isWhitespace)
      try #require(words.count == 3)
      last = String(words[1])
    }
    return last
  }
}
