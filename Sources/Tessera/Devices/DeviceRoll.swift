internal import TesseraKernel

/// The nodes that were told of, and what an announcement means after that.
///
/// Whatever the order in which lists and announcements come, a node is added and removed in turn, and
/// changes only in between.
struct DeviceRoll {
  private var known: [String: FoundDevice] = [:]

  /// Compares with a list of what is there, made after the monitor was opened.
  ///
  /// After a loss, a card's own change may be among what was lost.
  mutating func settle(with found: [FoundDevice], afterLoss: Bool) -> [DeviceChange] {
    let present = Dictionary(found.map { ($0.path, $0) }) { _, last in last }
    let gone = known.values.filter { $0.instance != present[$0.path]?.instance }
      .sorted { $0.order < $1.order }
    for device in gone { known[device.path] = nil }
    var changes = gone.map { DeviceChange(.removed, $0) }
    for device in found {
      if known.updateValue(device, forKey: device.path) == nil {
        changes.append(DeviceChange(.added, device))
      } else if afterLoss, device.subsystem == "drm" {
        changes.append(DeviceChange(.changed, device))
      }
    }
    return changes
  }

  /// Takes what was announced; `nil` where that is told already.
  mutating func take(_ announcement: DeviceAnnouncement) -> DeviceChange? {
    let device = announcement.device
    let isKnown = known[device.path] != nil
    switch announcement.action {
    case .add where !isKnown: break
    // One that was there before udev's daemon is told by a change; one that is gone again, not at all.
    case .change where !isKnown && device.instance != 0: break
    case .change where isKnown: return DeviceChange(.changed, device)
    case .remove where isKnown:
      known[device.path] = nil
      return DeviceChange(.removed, device)
    default: return nil
    }
    known[device.path] = device
    return DeviceChange(.added, device)
  }
}
