internal import SystemPackage
internal import TesseraKernel

/// Why a device cannot be used: a sentence that says what, where, and what to do.
public struct DeviceError: Error, Hashable, Sendable {
  /// The node.
  public var path: String
  /// What is wrong, as the rest of a sentence that starts with the path.
  public var problem: String
  /// What to do about it, as a sentence of its own; `nil` when nothing is known to help.
  public var advice: String?
  /// The system call that failed, with its errno; `nil` when none did.
  public var cause: SystemCallError?

  /// Tells what is wrong with a node.
  public init(
    path: String, problem: String, advice: String? = nil, cause: SystemCallError? = nil
  ) {
    self.path = path
    self.problem = problem
    self.advice = advice
    self.cause = cause
  }
}

extension DeviceError: CustomStringConvertible {
  /// One sentence and the advice, such as `/dev/video9: there is no such device (ENOENT). …`.
  public var description: String {
    let errno = cause.map { " (\($0.errno.symbol))" } ?? ""
    return "\(path): \(problem)\(errno)." + (advice.map { " \($0)" } ?? "")
  }
}

/// The kinds of nodes, with what makes them appear and who may open them.
struct NodeKind {
  let noun: String
  let group: String
  let origin: String
  var access = DeviceFile.Access.readWrite

  static let card = Self(
    noun: "display device", group: "video",
    origin:
      "Cards are /dev/dri/card*, made by a display driver (in a virtual machine: modprobe vkms).")
  static let camera = Self(
    noun: "camera", group: "video",
    origin: "Cameras are /dev/video*, made by a camera driver (to try without one: modprobe vivid)."
  )
  static let video = Self(
    noun: "V4L2 node that makes buffers", group: "video",
    origin:
      "V4L2 nodes are /dev/video*, made by a driver (to try without a device: modprobe vivid)."
  )
  static let media = Self(
    noun: "media device", group: "video",
    origin: "Media devices are /dev/media*, made by drivers of cameras and codecs.",
    access: .readOnly)
  static let heap = Self(
    noun: "DMA heap", group: "video",
    origin: "Heaps are /dev/dma_heap/*, of a kernel with CONFIG_DMABUF_HEAPS.", access: .readOnly)
  static let udmabuf = Self(
    noun: "udmabuf device", group: "kvm",
    origin: "/dev/udmabuf is made by the udmabuf module (modprobe udmabuf).")
}

extension DeviceError {
  /// Tells what it means that a node of this kind could not be opened or asked who it is.
  init(_ kind: NodeKind, _ cause: SystemCallError) {
    let path = cause.path ?? "?"
    let (problem, advice): (String, String?) =
      switch cause.errno {
      case .noSuchFileOrDirectory: ("there is no such device", kind.origin)
      case .permissionDenied where cause.call == "open", .notPermitted where cause.call == "open":
        (
          "this user may not open it",
          "Join the node's group (see ls -l \(path); usually: sudo usermod -aG \(kind.group) $USER, "
            + "then log in again) or run as root."
        )
      case .resourceBusy:
        ("another program is using it", "Close that program (fuser -v \(path) names it).")
      case .noSuchAddressOrDevice, .operationNotSupportedByDevice:
        ("the node is there and its device is not", "Load its driver or remove the stale node.")
      case .inappropriateIOCTLForDevice, .invalidArgument:
        ("it is not a \(kind.noun)", kind.origin)
      default: ("\(cause.call) failed: \(cause.errno)", nil)
      }
    self.init(path: path, problem: problem, advice: advice, cause: cause)
  }

  /// The same, with the node's own group where the kernel lets it be seen.
  init(_ kind: NodeKind, _ cause: SystemCallError, kernel: any Kernel) {
    self.init(kind, cause)
    guard cause.call == "open",
      cause.errno == .permissionDenied || cause.errno == .notPermitted,
      let permission = NodePermission(of: path, kind.access, kernel: kernel)
    else { return }
    advice = permission.sentence
  }

  /// Tells what it means that a call on a device failed that had worked before.
  init(using kind: NodeKind, _ cause: SystemCallError) {
    let path = cause.path ?? "?"
    let (problem, advice): (String, String?) =
      switch cause.errno {
      case .operationNotSupportedByDevice, .noSuchAddressOrDevice:
        ("the \(kind.noun) is gone", "Plug it in again, or load its driver.")
      case .permissionDenied, .notPermitted:
        (
          "another program has taken the \(kind.noun)",
          "Stop that program, or start this one from a free virtual terminal."
        )
      case .resourceBusy:
        ("another program is using it", "Close that program (fuser -v \(path) names it).")
      default: ("\(cause.call) failed: \(cause.errno)", nil)
      }
    self.init(path: path, problem: problem, advice: advice, cause: cause)
  }
}

extension DeviceFile {
  /// The node of a descriptor that a caller gave, by the kernel's own name.
  static func path(
    given descriptor: CInt, advice: String, kernel: any Kernel
  ) throws(DeviceError) -> String {
    do {
      return try path(of: descriptor, kernel: kernel)
    } catch {
      throw DeviceError(
        path: "descriptor \(descriptor)", problem: "it is of no device that the kernel names",
        advice: advice, cause: error)
    }
  }
}
