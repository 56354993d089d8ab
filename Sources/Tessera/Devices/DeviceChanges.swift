internal import SystemPackage
internal import TesseraKernel

/// The device nodes that images are shared through, as they come, go and change.
///
/// Each loop over it begins with every node that is there, as `added`, and then waits. For every node
/// `added` and `removed` come in turn, and `changed` only in between:
///
/// ```swift
/// for try await change in Inventory.changes() where change.kind == .added {
///   print("there is \(change.path)")
/// }
/// ```
///
/// What happens while the loop is busy waits in the kernel. When that is more than the kernel keeps,
/// the loop looks for itself and gets the difference: nodes that have gone, nodes that are there,
/// nodes that are another device's now (`removed`, then `added`), and every DRM node that has stayed
/// as `changed`, since nobody knows.
///
/// The loop ends when its task is cancelled. It has no thread of its own, and one socket, which is
/// closed when the loop ends.
///
/// ## Where there is no udev
///
/// Where udev's daemon runs, a node is told once its rules have been applied, so that whoever may open
/// it can. Elsewhere, as in most containers, the kernel itself is heard, which tells of a device before
/// anybody has made its node outside of a `devtmpfs` or given it an owner: `added` may come before the
/// node can be opened. The kernel tells every network namespace but those of user namespaces (such as
/// those of rootless containers). The daemon is heard in its own network namespace alone: a container
/// that is given `/run/udev` needs the host's network as well, else it hears nothing.
public struct DeviceChanges: AsyncSequence, Sendable {
  private let kernel: any Kernel
  private let reactor: Reactor

  init(kernel: any Kernel, reactor: Reactor = .shared) {
    self.kernel = kernel
    self.reactor = reactor
  }

  /// Begins a loop of its own; nothing is opened before the first change is asked for.
  public func makeAsyncIterator() -> Iterator { Iterator(kernel: kernel, reactor: reactor) }

  /// One loop.
  public struct Iterator: AsyncIteratorProtocol {
    private let kernel: any Kernel
    private let reactor: Reactor
    private var stage = Stage.unopened
    private var roll = DeviceRoll()
    /// What is known and not yet told, the next one last.
    private var pending: [DeviceChange] = []

    private enum Stage {
      case unopened
      case open(any DeviceMonitor)
      case ended
    }

    fileprivate init(kernel: any Kernel, reactor: Reactor) {
      self.kernel = kernel
      self.reactor = reactor
    }

    /// The next change; `nil` once the task is cancelled.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(DeviceError) -> DeviceChange? {
      do throws(SystemCallError) {
        while !Task.isCancelled {
          guard let monitor = try opened() else { return nil }
          if let change = pending.popLast() { return change }
          if try hear(monitor) { continue }
          let outcome = await reactor.outcome(on: monitor.descriptor, for: .readable)
          // A loss that leaves nothing to read makes the wait fail: it shows when it is read.
          if case .failed(let error) = outcome, try !hear(monitor) { throw error }
        }
      } catch {
        stage = .ended
        throw DeviceError(hearing: error)
      }
      stage = .ended
      return nil
    }
  }
}

extension DeviceChanges.Iterator {
  /// Opens the monitor before it looks for the first time, so that nothing comes in between.
  private mutating func opened() throws(SystemCallError) -> (any DeviceMonitor)? {
    switch stage {
    case .ended: return nil
    case .open(let monitor): return monitor
    case .unopened:
      let monitor = try kernel.devices.monitor(ofSubsystems: Inventory.subsystems)
      stage = .open(monitor)
      look(monitor, afterLoss: false)
      return monitor
    }
  }

  /// Takes one announcement; whether there was any news.
  private mutating func hear(_ monitor: any DeviceMonitor) throws(SystemCallError) -> Bool {
    let announcement: DeviceAnnouncement?
    do throws(SystemCallError) {
      announcement = try monitor.next()
    } catch {
      try lookAgain(monitor)
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
  private mutating func lookAgain(_ monitor: any DeviceMonitor) throws(SystemCallError) {
    while try kernel.isReady(monitor.descriptor, for: .readable) {
      do throws(SystemCallError) { _ = try monitor.next() } catch {}
    }
    look(monitor, afterLoss: true)
  }

  private mutating func look(_ monitor: any DeviceMonitor, afterLoss: Bool) {
    let found = kernel.devices.devices(inSubsystems: Inventory.subsystems).filter { device in
      // The daemon will tell of those that it has not come to.
      device.isForImages && (device.isInitialized || !monitor.hearsDaemon)
    }
    pending = roll.settle(with: found, afterLoss: afterLoss).reversed()
  }
}

extension DeviceError {
  fileprivate init(hearing cause: SystemCallError) {
    let advice: String? =
      switch cause.errno {
      case .addressFamilyNotSupported, .permissionDenied, .notPermitted, .protocolNotSupported:
        "Let the process open netlink sockets (in a systemd unit: RestrictAddressFamilies=AF_NETLINK)."
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
        "Raise the limit of open files (ulimit -n), or close some."
      default: nil
      }
    self.init(
      path: "udev", problem: "devices that come and go cannot be heard of: \(cause.call) failed",
      advice: advice, cause: cause)
  }
}
