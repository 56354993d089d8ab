/// Where device nodes are looked up.
///
/// `LinuxDevices` is the real one, libudev. Tests put a scripted one in its place, with machines in it
/// that are not there.
package protocol DeviceSource: Sendable {
  /// The device nodes of some subsystems, in the order of their paths and numbers.
  func devices(inSubsystems subsystems: [String]) -> [FoundDevice]
  /// What is known of a node, whatever name it is reached by; `nil` for what is no device node.
  func device(atNode path: String) -> FoundDevice?
  /// Begins to hear of device nodes of some subsystems.
  func monitor(ofSubsystems subsystems: [String]) throws(SystemCallError) -> any DeviceMonitor
}
