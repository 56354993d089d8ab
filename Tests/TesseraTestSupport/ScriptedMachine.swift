package import TesseraKernel

/// Machines that are not there, as their kernels would tell of them.
package enum ScriptedMachine {
  /// A computer: a GPU behind virtio, a webcam, a camera of software alone.
  package static func computer() -> ScriptedKernel {
    let gpu = FoundDevice.Parent(
      path: "/devices/pci0000:00/0000:00:02.0", bus: "pci", driver: "virtio-pci", pci: "1AF4:1050")
    let webcam = FoundDevice.Parent(
      path: "/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0", bus: "usb", driver: "uvcvideo")
    var card = FakeCard.Traits()
    card.driver = "virtio_gpu"
    return ScriptedKernel(
      [
        "/dev/dri/card0": FakeCard(card), "/dev/video0": FakeCamera(),
        "/dev/video10": FakeCamera(), "/dev/media0": FakeMedia("Webcam", [.video(0)]),
      ], files: ["/proc/sys/kernel/osrelease": "6.12.117-amd64\n"],
      devices: ScriptedDevices([
        FoundDevice("/dev/dri/renderD128", "drm", 226, 128, at: "pci-0000:00:02.0", of: gpu),
        FoundDevice("/dev/dri/card0", "drm", 226, 0, at: "pci-0000:00:02.0", of: gpu),
        FoundDevice("/dev/video10", "video4linux", 81, 10),
        FoundDevice(
          "/dev/video0", "video4linux", 81, 0, at: "pci-0000:00:14.0-usb-0:1:1.0", of: webcam),
        // Older rules of udev tell no place of media nodes.
        FoundDevice("/dev/media0", "media", 237, 0, of: webcam),
      ]))
  }

  /// A system on a chip: displays and GPU apart, a sensor's receiver and its image processor in one graph.
  package static func chip() -> ScriptedKernel {
    func part(_ name: String, _ driver: String, _ compatible: String) -> FoundDevice.Parent {
      FoundDevice.Parent(
        path: "/devices/platform/\(name)", bus: "platform", driver: driver,
        compatible: [compatible, "rockchip,any"])
    }
    let display = part("display-subsystem", "rockchip-drm", "rockchip,display-subsystem")
    let gpu = part("fde60000.gpu", "panfrost", "rockchip,rk3568-mali")
    let receiver = part("fdfe0000.vicap", "rockchip-cif", "rockchip,rk3568-vicap")
    let processor = part("fdff0000.isp", "rkisp1", "rockchip,rk3568-cif-isp")
    var painter = FakeCard.Traits()
    painter.driver = "panfrost"
    painter.hasModeSetting = false
    var screen = FakeCard.Traits()
    screen.driver = "rockchip"
    return ScriptedKernel(
      [
        "/dev/dri/card0": FakeCard(painter), "/dev/dri/card1": FakeCard(screen),
        "/dev/video0": FakeCamera(), "/dev/video1": FakeCamera(),
        "/dev/media0": FakeMedia("rkisp1", [.video(0), .video(1)]),
      ],
      devices: ScriptedDevices([
        FoundDevice("/dev/dri/card0", "drm", 226, 0, at: "platform-fde60000.gpu", of: gpu),
        FoundDevice("/dev/dri/renderD128", "drm", 226, 128, at: "platform-fde60000.gpu", of: gpu),
        FoundDevice("/dev/dri/card1", "drm", 226, 1, at: "platform-display", of: display),
        FoundDevice("/dev/video0", "video4linux", 81, 0, at: "platform-isp", of: processor),
        FoundDevice("/dev/video1", "video4linux", 81, 1, at: "platform-vicap", of: receiver),
        FoundDevice("/dev/media0", "media", 237, 0, at: "platform-isp", of: processor),
      ]))
  }
}

extension DeviceNumber {
  /// A V4L2 node's.
  package static func video(_ minor: UInt32) -> Self { Self(major: 81, minor: minor) }
}
