internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// A display that takes buffers: each becomes a framebuffer, tried in an atomic test commit.
public final class DisplayImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  /// The screen.
  public let display: Display

  private struct State {
    var framebuffers: [ImportedFramebuffer] = []
    var mode: (extent: Extent, blob: UInt32)?
    var isShowing = false
    var isMaster = false
  }
  private let state = Mutex(State())

  /// Makes the importer of a display that takes part under `name`.
  public init(_ display: Display, named name: Name<Participant>) {
    self.display = display
    self.name = name
  }

  deinit { release() }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    do throws(Refusal) {
      for buffer in buffers {
        let taken = try ImportedFramebuffer(
          buffer, on: display.device, by: name, under: agreement)
        state.withLock { $0.framebuffers.append(taken) }
      }
      try becomeMaster(agreement)
      try test(agreement)
    } catch {
      release()
      throw error
    }
  }

  /// Test commits are for whoever holds the display, like real ones.
  private func becomeMaster(_ agreement: Agreement) throws(Refusal) {
    do {
      try display.device.node.becomeMaster()
      state.withLock { $0.isMaster = true }
    } catch {
      throw Refusal(
        by: name, of: agreement,
        because: "another program holds the display; stop the compositor, or start this from a "
          + "free virtual terminal (\(error))", lesson: .unavailable)
    }
  }

  private func test(_ agreement: Agreement) throws(Refusal) {
    do {
      let first = state.withLock { $0.framebuffers.first }
      guard let first else { return }
      try request(showing: first.identifier, agreement.extent, withMode: true)
        .commit(to: display.device.node, [.testOnly, .allowModeset])
    } catch {
      throw Refusal(
        by: name, of: agreement, error, lesson: error.isOfPicture ? .pair : .unavailable)
    }
  }

  /// Its import had a test commit in it.
  public func prove(_ trial: Trial) throws(Refusal) -> Proof {
    Proof(
      name, .tested,
      "took \(trial.buffers.count) framebuffers, and one in a test commit on "
        + display.connectorName,
      limit: trial.level > .tested
        ? "its picture goes to the screen, where nothing reads it back" : nil)
  }

  /// Lets go of everything that was taken.
  public func release() {
    state.withLock { state in
      let node = display.device.node
      // Errors change nothing: what is not given back now goes with the open file.
      if state.isShowing { try? turnOff().commit(to: node, [.allowModeset]) }
      state.framebuffers = []
      if let mode = state.mode { try? node.destroyBlob(mode.blob) }
      if state.isMaster { node.resignMaster() }
      state = State()
    }
  }
}

extension DisplayImporter {
  /// Shows a buffer and waits until it is on the screen; the one before it is free then.
  ///
  /// - Parameters:
  ///   - index: which of the buffers that were taken.
  ///   - extent: the size of the image, which a mode of the screen must have.
  public func show(_ index: Int, _ extent: Extent) throws(DeviceError) {
    let (framebuffer, isFirst) = state.withLock { ($0.framebuffers[index], !$0.isShowing) }
    do {
      try request(showing: framebuffer.identifier, extent, withMode: isFirst)
        .commit(to: display.device.node, isFirst ? [.allowModeset] : [])
    } catch {
      throw DeviceError(using: .card, error)
    }
    state.withLock { $0.isShowing = true }
  }

  private func request(
    showing framebuffer: UInt32, _ extent: Extent, withMode: Bool
  ) throws(SystemCallError) -> AtomicRequest {
    var request = AtomicRequest()
    if withMode { try request.turnOn(display, mode: try modeBlob(extent)) }
    try request.show(framebuffer, extent, on: display.plane, of: display)
    return request
  }

  private func turnOff() throws(SystemCallError) -> AtomicRequest {
    var request = AtomicRequest()
    try request.turnOff(
      display.crtc, for: display.connector, on: display.plane, display.device.node)
    return request
  }

  private func modeBlob(_ extent: Extent) throws(SystemCallError) -> UInt32 {
    if let known = state.withLock({ $0.mode }), known.extent == extent { return known.blob }
    guard let mode = display.modes.first(where: { $0.extent == extent }) else {
      throw SystemCallError(
        call: "a mode of \(extent)", errno: .invalidArgument, path: display.device.path)
    }
    let node = display.device.node
    let blob = try node.createBlob(mode.bytes)
    state.withLock { state in
      // The kernel keeps it for as long as it is on the screen.
      if let old = state.mode { try? node.destroyBlob(old.blob) }
      state.mode = (extent, blob)
    }
    return blob
  }
}
