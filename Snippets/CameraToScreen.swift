// Shows a camera's frames on a screen in buffers that both devices have agreed on.

import Tessera

let camera = try Camera(path: "/dev/video0")
let card = try DRMDevice(path: "/dev/dri/card0")
let allocators = Inventory.find().allocators
let pipeline = try CameraToDisplay(camera, card, allocators: allocators)

var negotiation = Negotiation(pipeline.problem)
print(try negotiation.next())  // 1280x720 NV12 LINEAR, stride 1280+1280 B, … from heap:system

if let display = pipeline.display {
  let source = CameraImporter(camera, named: CameraToDisplay.cameraName)
  let screen = DisplayImporter(display, named: CameraToDisplay.displayName)
  let settlement = try negotiation.settle(with: allocators, importers: [source, screen])
  let report = try FrameStream(settlement, from: source, to: screen).run(frames: 300)
  print(report.framesPerSecond, report.bytesCopied)  // 30.0, 0 B
}
