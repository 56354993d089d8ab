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
    private var ear: DeviceEar?
    private var hasEnded = false

    fileprivate init(kernel: any Kernel, reactor: Reactor) {
      self.kernel = kernel
      self.reactor = reactor
    }

    /// The next change; `nil` once the task is cancelled.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(DeviceError) -> DeviceChange? {
      do throws(SystemCallError) {
        while !hasEnded, !Task.isCancelled {
          var open = if let known = ear.take() { known } else { try DeviceEar(kernel: kernel) }
          let change = try open.next()
          ear = open
          if let change { return change }
          let outcome = await reactor.outcome(on: open.descriptor, for: .readable)
          // A loss that leaves nothing to read makes the wait fail: it shows when it is read.
          if case .failed(let error) = outcome, try ear?.hear() != true { throw error }
        }
      } catch {
        end()
        throw DeviceError(hearing: error)
      }
      end()
      return nil
    }

    private mutating func end() {
      ear = nil
      hasEnded = true
    }
  }
}

extension DeviceError {
  init(hearing cause: SystemCallError) {
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
