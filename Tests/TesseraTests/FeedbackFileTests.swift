import SystemPackage
import Testing
import TesseraExchange
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Linux-dmabuf feedback as it meets a machine: its table as a file, its numbers as devices.
@Suite struct FeedbackFileTests {
  private static let gpu = DMABufFeedback.DeviceNumber(rawValue: 0xe280)

  private func feedback(rows: Int) throws -> DMABufFeedback {
    var feedback = try DMABufFeedback(mainDevice: Self.gpu, table: [], tranches: [])
    try feedback.add(
      (0..<rows).map { .init(.xrgb8888, Modifier(rawValue: UInt64($0))) }, targetDevice: Self.gpu)
    return feedback
  }

  @Test(arguments: [0, 1, 1000]) func `A table's file has its bytes and never changes`(
    rows: Int
  ) throws {
    let kernel = ScriptedKernel()
    let feedback = try feedback(rows: rows)
    let file = try feedback.makeTableFile(kernel: kernel)
    #expect(isCloseOnExec(file.rawValue))
    let read = try LinuxKernel().contents(of: "/proc/self/fd/\(file.rawValue)").get()
    #expect(read == feedback.tableBytes)
    let seals = try MemoryFile.seals(of: file.rawValue, kernel: kernel)
    #expect(seals == [.seal, .shrink, .grow, .write])
  }

  @Test(arguments: [Int32(12), 22]) func `Whichever call fails, a table leaves nothing behind`(
    errno: Int32
  ) throws {
    let kernel = ScriptedKernel()
    let feedback = try feedback(rows: 3)
    let before = DescriptorCensus(of: kernel)
    var failures = 0
    for number in 1...20 {
      kernel.fail(callNumber: number, with: errno)
      do { _ = try feedback.makeTableFile(kernel: kernel) } catch {
        failures += 1
        #expect(error.errno == Errno(rawValue: errno))
      }
      #expect(DescriptorCensus(of: kernel) == before)
      guard kernel.heal() else { break }
    }
    #expect(failures >= 4)
  }

  @Test func `A number is the device that participants name`() {
    let kernel = ScriptedKernel(
      devices: ScriptedDevices([
        FoundDevice("/dev/dri/renderD128", "drm", 226, 128, at: "pci-0000:00:02.0"),
        FoundDevice("/dev/dri/renderD129", "drm", 226, 129),
      ]))
    kernel.write(
      "MAJOR=226\nMINOR=128\nDEVNAME=dri/renderD128\n", to: "/sys/dev/char/226:128/uevent")
    kernel.write("DEVNAME=dri/renderD129\n", to: "/sys/dev/char/226:129/uevent")
    kernel.write("MAJOR=226\n", to: "/sys/dev/char/226:130/uevent")
    #expect(Device(Self.gpu, kernel: kernel) == Device("pci-0000:00:02.0"))
    #expect(
      Device(.init(rawValue: 0xe281), kernel: kernel) == Device("/dev/dri/renderD129"))
    #expect(Device(.init(rawValue: 0xe282), kernel: kernel) == nil)
    #expect(Device(.init(rawValue: 0xe283), kernel: kernel) == nil)
  }
}
