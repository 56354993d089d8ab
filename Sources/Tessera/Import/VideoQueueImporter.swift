internal import Synchronization

/// An output of V4L2, or one side of a converter or codec, that takes buffers: its queue is set up for
/// them and each is queued for real.
///
/// Cameras, which frames are taken from as well, have an importer of their own.
public final class VideoQueueImporter: Importer {
  /// What the participant is called in the problem.
  public let name: Name<Participant>
  /// The queue.
  public let queue: VideoQueue
  private let state = Mutex<QueueImport?>(nil)

  /// What was taken.
  var imported: QueueImport? { state.withLock(\.self) }

  /// Makes the importer of a queue that takes part under `name`.
  public init(_ queue: VideoQueue, named name: Name<Participant>) {
    self.queue = queue
    self.name = name
  }

  /// Imports the buffers for real; on a refusal nothing stays imported.
  public func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
    release()
    let imported = try QueueImport(
      buffers, on: queue.images, by: name, under: agreement, called: "queue")
    state.withLock { $0 = imported }
  }

  /// Lets go of everything that was taken.
  public func release() { state.withLock { $0 = nil } }
}
