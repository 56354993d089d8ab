internal import SystemPackage
internal import TesseraKernel

/// One queue of an open V4L2 node, and what it can be set to.
struct ImageQueue: Sendable {
  let node: VideoNode
  let type: QueueType

  /// The formats that the driver lists, with their sizes.
  func formats() throws(SystemCallError) -> [CameraFormat] {
    var formats: [CameraFormat] = []
    for code in try node.formats(of: type) {
      let format = VideoPixelFormat(rawValue: code)
      formats.append(
        CameraFormat(
          code: format, mapping: format.drm, sizes: SizeDomain(try node.frameSizes(of: code))))
    }
    return formats
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
        return (try? node.requestBuffers(0, .mmap, of: type))?.capabilities ?? []
      // Somebody else streams from it, which says nothing about its buffers.
      case .resourceBusy: return .dmaBuffer
      default: throw error
      }
    }
  }

  /// The V4L2 code that stands for an agreed format in the agreed number of dma-bufs.
  func code(for agreement: Agreement) throws(SystemCallError) -> VideoPixelFormat? {
    try formats().first { $0.stands(for: agreement) }?.code
  }
}

extension CameraFormat {
  /// Whether it is the agreed format in the agreed number of dma-bufs.
  func stands(for agreement: Agreement) -> Bool {
    guard let mapping else { return false }
    return FormatModifier(mapping.format, .explicit(mapping.modifier)) == agreement.pair
      && mapping.topology == agreement.topology
  }
}

extension VideoFormatMapping {
  /// In how many dma-bufs an image is.
  var topology: Topology { memoryPlanes > 1 ? .bufferPerPlane : .oneBuffer }
}
