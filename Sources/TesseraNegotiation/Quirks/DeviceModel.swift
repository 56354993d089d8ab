/// What make a device is, as far as tables of devices tell makes apart.
///
/// Nothing in it tells one device from another of the same make.
public struct DeviceModel: Hashable, Sendable {
  /// The driver, by the name that it gives itself, such as `vc4`.
  public var driver: String
  /// Its names in the device tree, such as `brcm,bcm2711-vc5`, the most exact first.
  public var compatible: [String]
  /// Its numbers on the PCI bus; `nil` for a device elsewhere.
  public var pci: PCIModel?
  /// The kernel that drives it; `nil` where it is not known.
  public var kernel: KernelVersion?

  /// Takes what is known.
  public init(
    driver: String, compatible: [String] = [], pci: PCIModel? = nil, kernel: KernelVersion? = nil
  ) {
    self.driver = driver
    self.compatible = compatible
    self.pci = pci
    self.kernel = kernel
  }
}

/// The maker and the kind of a PCI device.
public struct PCIModel: Hashable, Sendable {
  /// Who made it.
  public var vendor: UInt16
  /// What it is.
  public var device: UInt16

  /// Takes the two numbers.
  public init(vendor: UInt16, device: UInt16) {
    self.vendor = vendor
    self.device = device
  }

  /// Reads the way in which `lspci -n` writes it, such as `8086:5927`.
  public init?(_ text: String) {
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    guard halves.count == 2, let vendor = Self.number(halves[0]),
      let device = Self.number(halves[1])
    else { return nil }
    self.init(vendor: vendor, device: device)
  }

  /// Four hexadecimal digits or fewer, without a sign.
  static func number(_ digits: Substring) -> UInt16? {
    digits.allSatisfy(\.isHexDigit) ? UInt16(digits, radix: 16) : nil
  }
}

extension PCIModel: CustomStringConvertible {
  /// The numbers as `lspci -n` writes them.
  public var description: String { "\(Self.digits(vendor)):\(Self.digits(device))" }

  static func digits(_ number: UInt16) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
