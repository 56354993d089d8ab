import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// Lists and announcements, in every order in which they can come.
@Suite struct DeviceRollTests {
  private func card(_ instance: UInt64) -> FoundDevice {
    var card = FoundDevice("/dev/dri/card0", "drm", 226, 0)
    card.instance = instance
    return card
  }

  private let video = FoundDevice("/dev/video0", "video4linux", 81, 0)

  @Test func `What is there first is added, in the order of the list`() {
    var roll = DeviceRoll()
    #expect(
      roll.settle(with: [card(1), video], afterLoss: false)
        == [DeviceChange(.added, card(1)), DeviceChange(.added, video)])
  }

  @Test func `A device that is listed and announced is added once`() {
    var roll = DeviceRoll()
    _ = roll.settle(with: [card(1)], afterLoss: false)
    #expect(roll.take(.init(.add, card(1))) == nil)
  }

  @Test func `What goes before it was listed is not told`() {
    var roll = DeviceRoll()
    _ = roll.settle(with: [], afterLoss: false)
    #expect(roll.take(.init(.change, card(0))) == nil)
    #expect(roll.take(.init(.remove, card(0))) == nil)
  }

  @Test func `One that udev's daemon came to late is added by its change`() {
    var roll = DeviceRoll()
    #expect(roll.take(.init(.change, card(1))) == DeviceChange(.added, card(1)))
    #expect(roll.take(.init(.change, card(1))) == DeviceChange(.changed, card(1)))
  }

  @Test func `What is announced of drivers and the like is no change of a node`() {
    var roll = DeviceRoll()
    _ = roll.settle(with: [card(1)], afterLoss: false)
    for word in ["bind", "unbind", "move", "online", "offline"] {
      #expect(roll.take(.init(.init(rawValue: word), card(1))) == nil)
    }
  }

  @Test func `After a loss, another device at the same node is told as gone and there`() {
    var roll = DeviceRoll()
    _ = roll.settle(with: [card(1), video], afterLoss: false)
    #expect(
      roll.settle(with: [card(2), video], afterLoss: true)
        == [DeviceChange(.removed, card(1)), DeviceChange(.added, card(2))])
  }

  @Test func `After a loss, what has stayed may have changed where its kind does`() {
    var roll = DeviceRoll()
    _ = roll.settle(with: [card(1), video], afterLoss: false)
    #expect(
      roll.settle(with: [card(1), video], afterLoss: true) == [DeviceChange(.changed, card(1))])
  }

  private struct Dice {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
  }

  /// A machine and somebody who hears of it late, loses messages, and looks again.
  private struct World {
    var random: Dice
    var nodes: [String: FoundDevice] = [:]
    var queue: [DeviceAnnouncement] = []
    var instances: UInt64 = 0
    var hasLost = false

    var found: [FoundDevice] { nodes.values.sorted { $0.order < $1.order } }

    mutating func happen() {
      let number = UInt32(random.next() % 4)
      let path = "/dev/dri/card\(number)"
      let announcement: DeviceAnnouncement
      if var device = nodes[path] {
        if random.next() % 3 == 0 {
          announcement = DeviceAnnouncement(.change, device)
        } else {
          nodes[path] = nil
          device.instance = 0
          announcement = DeviceAnnouncement(.remove, device)
        }
      } else {
        instances += 1
        var device = FoundDevice(path, "drm", 226, number)
        device.instance = instances
        nodes[path] = device
        announcement = DeviceAnnouncement(.add, device)
      }
      if hasLost || random.next() % 16 == 0 {
        hasLost = true
      } else {
        queue.append(announcement)
      }
    }
  }

  @Test(
    "In any order and after any loss, each node is added and removed in turn, and ends as it is",
    arguments: 0..<200 as Range<UInt64>)
  func histories(seed: UInt64) {
    var world = World(random: Dice(state: seed))
    var roll = DeviceRoll()
    var told: [String: UInt64] = [:]
    func check(_ changes: [DeviceChange]) {
      for change in changes {
        switch change.kind {
        case .added:
          #expect(told.updateValue(0, forKey: change.path) == nil, "\(change), seed \(seed)")
        case .removed:
          #expect(told.removeValue(forKey: change.path) != nil, "\(change), seed \(seed)")
        case .changed: #expect(told[change.path] != nil, "\(change), seed \(seed)")
        }
      }
    }
    for _ in 0..<Int(world.random.next() % 6) { world.happen() }
    check(roll.settle(with: world.found, afterLoss: false))
    for _ in 0..<60 {
      if world.random.next() % 2 == 0 {
        world.happen()
      } else if world.hasLost {
        world.queue = []
        world.hasLost = false
        // Something may happen between the last message and the list.
        if world.random.next() % 2 == 0 { world.happen() }
        check(roll.settle(with: world.found, afterLoss: true))
      } else if !world.queue.isEmpty {
        check(roll.take(world.queue.removeFirst()).map { [$0] } ?? [])
      }
    }
    while !world.queue.isEmpty { check(roll.take(world.queue.removeFirst()).map { [$0] } ?? []) }
    if world.hasLost { check(roll.settle(with: world.found, afterLoss: true)) }
    #expect(Set(told.keys) == Set(world.nodes.keys), "seed \(seed)")
  }
}
