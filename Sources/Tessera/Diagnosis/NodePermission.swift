internal import TesseraKernel

/// Who may open a device node.
struct NodePermission: Hashable, Sendable {
  private let path: String
  private let mode: UInt32
  private let isForGroup: Bool
  private let group: String

  /// Looks at the node and the names of groups; `nil` where the node is not seen.
  ///
  /// - Parameter access: how it is opened.
  init?(of path: String, _ access: DeviceFile.Access, kernel: any Kernel) {
    guard case .success(let status) = kernel.status(at: path) else { return nil }
    self.path = path
    mode = status.mode & 0o777
    let needed: UInt32 = access == .readOnly ? 0o040 : 0o060
    isForGroup = status.group != 0 && mode & needed == needed
    group = Self.name(ofGroup: status.group, kernel: kernel) ?? "\(status.group)"
  }

  /// What gives this user the right.
  var advice: String {
    let bits = String(mode, radix: 8)
    guard isForGroup else {
      return
        "only root may use \(path) (mode \(bits), group \(group)); let a udev rule give it to a "
        + "group, or run as root"
    }
    return
      "\(path) is for group \(group) (mode \(bits)): join it (sudo usermod -aG \(group) $USER, "
      + "then log in again) or run as root"
  }

  /// The same as a sentence of its own.
  var sentence: String { advice.prefix(1).uppercased() + advice.dropFirst() + "." }

  /// From `/etc/group`: names of groups that a network tells are not needed for device nodes.
  private static func name(ofGroup number: UInt32, kernel: any Kernel) -> String? {
    guard case .success(let bytes) = kernel.contents(of: "/etc/group") else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    for fields in lines.map({ $0.split(separator: ":", omittingEmptySubsequences: false) })
    where fields.count >= 3 && UInt32(fields[2]) == number {
      return String(fields[0])
    }
    return nil
  }
}
