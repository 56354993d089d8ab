public import TesseraExchange
public import TesseraNegotiation
internal import TesseraKernel

extension Device {
  /// The device behind a number, as participants and allocators of this library name it; `nil` where
  /// no node of this machine has the number.
  ///
  /// For `DMABufFeedback.offers(device:)`: so implicit layouts of a tranche meet those of the device.
  public init?(_ number: DMABufFeedback.DeviceNumber) {
    self.init(number, kernel: LinuxKernel())
  }

  package init?(_ number: DMABufFeedback.DeviceNumber, kernel: any Kernel) {
    // sysfs knows the node also where no daemon makes links in /dev/char.
    guard case .success(let bytes) = kernel.contents(of: "/sys/dev/char/\(number)/uevent") else {
      return nil
    }
    let key = "DEVNAME="
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix(key) }) else { return nil }
    let path = "/dev/" + line.dropFirst(key.count)
    self.init(behind: kernel.devices.device(atNode: path), at: path)
  }
}
