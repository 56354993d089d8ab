import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// A watch of devices on a machine that is not there: what is told is tried with `DeviceChanges`.
@Suite struct DeviceWatchTests {
  private let devices = ChangingDevices([
    FoundDevice("/dev/dri/card0", "drm", 226, 0), FoundDevice("/dev/video0", "video4linux", 81, 0),
    FoundDevice("/dev/hpet", "misc", 10, 228),
  ])
  private let late = FoundDevice("/dev/dri/card1", "drm", 226, 1)

  private func opened() throws -> DeviceWatch {
    try DeviceWatch(kernel: ScriptedKernel(devices: devices))
  }

  /// Everything that is told without waiting.
  private func told(_ watch: DeviceWatch) throws -> [String] {
    var told: [String] = []
    while let change = try watch.next() { told.append(change.description) }
    return told
  }

  @Test func `A watch tells what is there, then what happens, and waits for nothing`() throws {
    let watch = try opened()
    #expect(try told(watch) == ["added /dev/dri/card0", "added /dev/video0"])
    #expect(try watch.next() == nil)
    devices.add(late)
    devices.announce(.change, late)
    devices.remove(late.path)
    #expect(
      try told(watch)
        == ["added /dev/dri/card1", "changed /dev/dri/card1", "removed /dev/dri/card1"])
  }

  @Test func `Its descriptor is readable when there is something to tell`() throws {
    let watch = try opened()
    #expect(try told(watch).count == 2)
    let descriptor = watch.descriptor.rawValue
    #expect(try !LinuxKernel().isReady(descriptor, for: .readable))
    devices.add(late)
    #expect(try LinuxKernel().isReady(descriptor, for: .readable))
    #expect(try told(watch) == ["added /dev/dri/card1"])
    #expect(try !LinuxKernel().isReady(descriptor, for: .readable))
  }

  @Test func `After a loss the difference is told`() throws {
    let watch = try opened()
    #expect(try told(watch).count == 2)
    devices.add(late)
    devices.remove("/dev/video0")
    devices.overflow()
    #expect(
      try told(watch)
        == ["removed /dev/video0", "changed /dev/dri/card0", "added /dev/dri/card1"])
  }

  @Test func `What fails again and again is an error, and no loss without end`() throws {
    let watch = try opened()
    #expect(try told(watch).count == 2)
    devices.overflow(times: 8)
    #expect(try told(watch) == ["changed /dev/dri/card0"])
    devices.overflow(with: .notPermitted, times: 8)
    let error = #expect(throws: DeviceError.self) { try told(watch) }
    #expect(error?.cause?.errno == .notPermitted)
  }

  @Test func `A watch that ends closes its monitor`() throws {
    do {
      let watch = try opened()
      #expect(devices.listeners == 1)
      _ = try watch.next()
    }
    #expect(devices.listeners == 0)
  }

  @Test func `Where nothing can be heard, making one says why and what to do`() {
    devices.refuse(with: .addressFamilyNotSupported)
    let error = #expect(throws: DeviceError.self) { _ = try opened() }
    #expect(error?.cause?.errno == .addressFamilyNotSupported)
    #expect(error?.description.contains("AF_NETLINK") == true)
  }
}
