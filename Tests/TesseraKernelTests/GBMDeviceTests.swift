#if GBM
import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

/// A scripted libgbm on a fake card.
struct GBMBench {
  static let path = "/scripted/renderD128"
  static let xrgb: UInt32 = 0x3432_5258
  static let tiled: UInt64 = 0x0100_0000_0000_0001

  let kernel = ScriptedKernel([GBMBench.path: FakeCard()])
  let library: ScriptedGBM

  init(_ traits: ScriptedGBM.Traits = .init()) { library = ScriptedGBM(traits, on: kernel) }

  func device() throws -> GBMDevice {
    try GBMDevice(opening: Self.path, kernel: kernel, library: library)
  }

  func request(_ modifiers: UInt64..., width: UInt32 = 64) -> GBMRequest {
    GBMRequest(width: width, height: 32, format: Self.xrgb, modifiers: modifiers)
  }
}

@Suite struct GBMDeviceTests {
  @Test func `Buffers end before their device, and the device before its descriptor`() throws {
    let bench = GBMBench()
    do {
      let buffer: GBMBuffer
      do { buffer = try bench.device().makeBuffer(bench.request(0), for: .rendering) }
      #expect(bench.library.liveDevices == 1)
      #expect(buffer.planes.count == 1)
    }
    #expect(bench.library.liveBuffers == 0)
    #expect(bench.library.liveDevices == 0)
    #expect(bench.library.wrongs.isEmpty)
    #expect(bench.kernel.openDescriptors.isEmpty)
  }

  @Test func `A card that is opened for GBM is not held`() throws {
    let card = FakeCard()
    let kernel = ScriptedKernel([GBMBench.path: card])
    let device = try GBMDevice(
      opening: GBMBench.path, kernel: kernel, library: ScriptedGBM(on: kernel))
    #expect(!card.isMaster)
    #expect(device.backendName == "scripted")
  }

