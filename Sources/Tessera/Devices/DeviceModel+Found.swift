internal import TesseraKernel

extension Device {
  /// The device behind a node: its place on the bus where that is known, else the node itself.
  init(behind known: FoundDevice?, at path: String) {
    let place = known?.hardware ?? ""
    self.init(place.isEmpty ? known?.path ?? path : place)
  }
}

extension DeviceModel {
  /// Puts together what a driver says of itself and what its bus and its kernel say of the device.
  init(driver: String, _ parent: FoundDevice.Parent?, kernel: any Kernel) {
    self.init(
      driver: driver, compatible: parent?.compatible ?? [],
      pci: parent?.pci.flatMap { PCIModel($0) },
      kernel: kernel.release.flatMap { KernelVersion($0) })
  }
}
