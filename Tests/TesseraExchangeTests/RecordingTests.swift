import Foundation
import Testing
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

struct RecordingTests {
  @Test("What is written reads back the same: recordings")
  func roundTrip() throws {
    for seed in 0..<300 {
      var random = SplitMix(seed: UInt64(seed))
      let recording = try random.recording()
      #expect(try Recording(json: recording.json()) == recording, "seed \(seed)")
      let text = recording.json(.readable)
      #expect(try Recording(json: text).json(.readable) == text, "seed \(seed)")
      #expect(try Recording.reading(text, called: "file") == recording, "seed \(seed)")
    }
  }

  @Test("A recording cut off anywhere is refused")
  func truncated() throws {
    var random = SplitMix(seed: 11)
    let text = try random.recording().json()
    for count in 0..<text.count {
      let cut = Array(text.prefix(count))
      #expect(refusal { () throws(ExchangeError) in try Recording(json: cut) } != nil)
      #expect(
        refusal { () throws(ExchangeError) in try Recording.reading(cut, called: "file") } != nil)
    }
  }

  @Test("A byte changed anywhere is refused or read, never worse")
  func mutated() throws {
    for seed in 0..<300 {
      var random = SplitMix(seed: UInt64(seed))
      var text = try random.recording().json()
      for _ in 0..<3 {
        text[Int.random(in: text.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if let recording = try? Recording.reading(text, called: "file") {
        #expect((try? Recording(json: recording.json())) == recording, "seed \(seed)")
      }
    }
  }

  @Test("Joined recordings keep everybody apart, and the system's memory once")
  func joined() throws {
    func machine(_ kernel: String?) -> Recording {
      let memory = Production("heap:system", isContiguous: false, evidence: .test)
      let own = Production(
        "dumb:card0", device: Device("p"), isContiguous: false, evidence: .test)
      return Recording(
        kernel: kernel,
        devices: [
          .init(
            place: "p", model: DeviceModel(driver: "d"),
            members: [.init("card0", path: "/dev/dri/card0", kind: "card")], makers: [.init(own)]),
          .init(
            place: "system", model: DeviceModel(driver: "none"),
            members: [.init("cpu", kind: "processor")], makers: [.init(memory)]),
        ], absences: [.init(path: "/dev/video0", reason: "is gone")])
    }
    let all = machine("6.12").joined(with: machine("6.12"), called: "b")
    #expect(all.kernel == "6.12")
    #expect(all.devices.map(\.place) == ["p", "system", "b: p", "b: system"])
    #expect(all.devices.flatMap(\.members).map(\.name) == ["card0", "cpu", "b.card0"])
    #expect(
      all.allocators(quirks: .none).map(\.name) == ["dumb:card0", "heap:system", "b.dumb:card0"])
    #expect(all.absences.count == 2)
    #expect(machine("6.12").joined(with: machine("6.1"), called: "b").kernel == nil)
    #expect(Recording(devices: []).joined(with: machine("6.1"), called: "b") == machine("6.1"))
  }

  @Test("Joined recordings keep each queue's own memory apart, and each camera names its own")
  func joinedOwnMemory() throws {
    func machine() -> Recording {
      let heap = Production("heap:system", isContiguous: false, evidence: .test)
      let own = Production(
        "v4l2:video0", device: Device("usb"), isContiguous: false, evidence: .test)
      let rule = ImportRule(only: ["v4l2:video0", "v4l2:video0:planes", "heap:system"])
      let terms = Recording.Terms(
        extent: Extent(width: 8, height: 8), [Offer("one", [Constraint(.imports(rule), .test)])],
        ownMakers: [.init(own)])
      return Recording(devices: [
        .init(
          place: "usb", model: DeviceModel(driver: "d"),
          members: [
            .init(
              "video0", path: "/dev/video0", kind: "video",
              roles: [.init("capture", terms: [terms])])
          ]),
        .init(place: "memory", model: DeviceModel(driver: ""), makers: [.init(heap)]),
      ])
    }
    let all = machine().joined(with: machine(), called: "b")
    let terms = all.devices.flatMap(\.members).flatMap(\.roles).flatMap(\.terms)
    #expect(
      terms.map { $0.ownMakers.map(\.production.name) } == [["v4l2:video0"], ["b.v4l2:video0"]])
    #expect(
      terms.flatMap(\.offers).flatMap(\.constraints).map(\.term) == [
        .imports(ImportRule(only: ["v4l2:video0", "v4l2:video0:planes", "heap:system"])),
        .imports(ImportRule(only: ["b.v4l2:video0", "b.v4l2:video0:planes", "heap:system"])),
      ])
    #expect(all.allocators(quirks: .none).map(\.name) == ["heap:system"])
  }

  @Test("A device brings the memory that it was recorded with, of the sizes that were asked for")
  func ownMemory() {
    let size = Extent(width: 640, height: 480)
    let made = Production("v4l2:video0", isContiguous: false, evidence: .test)
    let role = Recording.Role(
      "capture", use: .capture,
      terms: [Recording.Terms(extent: size, [], ownMakers: [.init(made, use: .capture)])])
    let model = DeviceModel(driver: "simple")
    #expect(role.ownAllocators(of: size, by: model, quirks: .none) == [made])
    #expect(role.ownAllocators(of: Extent(width: 8, height: 8), by: model).isEmpty)
    let quirks = QuirkTable([
      Quirk(
        "whole", of: DeviceMatch(drivers: ["simple"], roles: [.capture]),
        [(.contiguous, .everything)], source: "here", level: .measured)
    ])
    #expect(role.ownAllocators(of: size, by: model, quirks: quirks).map(\.isContiguous) == [true])
  }

  @Test("A recording from before devices' own memory was recorded is read, and has none")
  func older() throws {
    let text = #"""
      {"tessera":"recording","version":1,"devices":[{"place":"p","driver":"d","allocators":[],
      "members":[{"name":"video0","kind":"video","roles":[{"role":"capture","terms":[
      {"extent":{"width":8,"height":8},"offers":[{"label":"one","constraints":[]}]}]}]}]}]}
      """#
    let recording = try Recording(json: Array(text.utf8))
    let terms = recording.devices.flatMap(\.members).flatMap(\.roles).flatMap(\.terms)
    #expect(terms.map(\.ownMakers.count) == [0])
  }

  private static let device =
    #"{"place":"p","driver":"d","members":[{"name":"m","kind":"k","roles":[]}],"allocators":[]}"#

  @Test(
    "What is no recording is refused where it differs",
    arguments: [
      (#"{"tessera":"recording","version":1}"#, "", "lacks the field \"devices\""),
      (#"{"tessera":"recording","version":2,"devices":[]}"#, "/version", "use a newer program"),
      (#"{"tessera":"agreement","version":1}"#, "/tessera", "is not \"recording\""),
      (
        #"{"tessera":"recording","version":1,"devices":[\#(device),\#(device)]}"#, "/devices/1",
        "has the name of one before it"
      ),
      (
        #"{"tessera":"recording","version":1,"devices":[\#(device),"#
          + device.replacingOccurrences(of: "\"p\"", with: "\"q\"") + "]}", "/devices",
        "two members called m"
      ),
      (
        #"{"tessera":"recording","version":1,"devices":[],"host":"mine"}"#, "/host",
        "unknown field"
      ),
      (#"{"cards":[]}"#, "", "neither a recording nor a profile nor the output of drm_info -j"),
      (#"{}"#, "", "neither a recording"),
      (#"[]"#, "", "neither a recording"),
      (#"{"/dev/dri/card0":{}}"#, "/~1dev~1dri~1card0", "lacks the field \"driver\""),
    ])
  func refused(_ text: String, _ path: String, _ problem: String) {
    let error = refusal { () throws(ExchangeError) in
      try Recording.reading(Array(text.utf8), called: "file")
    }
    #expect(error?.path == path, "\(String(describing: error))")
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  @Test("Every profile of the corpus is read as a device by the name of its file")
  func corpus() throws {
    for (name, result) in Corpus.profiles {
      let profile = try result.get()
      let recording = try Recording.reading(profile.json(), called: name)
      let device = try #require(recording.devices.first)
      #expect(recording.devices.count == 1)
      #expect(device.members.map(\.name) == [name])
      let extent = Extent(width: 1920, height: 1080)
      let participants = device.members[0].roles.map { role in
        role.participant(
          named: Name(role.name), extent: extent, of: device.model, quirks: .none)
      }
      #expect(participants == profile.participants, "\(name)")
      #expect(recording.allocators(quirks: .none) == profile.allocators, "\(name)")
      #expect(device.members[0].roles.allSatisfy { $0.use != nil }, "\(name)")
    }
  }

  @Test("Of a size that was not recorded nothing is known, and that is said")
  func otherSize() {
    let role = Recording.Role(
      "capture",
      terms: [
        Recording.Terms(extent: Extent(width: 640, height: 480), [Offer("one", [])])
      ])
    let model = DeviceModel(driver: "uvcvideo")
    let known = role.participant(
      named: "camera", extent: Extent(width: 640, height: 480), of: model, quirks: .none)
    #expect(known.offers.map(\.label) == ["one"])
    let unknown = role.participant(
      named: "camera", extent: Extent(width: 800, height: 600), of: model, quirks: .none)
    #expect(
      unknown.offers.flatMap(\.constraints).map(\.term) == [
        .impossible(
          "was recorded for 640x480 and not for 800x600; record it at that size")
      ])
  }

  @Test("What tables know of a device is added when it takes part, to its buffers too")
  func quirks() {
    let quirks = QuirkTable([
      Quirk(
        "whole", of: DeviceMatch(drivers: ["simple"], roles: [.scanOut]),
        [
          (.contiguous, .everything),
          (.addresses(AddressLimit(bits: 32)), .everything),
        ], source: "here", level: .measured)
    ])
    let role = Recording.Role(
      "scanout", use: .scanOut, terms: [Recording.Terms([Offer("plane", [])])])
    let maker = Recording.Maker(
      Production("dumb:card0", isContiguous: false, evidence: .test), use: .scanOut)
    let model = DeviceModel(driver: "simple")
    let recording = Recording(
      devices: [Recording.Hardware(place: "here", model: model, makers: [maker])])
    let told = role.participant(
      named: "plane", extent: Extent(width: 8, height: 8), of: model, quirks: quirks)
    #expect(told.offers[0].constraints.map(\.term).contains(.contiguous))
    let made = recording.allocators(quirks: quirks)
    #expect(made.map(\.isContiguous) == [true])
    #expect(made.map(\.addressBits) == [32])
    #expect(recording.allocators(quirks: .none).map(\.isContiguous) == [false])
  }
}

extension SplitMix {
  mutating func recording() throws -> Recording {
    let agreement = try agreement()
    let kernel = pick([nil, "6.12.117-1-amd64"])
    let version = kernel.flatMap { KernelVersion($0) }
    return Recording(
      kernel: kernel,
      devices: (0..<2).map { index in
        Recording.Hardware(
          place: "place\(index)",
          model: DeviceModel(
            driver: text(), compatible: pick([[], ["maker,chip", "maker,family"]]),
            pci: pick([nil, PCIModel(vendor: 0x1af4, device: 0x1050)]), kernel: version),
          members: [member(2 * index), member(2 * index + 1)],
          makers: [Recording.Maker(production(), use: pick([nil, .scanOut]))])
      },
      absences: pick([
        [],
        [.init(path: "/dev/video0", reason: text()), .init(path: "x", reason: "y", errno: "EIO")],
      ]),
      refusals: pick([
        [], [Refusal(by: Name(text()), of: agreement, because: text(), lesson: .pair)],
      ]))
  }

  private mutating func member(_ number: Int) -> Recording.Member {
    Recording.Member(
      "member\(number)", path: maybe { $0.text() }, kind: text(), product: maybe { $0.text() },
      abilities: pick([[], [text()]]), graph: maybe { $0.text() }, roles: [role(), role()])
  }

  private mutating func role() -> Recording.Role {
    Recording.Role(
      text(), traits: pick([[:], ["plane": ["31", "primary"], "crtc": []]]),
      use: pick([nil, .capture]), device: maybe { $0.device() },
      sizes: pick([[], [extent(from: 1)]]),
      terms: [
        Recording.Terms(participant().offers),
        Recording.Terms(
          extent: extent(from: 1), participant().offers,
          ownMakers: pick([[], [Recording.Maker(production(), use: .capture)]])),
      ])
  }
}