  @Test func `One thread at a time is in the library`() async throws {
    let bench = GBMBench()
    let device = try bench.device()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<50 {
            let buffer = try device.makeBuffer(bench.request(0), for: .rendering)
            _ = try buffer.export(plane: 0)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(bench.library.wrongs.isEmpty)
    #expect(bench.library.liveBuffers == 0)
  }

  @Test(
    "A call that fails tells its errno, or that there was none", arguments: [0, ENOMEM, EACCES])
  func failures(errno: CInt) throws {
    let bench = GBMBench()
    func expect(_ call: String, _ body: () throws -> Void) throws {
      let error = try #require(#expect(throws: GBMError.self) { try body() })
      #expect(error.call == call)
      #expect(error.path == GBMBench.path)
      #expect(error.reason == (errno == 0 ? .silence : .errno(Errno(rawValue: errno))))
      #expect(error.systemCall?.errno.rawValue == (errno == 0 ? nil : errno))
      let words = errno == 0 ? "GBM gave no reason" : Errno(rawValue: errno).symbol
      #expect(error.description.contains(words))
    }
    bench.library.fail(.createDevice, with: errno)
    try expect("gbm_create_device") { _ = try bench.device() }
    #expect(bench.kernel.openDescriptors.isEmpty)

    let device = try bench.device()
    bench.library.fail(.create, with: errno)
    try expect("gbm_bo_create") { _ = try device.makeBuffer(bench.request(), for: []) }
    bench.library.fail(.create, with: errno)
    try expect("gbm_bo_create_with_modifiers2") {
      _ = try device.makeBuffer(bench.request(0), for: [])
    }
    let buffer = try device.makeBuffer(bench.request(0), for: [])
    bench.library.fail(.descriptor, with: errno)
    try expect("gbm_bo_get_fd_for_plane") { _ = try buffer.export(plane: 0) }
    bench.library.fail(.map, with: errno)
    try expect("gbm_bo_map") {
      try buffer.withLinearBytes(.read, bytesPerRow: 4, rows: 1) { _, _ in }
    }
    let descriptor = try buffer.export(plane: 0)
    bench.library.fail(.importBuffer, with: errno)
    try expect("gbm_bo_import") { _ = try device.importBuffer(image(descriptor.rawValue), for: []) }
    #expect(bench.library.liveBuffers == 1)
    #expect(bench.library.liveMappings == 0)
  }

  @Test func `A node that cannot be opened never reaches the library`() throws {
    let bench = GBMBench()
    bench.kernel.fail(.open, with: EACCES)
    let error = #expect(throws: GBMError.self) { _ = try bench.device() }
    #expect(error?.reason == .errno(.permissionDenied))
    #expect(bench.library.calls == 0)
  }

  @Test func `A failing export leaves no descriptor`() throws {
    let bench = GBMBench()
    let buffer = try bench.device().makeBuffer(bench.request(0), for: [])
    let before = bench.kernel.openDescriptors.count
    bench.library.fail(.descriptor, with: EINVAL)
    let error = #expect(throws: GBMError.self) { _ = try buffer.export(plane: 0) }
    #expect(error?.reason == .errno(.invalidArgument))
    #expect(bench.kernel.openDescriptors.count == before)
    let descriptor = try buffer.export(plane: 0)
    #expect(isCloseOnExec(descriptor.rawValue))
  }

  @Test func `A plane that is not there is not asked for`() throws {
    let bench = GBMBench()
    let buffer = try bench.device().makeBuffer(bench.request(0), for: [])
    let calls = bench.library.calls
    for index in [-1, 1, 4] {
      let error = #expect(throws: GBMError.self) { _ = try buffer.export(plane: index) }
      #expect(error?.reason == .errno(.invalidArgument))
    }
    #expect(bench.library.calls == calls)
  }

  @Test func `A linear view has its own stride, and ends with the scope`() throws {
    struct Stop: Error {}
    let bench = GBMBench()
    let buffer = try bench.device().makeBuffer(bench.request(0, width: 10), for: [])
    #expect(buffer.planes.first?.stride == 64)
    try buffer.withLinearBytes([.read, .write], bytesPerRow: 40, rows: 32) { bytes, stride in
      #expect(stride == 128)
      #expect(bytes.byteCount == 128 * 31 + 40)
      #expect(bench.library.liveMappings == 1)
      // No lock is held: the device can be used meanwhile.
      _ = try buffer.export(plane: 0)
    }
    #expect(bench.library.liveMappings == 0)
    #expect(throws: Stop.self) {
      try buffer.withLinearBytes(.read, bytesPerRow: 40, rows: 32) { _, _ in throw Stop() }
    }
    #expect(bench.library.liveMappings == 0)
    let error = #expect(throws: GBMError.self) {
      try buffer.withLinearBytes(.read, bytesPerRow: 129, rows: 32) { _, _ in }
    }
    #expect(error?.reason == .unexpected("GBM gave rows of 128 B for 129 B of pixels"))
    #expect(bench.library.liveMappings == 0)
    let beyond = #expect(throws: GBMError.self) {
      try buffer.withLinearBytes(.read, bytesPerRow: 40, rows: 33) { _, _ in }
    }
    #expect(beyond?.reason == .unexpected("33 rows were asked for of 32"))
  }

  @Test func `Uses have other numbers in minigbm`() {
    let all: GBMUsage = [.scanout, .cursor, .rendering, .linear, .protected, .frontRendering]
    #expect(all.flags(for: .mesa) == 0b111_0111)
    #expect(all.flags(for: .minigbm) == 0b1_0111 | 1 << 8 | 1 << 16)
    #expect(GBMUsage.rendering.flags(for: .minigbm) == 4)
  }

  private func image(_ descriptor: CInt) -> GBMForeignImage {
    GBMForeignImage(
      width: 64, height: 32, format: GBMBench.xrgb, modifier: 0,
      planes: [.init(descriptor: descriptor, stride: 256, offset: 0)])
  }
}
#endif
