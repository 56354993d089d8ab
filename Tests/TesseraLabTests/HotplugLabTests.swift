import Foundation
import SystemPackage
import TesseraConformance
import TesseraTestSupport
import Testing

@testable import Tessera
@testable import TesseraKernel

/// Drivers that come and go for real, while somebody listens.
///
/// By default a few rounds each, for an emulated udev takes long; TESSERA_HOTPLUG_ROUNDS asks for more.
extension LabTests {
  @Suite("Devices that come and go", .serialized)
  struct HotplugLabTests {
    private static let rounds = ProcessInfo.processInfo.environment["TESSERA_HOTPLUG_ROUNDS"]
      .flatMap { Int($0) }

    /// What was told, and what must be there after it.
    private struct Told {
      var present: Set<String> = []
      var counts: [DeviceChange.Kind: [String: Int]] = [:]

      mutating func take(_ change: DeviceChange) {
        counts[change.kind, default: [:]][change.path, default: 0] += 1
        switch change.kind {
        case .added: #expect(present.insert(change.path).inserted, "\(change) twice")
        case .removed: #expect(present.remove(change.path) != nil, "\(change) before it was there")
        case .changed: #expect(present.contains(change.path), "\(change) before it was there")
        }
      }

      func count(_ kind: DeviceChange.Kind, where isMeant: (String) -> Bool = { _ in true }) -> Int
      {
        (counts[kind] ?? [:]).filter { isMeant($0.key) }.values.reduce(0, +)
      }
    }

    private func nodes() -> [FoundDevice] {
      LinuxDevices().devices(inSubsystems: Inventory.subsystems).filter(\.isForImages)
    }

    private func paths() -> Set<String> { Set(nodes().map(\.path)) }

    /// Waits for the emulated udev, which comes to what happened minutes later.
    private func settle() throws {
      #expect(try Command.run("udevadm", "settle", "--timeout=900").status == 0)
    }

    /// Lets the kernel tell of a card, once udev has come to everything that was before.
    private func mark() throws {
      try settle()
      try write("change", to: "/sys/class/drm/card0/uevent")
    }

    private let marker = "/dev/dri/card0"

    /// Takes what is told up to the mark.
    private func listen(
      _ iterator: inout DeviceChanges.Iterator, _ told: inout Told
    ) async throws {
      while let change = try await iterator.next() {
        if change.kind == .changed, change.path == marker { return }
        told.take(change)
      }
    }

    /// Takes what is told until it is what is there; a loss makes marks of its own.
    private func catchUp(
      _ iterator: inout DeviceChanges.Iterator, _ told: inout Told
    ) async throws {
      var tries = 0
      repeat {
        try mark()
        try await listen(&iterator, &told)
        tries += 1
      } while told.present != paths() && tries < 4
      #expect(told.present == paths())
    }

