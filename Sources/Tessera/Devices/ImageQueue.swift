internal import SystemPackage
internal import TesseraKernel

/// One queue of an open V4L2 node, and what it can be set to.
struct ImageQueue: Sendable {
  let node: VideoNode
  let type: QueueType
  /// What it answered before; `nil` where it is asked each time.
  var answers: ProbeAnswers?

  /// The queue, asked of each format and size once.
  func remembering(_ answers: ProbeAnswers?) -> Self {
    var result = self
    result.answers = answers
    return result
  }

  /// The formats that the driver lists, with their sizes.
  func formats() throws(SystemCallError) -> [CameraFormat] {
    var formats: [CameraFormat] = []
    for code in try codes() { formats.append(try format(code)) }
    return formats
  }

  /// The formats that the driver lists, by their codes alone: some drivers list many sizes of each.
  func codes() throws(SystemCallError) -> [VideoPixelFormat] {
    try node.formats(of: type).map(VideoPixelFormat.init)
  }

  /// One of them, with its sizes.
  func format(_ code: VideoPixelFormat) throws(SystemCallError) -> CameraFormat {
    CameraFormat(
      code: code, mapping: code.drm, sizes: SizeDomain(try node.frameSizes(of: code.rawValue)))
  }

  /// Whose memory the queue works in, as it claims.
  func memory() throws(SystemCallError) -> QueueCapabilities {
    do {
      let told = try node.requestBuffers(0, .dmaBuffer, of: type).capabilities
      // Kernels before 4.20 report no capabilities; that the call went through is their answer.
      return told.isEmpty ? .dmaBuffer : told
    } catch {
      switch error.errno {
      case .invalidArgument:
        guard let told = try? node.requestBuffers(0, .mmap, of: type).capabilities else {
          return []
        }
        return told.isEmpty ? .mmap : told
      // Somebody else streams from it, which says nothing about its buffers.
      case .resourceBusy: return .dmaBuffer
      default: throw error
      }
    }
  }

  /// The V4L2 code that stands for an agreed format in the agreed number of dma-bufs.
  func code(for agreement: Agreement) throws(SystemCallError) -> VideoPixelFormat? {
    try codes().first { $0.drm?.stands(for: agreement) == true }
  }
}

extension CameraFormat {
  /// Whether it is the agreed format in the agreed number of dma-bufs.
  func stands(for agreement: Agreement) -> Bool { mapping?.stands(for: agreement) == true }
}

extension VideoFormatMapping {
  /// Whether it is the agreed format in the agreed number of dma-bufs.
  func stands(for agreement: Agreement) -> Bool {
    FormatModifier(format, .explicit(modifier)) == agreement.pair && topology == agreement.topology
  }

  /// In how many dma-bufs an image is.
  var topology: Topology { memoryPlanes > 1 ? .bufferPerPlane : .oneBuffer }
}
