import Testing

@testable import TesseraKernel

/// A request without its argument's type.
struct AnyRequest: CustomTestStringConvertible, Sendable {
  let name: String
  let code: UInt
  let argumentSize: Int
  let isMadeAgain: Bool

  var testDescription: String { name }

  init<Argument>(_ request: Request<Argument>) {
    name = request.name
    code = request.code
    argumentSize = MemoryLayout<Argument>.size
    isMadeAgain = request.restart == .onInterruptOrAgain
  }

  /// Every request of the target.
  static let all: [Self] =
    [
      .init(HeapNode.allocate), .init(UdmabufNode.create), .init(DMABufferCalls.sync),
      .init(DMABufferCalls.setName), .init(DMABufferCalls.exportSyncFile),
      .init(DMABufferCalls.importSyncFile), .init(SyncFileCalls.merge),
      .init(SyncFileCalls.information),
    ] + card + syncObjects + video + media

  private static let media: [Self] = [
    .init(MediaNode.deviceInfo), .init(MediaNode.topology),
  ]

  private static let syncObjects: [Self] = [
    .init(SyncObject.create), .init(SyncObject.destroy), .init(SyncObject.handleToDescriptor),
    .init(SyncObject.descriptorToHandle), .init(SyncObject.reset), .init(SyncObject.signal),
    .init(SyncObject.wait), .init(SyncObject.timelineWait), .init(SyncObject.query),
    .init(SyncObject.timelineSignal), .init(SyncObject.transfer), .init(SyncObject.eventCounter),
  ]

  private static let card: [Self] = [
    unsafe .init(DRMNode.version), .init(DRMNode.getCapability),
    .init(DRMNode.setClientCapability), .init(DRMNode.closeHandle),
    .init(DRMNode.handleToDescriptor), .init(DRMNode.descriptorToHandle),
    .init(DRMNode.createDumb), .init(DRMNode.addFramebuffer), .init(DRMNode.removeFramebuffer),
    .init(DRMNode.getResources), .init(DRMNode.getPlaneResources), .init(DRMNode.getPlane),
    .init(DRMNode.getConnector), .init(DRMNode.getEncoder), .init(DRMNode.getObjectProperties),
    .init(DRMNode.getProperty), .init(DRMNode.getBlob), .init(DRMNode.createBlob),
    .init(DRMNode.destroyBlob), .init(AtomicRequest.commit), .init(DRMNode.setMaster),
    .init(DRMNode.dropMaster),
  ]

  private static let video: [Self] = [
    .init(VideoNode.queryCapability), .init(VideoNode.enumerateFormats),
    .init(VideoNode.enumerateSizes), .init(VideoNode.getControl), unsafe .init(VideoNode.getFormat),
    unsafe .init(VideoNode.setFormat), unsafe .init(VideoNode.tryFormat),
    .init(VideoNode.requestBuffers), unsafe .init(VideoNode.queueBuffer),
    unsafe .init(VideoNode.dequeueBuffer), .init(VideoNode.streamOn), .init(VideoNode.streamOff),
    unsafe .init(VideoNode.createBuffers), .init(VideoNode.removeBuffers),
    unsafe .init(VideoNode.queryBuffer), .init(VideoNode.exportBuffer),
  ]
}
