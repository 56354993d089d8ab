internal import TesseraKernel

extension DeviceModel {
  /// Puts together what a driver says of itself and what its bus and its kernel say of the device.
  init(driver: String, _ parent: FoundDevice.Parent?, kernel: any Kernel) {
    self.init(
      driver: driver, compatible: parent?.compatible ?? [],
      pci: parent?.pci.flatMap { PCIModel($0) },
      kernel: kernel.release.flatMap { KernelVersion($0) })
  }
}
