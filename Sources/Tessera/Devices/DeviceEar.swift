internal import SystemPackage
internal import TesseraKernel

/// A monitor of device nodes, and what was told of them already: what hears of them in loops and
/// watches alike.
struct DeviceEar {
  private let kernel: any Kernel
  private let monitor: any DeviceMonitor
  private var roll = DeviceRoll()
  /// What is known and not yet told, the next one last.
  private var pending: [DeviceChange] = []
  /// What the last attempt to hear failed with, if it did.
  private var failure: Errno?

  /// Opens the monitor before it looks for the first time, so that nothing comes in between.
  init(kernel: any Kernel) throws(SystemCallError) {
    self.kernel = kernel
    monitor = try kernel.devices.monitor(ofSubsystems: Inventory.subsystems)
    look(afterLoss: false)
  }

  /// Readable, or in error, when `next` may have something to tell that it had not before.
  var descriptor: Int32 { monitor.descriptor }

  /// The next change; `nil` when there is none for now.
  mutating func next() throws(SystemCallError) -> DeviceChange? {
    repeat {
      if let change = pending.popLast() { return change }
    } while try hear()
    return nil
  }

  /// Takes one announcement; whether there was any news.
  mutating func hear() throws(SystemCallError) -> Bool {
    let announcement: DeviceAnnouncement?
    do throws(SystemCallError) {
      announcement = try monitor.next()
      failure = nil
    } catch {
      try count(error)
      try lookAgain()
      return true
    }
    guard let announcement else { return false }
    if announcement.device.isForImages, let change = roll.take(announcement) {
      pending = [change]
    }
    return true
  }

  /// Looks for what has become of everything, because announcements were lost.
  ///
  /// A kernel that has lost one keeps none until the last of the others was read: only a list that is
  /// made after that is whole.
  private mutating func lookAgain() throws(SystemCallError) {
    while try kernel.isReady(monitor.descriptor, for: .readable) {
      do throws(SystemCallError) {
        _ = try monitor.next()
        failure = nil
      } catch {
        try count(error)
      }
    }
    look(afterLoss: true)
  }

  /// Takes a failure for a loss, unless it is the last one again: that would be so for ever.
  ///
  /// Only of losses by want of room there may be many.
  private mutating func count(_ error: SystemCallError) throws(SystemCallError) {
    let isRepeated = failure == error.errno && error.errno != .noBufferSpace
    failure = error.errno
    if isRepeated { throw error }
  }

  private mutating func look(afterLoss: Bool) {
    let found = kernel.devices.devices(inSubsystems: Inventory.subsystems).filter { device in
      // The daemon will tell of those that it has not come to.
      device.isForImages && (device.isInitialized || !monitor.hearsDaemon)
    }
    pending = roll.settle(with: found, afterLoss: afterLoss).reversed()
  }
}
