import Foundation
import Synchronization
import SystemPackage
import TesseraKernel

/// The machine's devices, heard through sockets that keep little; counts what was lost by that.
final class LossyDevices: DeviceSource {
  private let real = LinuxDevices()
  private let count = Mutex(0)

  /// How often announcements were lost.
  var losses: Int { count.withLock(\.self) }

  func devices(inSubsystems subsystems: [String]) -> [FoundDevice] {
    real.devices(inSubsystems: subsystems)
  }

  func device(atNode path: String) -> FoundDevice? { real.device(atNode: path) }

  func monitor(ofSubsystems subsystems: [String]) throws(SystemCallError) -> any DeviceMonitor {
    let monitor = try real.monitor(ofSubsystems: subsystems)
    // The kernel takes no less than a few kilobytes, which is a handful of announcements.
    var bytes: CInt = 1
    let answer = unsafe setsockopt(
      monitor.descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<CInt>.size))
    precondition(answer == 0, "a smaller buffer")
    return Counter(monitor) { self.count.withLock { $0 += 1 } }
  }

  private final class Counter: DeviceMonitor {
    private let real: any DeviceMonitor
    private let lose: () -> Void

    init(_ real: any DeviceMonitor, lose: @escaping () -> Void) {
      self.real = real
      self.lose = lose
    }

    var descriptor: CInt { real.descriptor }
    var hearsDaemon: Bool { real.hearsDaemon }

    func next() throws(SystemCallError) -> DeviceAnnouncement? {
      do {
        return try real.next()
      } catch {
        if error.errno == .noBufferSpace { lose() }
        throw error
      }
    }
  }
}
