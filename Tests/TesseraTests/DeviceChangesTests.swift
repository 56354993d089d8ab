import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// Devices that come and go on a machine that is not there.
@Suite struct DeviceChangesTests {
  private let devices = ChangingDevices([
    FoundDevice("/dev/dri/card0", "drm", 226, 0), FoundDevice("/dev/video0", "video4linux", 81, 0),
    FoundDevice("/dev/udmabuf", "misc", 10, 124), FoundDevice("/dev/hpet", "misc", 10, 228),
  ])
  private let late = FoundDevice("/dev/dri/card1", "drm", 226, 1)

  private func changes(_ devices: ChangingDevices) -> DeviceChanges {
    DeviceChanges(kernel: ScriptedKernel(devices: devices))
  }

  /// The next so many, told.
  private func next(
    _ count: Int, of iterator: inout DeviceChanges.Iterator
  ) async throws -> [String] {
    var told: [String] = []
    for _ in 0..<count { told.append(try #require(try await iterator.next()).description) }
    return told
  }

  private func opened(
    _ devices: ChangingDevices
  ) async throws -> DeviceChanges.Iterator {
    var iterator = changes(devices).makeAsyncIterator()
    let first = try await next(3, of: &iterator)
    #expect(first == ["added /dev/dri/card0", "added /dev/udmabuf", "added /dev/video0"])
    return iterator
  }

  @Test func `What is there comes first, then what happens`() async throws {
    var iterator = try await opened(devices)
    devices.add(late)
    devices.announce(.change, late)
    devices.remove(late.path)
    #expect(
      try await next(3, of: &iterator)
        == ["added /dev/dri/card1", "changed /dev/dri/card1", "removed /dev/dri/card1"])
  }

  @Test func `A change tells the node, its numbers and its subsystem`() async throws {
    var iterator = changes(devices).makeAsyncIterator()
    #expect(
      try await iterator.next()
        == DeviceChange(
          .added, path: "/dev/dri/card0", number: DeviceNumber(major: 226, minor: 0),
          subsystem: "drm"))
  }

  @Test func `A loop waits for what comes later`() async throws {
    var iterator = try await opened(devices)
    let devices = devices
    async let announced: Void = {
      try await Task.sleep(for: .milliseconds(20))
      devices.add(late)
    }()
    #expect(try await next(1, of: &iterator) == ["added /dev/dri/card1"])
    try await announced
  }

  @Test func `The monitor is open before the first list: what comes in between is told once`()
    async throws
  {
    let (devices, late) = (devices, late)
    devices.whileListing { [unowned devices] in
      devices.whileListing {}
      #expect(devices.listeners == 1)
      devices.add(late)
      devices.remove("/dev/video0")
    }
    var iterator = try await opened(devices)
    #expect(
      try await next(2, of: &iterator) == ["added /dev/dri/card1", "removed /dev/video0"])
  }

  @Test func `After a loss the difference is told, and what comes then`() async throws {
    var iterator = try await opened(devices)
    devices.add(late)
    devices.remove("/dev/video0")
    devices.overflow()
    #expect(
      try await next(3, of: &iterator)
        == ["removed /dev/video0", "changed /dev/dri/card0", "added /dev/dri/card1"])
    devices.remove(late.path)
    #expect(try await next(1, of: &iterator) == ["removed /dev/dri/card1"])
  }

  @Test func `A message that cannot be read is a loss like any other`() async throws {
    var iterator = try await opened(devices)
    devices.plug(late)
    devices.overflow(with: .invalidArgument)
    #expect(
      try await next(2, of: &iterator) == ["changed /dev/dri/card0", "added /dev/dri/card1"])
  }

  @Test func `What udev's daemon has not come to is told when it has`() async throws {
    var raw = late
    raw.isInitialized = false
    devices.plug(raw)
    var iterator = try await opened(devices)
    devices.announce(.add, late)
    #expect(try await next(1, of: &iterator) == ["added /dev/dri/card1"])
  }

  @Test func `Without a daemon nothing is waited for`() async throws {
    var raw = late
    raw.isInitialized = false
    var iterator = changes(ChangingDevices([raw], hasDaemon: false)).makeAsyncIterator()
    #expect(try await next(1, of: &iterator) == ["added /dev/dri/card1"])
  }

  @Test func `A task that is cancelled while it waits ends its loop and closes the monitor`()
    async throws
  {
    let changes = changes(devices)
    let (told, teller) = AsyncStream.makeStream(of: DeviceChange.self)
    let task = Task {
      for try await change in changes { teller.yield(change) }
      teller.finish()
    }
    var count = 0
    for await _ in told {
      count += 1
      if count == 3 { task.cancel() }
    }
    try await task.value
    #expect(count == 3)
    #expect(devices.listeners == 0)
    #expect(devices.opened == 1)
  }

  @Test func `A loop that is left closes its monitor`() async throws {
    for try await _ in changes(devices) { break }
    #expect(devices.listeners == 0)
  }

  @Test func `A loop that has ended stays at its end`() async throws {
    let changes = changes(devices)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      var iterator = changes.makeAsyncIterator()
      let ends = [try await iterator.next(), try await iterator.next()]
      #expect(ends == [nil, nil])
    }
    try await task.value
    #expect(devices.opened == 0, "a task that is cancelled before it begins opens nothing")
  }

  @Test func `Two loops hear the same, each for itself`() async throws {
    var one = try await opened(devices)
    var other = try await opened(devices)
    #expect(devices.listeners == 2)
    devices.add(late)
    #expect(try await next(1, of: &one) == ["added /dev/dri/card1"])
    #expect(try await next(1, of: &other) == ["added /dev/dri/card1"])
  }

  @Test func `Where nothing can be heard, the loop says why and what to do`() async throws {
    devices.refuse(with: .addressFamilyNotSupported)
    var iterator = changes(devices).makeAsyncIterator()
    let error = await #expect(throws: DeviceError.self) { _ = try await iterator.next() }
    #expect(error?.cause?.errno == .addressFamilyNotSupported)
    #expect(error?.description.contains("AF_NETLINK") == true)
    #expect(try await iterator.next() == nil)
  }
}
