import CLinux
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What is recorded of machines that are not there.
@Suite struct RecordingTests {
  private func recording(
    _ kernel: ScriptedKernel, sizes: [Extent] = []
  ) -> (Inventory, Recording) {
    let inventory = Inventory.find(kernel: kernel)
    return (inventory, inventory.recording(sizes: sizes, kernel: kernel))
  }

  private func member(_ name: String, of recording: Recording) throws -> Recording.Member {
    try #require(recording.devices.flatMap(\.members).first { $0.name == name })
  }

  @Test func `Everybody who can take part is in it, by the name of the node`() throws {
    let (inventory, recording) = recording(ScriptedMachine.computer())
    let names = recording.devices.flatMap(\.members).filter { !$0.roles.isEmpty }.map(\.name)
    #expect(Set(names) == ["card0", "video0", "video10", "cpu"])
    #expect(recording.kernel == "6.12.117-amd64")
    #expect(recording.devices.dropLast(2).map(\.place) == inventory.hardware.map(\.place))
    #expect(recording.devices.suffix(2).map(\.place) == ["memory", "processor"])
  }

  @Test func `What cannot be opened is in it, with the kernel's word`() throws {
    let (_, recording) = recording(ScriptedMachine.computer())
    let node = try #require(recording.absences.first { $0.path == "/dev/dri/renderD128" })
    #expect(node.errno == "ENOENT")
  }

  @Test func `The same devices give the same bytes, which read back the same`() throws {
    let kernel = ScriptedMachine.computer()
    let (_, one) = recording(kernel)
    let (_, other) = recording(kernel)
    #expect(one.json() == other.json())
    #expect(try Recording(json: one.json()) == one)
  }

  @Test func `A camera is asked about the sizes that are wished for, known to it or not`() throws {
    let odd = Extent(width: 1234, height: 567)
    let (_, recording) = recording(ScriptedMachine.computer(), sizes: [odd])
    let role = try #require(try member("video0", of: recording).roles.first)
    #expect(role.terms.first?.extent == odd)
    #expect(role.knows(odd))
    #expect(!role.knows(Extent(width: 1, height: 1)))
  }

  @Test func `Who takes part from a recording says what the devices say`() throws {
    let (inventory, recording) = recording(ScriptedMachine.computer())
    let read = try Recording(json: recording.json())
    let live = try CameraToDisplay(
      inventory.cameras[0], inventory.cards[0], allocators: inventory.allocators)
    let extent = live.problem.extent
    let participants = try ["camera": "video0", "display": "card0"].map { name, node in
      let device = try #require(
        read.devices.first { $0.members.contains { $0.name == node } })
      let role = try #require(device.members.first { $0.name == node }?.roles.first)
      return role.participant(named: Name(name), extent: extent, of: device.model)
    }
    #expect(Set(participants) == Set(live.problem.participants))
    #expect(Set(read.allocators()) == Set(live.problem.allocators))
  }

  @Test(
    "Who takes part from a recording brings the memory of its own queue, as the device does",
    arguments: [true, false])
  func ownMemory(isImporting: Bool) throws {
    var traits = FakeCamera.Traits.recorder
    if !isImporting { traits.queue &= ~4 }
    let kernel = ScriptedKernel(
      ["/dev/video0": FakeCamera(traits)],
      devices: ScriptedDevices([FoundDevice("/dev/video0", "video4linux", 81, 0)]))
    let (inventory, recording) = recording(kernel, sizes: [Stage.extent])
    let read = try Recording(json: recording.json())
    #expect(read == recording)
    func problem(_ roster: Roster) throws -> Problem {
      try roster.cast(
        [.init("video0", role: "capture"), .init("cpu")], extent: Stage.extent, allocators: [],
        bringingOwn: true
      ).problem
    }
    let told = try problem(Roster(read))
    #expect(try told == problem(Roster(inventory, kernel: kernel)))
    #expect(told.allocators.map(\.name) == ["v4l2:video0"])
    var negotiation = Negotiation(told)
    #expect(try negotiation.next().allocator == "v4l2:video0")
  }

  @Test func `A queue is looked at once for all the sizes that it is asked about`() throws {
    let kernel = ScriptedKernel(
      ["/dev/video0": FakeCamera(.recorder)],
      devices: ScriptedDevices([FoundDevice("/dev/video0", "video4linux", 81, 0)]))
    let sizes = [Stage.extent, Extent(width: 320, height: 240)]
    let (_, recording) = recording(kernel, sizes: sizes)
    let terms = try member("video0", of: recording).roles.flatMap(\.terms)
    #expect(terms.count(where: { !$0.ownMakers.isEmpty }) >= sizes.count)
    #expect(kernel.count(of: .ioctl(clinux_VIDIOC_EXPBUF)) == 1)
    // As often as it is asked by whoever takes part alone.
    let asked = kernel.count(of: .ioctl(clinux_VIDIOC_TRY_FMT))
    let camera = try Camera(path: "/dev/video0", kernel: kernel)
    for size in sizes { _ = try camera.participant(named: "camera", extent: size) }
    #expect(kernel.count(of: .ioctl(clinux_VIDIOC_TRY_FMT)) == 2 * asked)
  }

  @Test func `A loopback device's name, which somebody gave it, is not told`() throws {
    var traits = FakeCamera.Traits()
    traits.driver = "v4l2 loopback"
    let kernel = ScriptedKernel(
      ["/dev/video0": FakeCamera(traits)],
      devices: ScriptedDevices([FoundDevice("/dev/video0", "video4linux", 81, 0)]))
    let (_, recording) = recording(kernel)
    #expect(try member("video0", of: recording).product == nil)
    #expect(try member("video0", of: recording).roles.count == 1)
  }
}
