public import SystemPackage
public import TesseraKernel

/// Numbered points in the work of devices, each reached once and in order (a DRM timeline syncobj).
///
/// Unlike a fence, a point can be waited for before anybody has submitted the work that reaches it.
public final class Timeline: Sendable {
  let object: SyncObject
  var node: DRMNode { object.node }

  /// Makes a timeline on a card.
  public convenience init(on device: DRMDevice) throws(SyncError) {
    try self.init(on: device.node)
  }

  /// Makes a timeline on a DRM node by its path; a render node will do.
  public convenience init(path: String) throws(SyncError) {
    try self.init(on: try Self.node(opening: path, kernel: LinuxKernel()))
  }

  /// Takes a timeline that another process or device handed out: both are the same from now on.
  public convenience init(
    _ descriptor: borrowing OwnedFileDescriptor, on device: DRMDevice
  ) throws(SyncError) {
    try self.init(importing: descriptor.rawValue, on: device.node)
  }

  /// Takes a timeline that another process or device handed out; its descriptor stays the caller's.
  public convenience init(
    _ descriptor: FileDescriptor, on device: DRMDevice
  ) throws(SyncError) {
    try self.init(importing: descriptor.rawValue, on: device.node)
  }

  /// The same on a DRM node by its path; a render node will do.
  public convenience init(_ descriptor: FileDescriptor, path: String) throws(SyncError) {
    try self.init(
      importing: descriptor.rawValue, on: try Self.node(opening: path, kernel: LinuxKernel()))
  }

  package convenience init(on node: DRMNode) throws(SyncError) {
    try Self.requireTimelines(node)
    do {
      self.init(try SyncObject(on: node))
    } catch {
      throw SyncError.failing(to: "make a timeline", error)
    }
  }

  package convenience init(importing descriptor: CInt, on node: DRMNode) throws(SyncError) {
    try Self.requireTimelines(node)
    do {
      self.init(try SyncObject(importing: descriptor, on: node))
    } catch {
      throw SyncError.failing(to: "take a timeline", error)
    }
  }

  private init(_ object: SyncObject) { self.object = object }

  package static func node(
    opening path: String, kernel: any Kernel
  ) throws(SyncError) -> DRMNode {
    do {
      let node = try DRMNode(opening: path, kernel: kernel)
      // Whoever opens a card first holds its display unasked.
      node.resignMaster()
      return node
    } catch {
      throw SyncError.failing(to: "open a DRM node", error)
    }
  }

  private static func requireTimelines(_ node: DRMNode) throws(SyncError) {
    let answer: UInt64
    do {
      answer = try node.capability(.timelines)
    } catch {
      throw SyncError(
        .notSupported, "\(node.file.path) could not be asked for timelines", cause: error)
    }
    guard answer == 1 else {
      throw SyncError(
        .notSupported, "the driver of \(node.file.path) keeps no timelines; choose a GPU's node")
    }
  }
}

extension Timeline {
  /// A descriptor of the timeline for another process or device, close-on-exec.
  public func exportedDescriptor() throws(SyncError) -> OwnedFileDescriptor {
    try attempting(to: "hand out a timeline") { () throws(SystemCallError) in try object.export() }
  }

  /// The last point that was reached.
  public func reachedPoint() throws(SyncError) -> UInt64 {
    try attempting(to: "ask a timeline") { () throws(SystemCallError) in try object.signalledPoint()
    }
  }

  /// The last point that somebody works towards, reached or not.
  public func submittedPoint() throws(SyncError) -> UInt64 {
    try attempting(to: "ask a timeline") { () throws(SystemCallError) in try object.submittedPoint()
    }
  }

  /// Reaches a point from the CPU.
  public func reach(_ point: UInt64) throws(SyncError) {
    try attempting(to: "reach a point") { () throws(SystemCallError) in try object.signal(point) }
  }

  /// Lets a point be reached when `fence` signals.
  public func reach(_ point: UInt64, with fence: Fence) throws(SyncError) {
    let file = try fence.requireSyncFile()
    try attempting(to: "put a fence at a point") { () throws(SystemCallError) in
      // Sync files go into a syncobj of one fence only, and from there to a point.
      let carrier = try SyncObject(on: node)
      try carrier.importSyncFile(file.descriptor)
      try object.transfer(from: carrier, at: 0, to: point)
    }
  }

  /// The fence of a point that somebody works towards.
  public func fence(at point: UInt64) throws(SyncError) -> Fence {
    try attempting(to: "take the fence of a point") { () throws(SystemCallError) in
      let carrier = try SyncObject(on: node)
      try carrier.transfer(from: object, at: point, to: 0)
      return Fence(owning: try carrier.exportSyncFile(), kernel: node.file.kernelReference)
    }
  }

  /// Lets a point be reached when another timeline of the same node reaches one of its own.
  public func reach(
    _ point: UInt64, with other: Timeline, at otherPoint: UInt64
  ) throws(SyncError) {
    try attempting(to: "tie a point to another") { () throws(SystemCallError) in
      try object.transfer(from: other.object, at: otherPoint, to: point)
    }
  }

  /// Blocks until a point is reached, whether or not somebody works towards it yet; throws
  /// `timedOut` when it takes longer than `limit`.
  public func wait(for point: UInt64, within limit: Duration? = nil) throws(SyncError) {
    let deadline = Deadline.after(limit)
    let isReached = try attempting(to: "wait for a point") { () throws(SystemCallError) in
      try object.wait(for: point, until: deadline, .forSubmission)
    }
    guard isReached else { throw SyncError.timedOut("point \(point)", after: limit) }
  }

  /// Returns when a point is reached, whether or not somebody works towards it yet; no thread is
  /// held meanwhile.
  ///
  /// The kernel cannot be told that nobody waits any more: of each wait that times out or is cancelled it
  /// keeps a few dozen bytes until the point is reached or the timeline is gone. Who asks for one point
  /// again and again has it announced once (`announce(_:of:on:)`) and waits for that event counter.
  /// Kernels before 6.6 throw `notSupported`.
  public func reached(_ point: UInt64, within limit: Duration? = nil) async throws(SyncError) {
    let deadline = Deadline.after(limit)
    try requireEventCounters()
    let counter = try attempting(to: "await a point") { () throws(SystemCallError) in
      let descriptor = OwnedFileDescriptor(
        rawValue: CInt(try checked(node.file.kernel.createEventCounter(), "eventfd")))
      try object.raise(descriptor.rawValue, at: point)
      return WaitPoint(owning: descriptor)
    }
    try await counter.becomesReady(until: deadline, named: "point \(point)", limit: limit)
  }
}
