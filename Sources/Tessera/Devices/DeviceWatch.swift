internal import Synchronization
public import SystemPackage
internal import TesseraKernel

/// The device nodes that images are shared through, as they come, go and change, for a program with a
/// loop of its own around `poll`.
///
/// It tells what `Inventory.changes()` tells, in the same order: first every node that is there, as
/// `added`. Ask `next()` until it answers `nil`, once before the first wait and then whenever `poll` has
/// something to say of the descriptor:
///
/// ```swift
/// let watch = try DeviceWatch()
/// while let change = try watch.next() { print(change) }
/// ```
///
/// It has no thread, and one socket, which is closed when the watch ends.
public final class DeviceWatch: Sendable {
  /// What to wait on, for reading: the watch's own, as long as it is there.
  public let descriptor: FileDescriptor
  private let ear: Mutex<DeviceEar>

  /// Begins to hear of devices.
  ///
  /// - Throws: why nothing can be heard, such as a sandbox without netlink sockets.
  public convenience init() throws(DeviceError) { try self.init(kernel: LinuxKernel()) }

  package init(kernel: any Kernel) throws(DeviceError) {
    do {
      let ear = try DeviceEar(kernel: kernel)
      descriptor = FileDescriptor(rawValue: ear.descriptor)
      self.ear = Mutex(ear)
    } catch {
      throw DeviceError(hearing: error)
    }
  }

  /// The next change, without waiting; `nil` when there is none for now.
  ///
  /// Threads may share a watch: each change is told to one of them.
  ///
  /// - Throws: that the kernel could not be heard this time.
  public func next() throws(DeviceError) -> DeviceChange? {
    let result = ear.withLock { ear in
      Result { () throws(SystemCallError) in try ear.next() }
    }
    do {
      return try result.get()
    } catch {
      throw DeviceError(hearing: error)
    }
  }
}
