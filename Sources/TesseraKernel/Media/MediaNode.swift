internal import CLinux
internal import SystemPackage

/// An open media device (`/dev/media*`): the graph in which nodes of one pipeline are found together.
package final class MediaNode: Sendable {
  package let file: DeviceFile

  package init(opening path: String, kernel: any Kernel) throws(SystemCallError) {
    file = try DeviceFile(opening: path, .readOnly, kernel: kernel)
  }

  static let deviceInfo = Request<media_device_info>(
    "MEDIA_IOC_DEVICE_INFO", clinux_MEDIA_IOC_DEVICE_INFO, restart: .onInterrupt)
  static let topology = Request<media_v2_topology>(
    "MEDIA_IOC_G_TOPOLOGY", clinux_MEDIA_IOC_G_TOPOLOGY, restart: .onInterrupt)

  /// Who this device is.
  ///
  /// The corresponding C constant is `MEDIA_IOC_DEVICE_INFO`.
  package func identity() throws(SystemCallError) -> MediaIdentity {
    var argument = media_device_info()
    try file.call(Self.deviceInfo, &argument)
    return MediaIdentity(
      driver: CText.read(argument.driver), model: CText.read(argument.model))
  }

  /// The nodes through which the parts of the graph are used: those of V4L2, among others.
  ///
  /// The corresponding C constant is `MEDIA_IOC_G_TOPOLOGY`.
  package func interfaces() throws(SystemCallError) -> [DeviceNumber] {
    while true {
      var answer = media_v2_topology()
      try file.call(Self.topology, &answer)
      var interfaces = [media_v2_interface](
        repeating: media_v2_interface(), count: Int(answer.num_interfaces))
      do throws(SystemCallError) {
        try unsafe interfaces.withUnsafeMutableBufferPointer { room throws(SystemCallError) in
          answer = media_v2_topology()
          answer.num_interfaces = UInt32(room.count)
          answer.ptr_interfaces = UInt64(UInt(bitPattern: room.baseAddress))
          try file.call(Self.topology, &answer)
        }
      } catch {
        // The graph has grown since it was counted.
        if error.errno == .noSpace { continue }
        throw error
      }
      return interfaces.prefix(Int(answer.num_interfaces)).map {
        DeviceNumber(major: $0.devnode.major, minor: $0.devnode.minor)
      }
    }
  }
}

/// Who a media device is.
///
/// The corresponding C type is `struct media_device_info`.
package struct MediaIdentity: Hashable, Sendable {
  package var driver: String
  package var model: String
}
