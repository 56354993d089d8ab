import SystemPackage
import Tessera
import Testing

@testable import TesseraKernel

/// A V4L2 queue of the lab, and what is known of it beforehand.
struct LabQueue: CustomTestStringConvertible, Sendable {
  let name: String
  let type: QueueType
  /// Images of this size are made.
  let extent: Extent
  /// Its memory is contiguous.
  var isContiguous = false
  /// Its memory may be incoherent (vivid's parameter `cache_hints`).
  var hasCacheHints = false
  /// Every open file has a queue of its own, as converters and codecs do.
  var isPrivate = false
  /// It can free buffers one by one.
  var shrinksSingly = true
  /// It takes memory of the process.
  var takesUserPointers = true
  /// Its format is compressed: it makes no images that can be shared.
  var isCoded = false

  var testDescription: String { "\(name) \(side)" }
  var path: String { "/dev/lab/\(name)" }
  var side: VideoAllocator.Side {
    type == .capture || type == .captureMultiplanar ? .capture : .output
  }

  static let vivid = Self(name: "vivid", type: .capture, extent: small)
  static let contiguous = Self(
    name: "vivid-contig", type: .capture, extent: small, isContiguous: true,
    hasCacheHints: true, takesUserPointers: false)
  static let multiplanar = Self(name: "vivid-mplane", type: .captureMultiplanar, extent: small)
  static let vim2mCapture = Self(
    name: "vim2m", type: .capture, extent: vga, isPrivate: true, shrinksSingly: false)

  static let all = [
    vivid, contiguous, multiplanar,
    Self(name: "vivid-output", type: .output, extent: hd),
    Self(
      name: "vivid-contig-output", type: .output, extent: hd, isContiguous: true,
      hasCacheHints: true, takesUserPointers: false),
    Self(name: "vivid-mplane-output", type: .outputMultiplanar, extent: hd),
    vim2mCapture,
    Self(name: "vim2m", type: .output, extent: vga, isPrivate: true, shrinksSingly: false),
    Self(name: "vicodec-encoder", type: .capture, extent: hd, isPrivate: true, isCoded: true),
    Self(name: "vicodec-encoder", type: .output, extent: hd, isPrivate: true),
    Self(name: "vicodec-decoder", type: .capture, extent: hd, isPrivate: true),
    Self(name: "vicodec-decoder", type: .output, extent: hd, isPrivate: true, isCoded: true),
    Self(name: "vimc", type: .capture, extent: vga),
  ]
  /// Those that make images.
  static let image = all.filter { !$0.isCoded }

  /// Those whose frames read() gives.
  static let reading = [vivid, contiguous, multiplanar]

  private static let small = Extent(width: 640, height: 360)
  private static let vga = Extent(width: 640, height: 480)
  private static let hd = Extent(width: 1280, height: 720)

  /// Opens the node and hands it over with the format that the queue is set to, which has one plane
  /// whatever another test has left; frees everything at the end.
  func open<R>(_ body: (VideoNode, VideoFormat) throws -> R) throws -> R {
    let node = try VideoNode(opening: path, kernel: LinuxKernel())
    var format = try node.format(of: type)
    if format.planes.count > 1 {
      // read() knows none of several.
      let one = VideoFormat(
        width: format.width, height: format.height, format: VideoPixelFormat.nv12.rawValue,
        planes: [VideoFormat.Plane(stride: 0, size: 0)])
      format = try node.setFormat(one, of: type)
    }
    return try body(node, format)
  }

  /// Makes the allocator of the queue.
  func allocator(
    _ topology: Topology = .oneBuffer, keepingSlots: Bool = false, coherent: Bool = true
  ) throws -> VideoAllocator {
    try VideoAllocator(
      path: path, side, extent: extent, topology: topology, keepingSlots: keepingSlots,
      coherent: coherent)
  }
}

/// The errno of what fails; `nil` when nothing does.
func errno(of body: () throws -> Void) -> Errno? {
  do {
    try body()
    return nil
  } catch let error as SystemCallError {
    return error.errno
  } catch {
    Issue.record(error)
    return nil
  }
}