    /// Listens while `body` runs on a thread of its own; what was told from the beginning, and of it
    /// what was there first.
    private func listening(
      to changes: DeviceChanges = Inventory.changes(),
      while body: @escaping @Sendable () throws -> Void
    ) async throws -> (first: Set<String>, told: Told) {
      var iterator = changes.makeAsyncIterator()
      var told = Told()
      try settle()
      for _ in 0..<paths().count { told.take(try #require(try await iterator.next())) }
      #expect(try ears() == 1)
      #expect(told.present == paths())
      try mark()
      try await listen(&iterator, &told)
      let first = told.present
      told.counts = [:]
      let ended = AsyncThrowingStream<Void, any Error>.makeStream()
      Thread.detachNewThread {
        do {
          try body()
          try mark()
          ended.continuation.finish()
        } catch {
          ended.continuation.finish(throwing: error)
        }
      }
      try await listen(&iterator, &told)
      for try await _ in ended.stream {}
      return (first, told)
    }

    /// The sockets of this process that hear of devices.
    ///
    /// All descriptors cannot be compared: Foundation opens some to run programs, and closes others later.
    private func ears() throws -> Int {
      let table = try String(contentsOfFile: "/proc/self/net/netlink", encoding: .utf8)
      var sockets: Set<String> = []
      for line in table.split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.count >= 10, words[1] == "15" { sockets.insert("socket:[\(words[9])]") }
      }
      return try Lab.openDescriptors { sockets.contains($0) }
    }

    /// Runs `body` and compares what this process holds after it with what it held before.
    private func holdingNothing(_ body: () async throws -> Void) async throws {
      let (before, nodes) = (try Holdings(), try Lab.openDescriptors { $0.hasPrefix("/dev/") })
      #expect(try ears() == 0)
      try await body()
      let after = try Holdings()
      #expect(try ears() == 0)
      #expect(try Lab.openDescriptors { $0.hasPrefix("/dev/") } == nodes)
      #expect(after.mappings == before.mappings)
      #expect(after.handles == before.handles)
    }

    private func ofDriver(_ driver: PlatformDriver) -> [FoundDevice] {
      nodes().filter { $0.parent?.path.hasSuffix("/\(driver.name).0") ?? false }
    }

    @Test(
      "a driver that goes and comes: each node removed and added once a round, in turn",
      .timeLimit(.minutes(30)), arguments: [(PlatformDriver.vim2m, 10), (.vivid, 2)])
    func platform(_ driver: PlatformDriver, _ few: Int) async throws {
      let rounds = Self.rounds ?? few
      let count = ofDriver(driver).count
      #expect(count >= 2)
      defer { #expect(throws: Never.self) { try driver.nameNodes() } }
      try await holdingNothing {
        let (first, told) = try await listening {
          for _ in 0..<rounds {
            try driver.unbind()
            try driver.bind()
          }
        }
        #expect(told.count(.removed) == rounds * count)
        #expect(told.count(.added) == rounds * count)
        #expect(told.count(.changed) == 0)
        #expect(told.present == paths())
        #expect(told.present.count == first.count)
      }
      #expect(ofDriver(driver).count == count)
    }

    @Test(
      "a display that is made and taken away: its card added and removed once a round, in turn",
      .timeLimit(.minutes(30)),
      .enabled(
        if: !Lab.isPresent || DisplayInstance.isSupported,
        "this kernel's vkms makes no displays through configfs (the stable release's is older)"))
    func display() async throws {
      let rounds = Self.rounds ?? 10
      let instance = try DisplayInstance(named: "hotplug")
      try await holdingNothing {
        let (first, told) = try await listening {
          for _ in 0..<rounds {
            try instance.plug()
            try instance.unplug()
          }
        }
        #expect(told.count(.removed) == rounds)
        #expect(told.count(.added) == rounds)
        #expect(told.present == first)
        #expect(
          told.counts.values.allSatisfy { $0.keys.allSatisfy { $0.hasPrefix("/dev/dri/card") } })
      }
      try instance.remove()
    }

    @Test(
      "what happens while nobody listens is told as the difference, though the kernel has lost it",
      .timeLimit(.minutes(2)))
    func loss() async throws {
      let driver = PlatformDriver.vim2m
      let mine = Set(ofDriver(driver).map(\.path))
      defer {
        #expect(throws: Never.self) {
          if ofDriver(driver).isEmpty { try driver.bind() }
          try driver.nameNodes()
        }
      }
      try await holdingNothing {
        let devices = LossyDevices()
        let changes = DeviceChanges(kernel: ScriptedKernel(devices: devices))
        var iterator = changes.makeAsyncIterator()
        var told = Told()
        for _ in 0..<paths().count { told.take(try #require(try await iterator.next())) }
        let first = told.present
        #expect(first == paths())

        // Away in the end.
        for round in 0..<4 {
          try driver.unbind()
          if round < 3 { try driver.bind() }
        }
        try await catchUp(&iterator, &told)
        #expect(devices.losses > 0)
        #expect(told.present == first.subtracting(mine))

        // There in the end, and every node another device's.
        try driver.bind()
        try await catchUp(&iterator, &told)
        #expect(told.present == first)
        told.counts = [:]
        let losses = devices.losses
        for _ in 0..<4 {
          try driver.unbind()
          try driver.bind()
        }
        try await catchUp(&iterator, &told)
        #expect(devices.losses > losses)
        #expect(told.count(.removed) >= mine.count)
        #expect(told.count(.added) == told.count(.removed))
      }
    }
  }
}
