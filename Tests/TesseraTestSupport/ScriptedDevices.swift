package import TesseraKernel

/// A machine that is not there: its nodes as they are told.
package struct ScriptedDevices: DeviceSource {
  private let nodes: [FoundDevice]

  /// Takes the nodes, in any order.
  package init(_ nodes: [FoundDevice] = []) { self.nodes = nodes }

  package func devices(inSubsystems subsystems: [String]) -> [FoundDevice] {
    nodes.filter { subsystems.contains($0.subsystem) }.sorted { $0.order < $1.order }
  }

  package func device(atNode path: String) -> FoundDevice? { nodes.first { $0.path == path } }

  /// Nothing ever comes or goes.
  package func monitor(
    ofSubsystems subsystems: [String]
  ) throws(SystemCallError) -> any DeviceMonitor {
    try ChangingDevices(nodes).monitor(ofSubsystems: subsystems)
  }
}

extension FoundDevice {
  /// A node as udev would tell of it: with the place of its hardware on the bus, where that has one.
  package init(
    _ path: String, _ subsystem: String, _ major: UInt32, _ minor: UInt32, at place: String = "",
    of parent: Parent? = nil
  ) {
    self.init(
      path: path, subsystem: subsystem, number: DeviceNumber(major: major, minor: minor),
      hardware: place.isEmpty ? parent?.path ?? "" : place, parent: parent)
  }
}
