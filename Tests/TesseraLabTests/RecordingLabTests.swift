import Foundation
import Testing

@testable import Tessera

/// What is recorded of the lab's devices, held against the devices themselves.
extension LabTests {
  @Suite("Recordings of real devices", .serialized)
  struct RecordingLabTests {
    private static let inventory = Inventory.find()
    private static let recording = inventory.recording()

    private var inventory: Inventory { Self.inventory }
    private var recording: Recording { Self.recording }

    private func path(_ link: String) -> String {
      URL(fileURLWithPath: link).resolvingSymlinksInPath().path
    }

    private func role(
      of link: String, named name: String
    ) throws -> (role: Recording.Role, model: DeviceModel) {
      let path = path(link)
      let device = recording.devices.first { $0.members.contains { $0.path == path } }
      let member = device?.members.first { $0.path == path }
      let role = member?.roles.first { $0.name == name }
      return (try #require(role), try #require(device).model)
    }

    @Test(
      "every problem of a camera and a screen has the same answer live and from the recording")
    func answers() throws {
      let read = try Recording(json: recording.json())
      #expect(read == recording)
      #expect(
        Set(read.allocators()) == Set(inventory.allocators.map(\.production)))
      var agreements = 0
      var conflicts = 0
      for camera in inventory.cameras where camera.takesDMABuffers {
        for card in inventory.cards where card.hasModeSetting {
          guard let live = try? CameraToDisplay(camera, card, allocators: inventory.allocators)
          else { continue }
          let (capture, model) = try role(of: camera.path, named: "capture")
          let screen = try role(of: card.path, named: "scanout")
          var problem = live.problem
          problem.allocators = read.allocators()
          problem.participants[0] = capture.participant(
            named: CameraToDisplay.cameraName, extent: problem.extent, of: model)
          if live.display != nil {
            problem.participants[1] = screen.role.participant(
              named: CameraToDisplay.displayName, extent: problem.extent, of: screen.model)
          }
          #expect(
            problem.participants == live.problem.participants, "\(camera.path) \(card.path)")
          switch (answer(live.problem), answer(problem)) {
          case (.success(let one), .success(let other)):
            #expect(one == other)
            agreements += 1
          case (.failure(let one), .failure(let other)):
            #expect(one == other)
            conflicts += 1
          default: Issue.record("\(camera.path) and \(card.path) agree only on one side")
          }
        }
      }
      #expect(agreements > 1, "and \(conflicts) conflicts")
    }

    @Test("what a queue makes of its own memory is answered from the recording as it is live")
    func ownMemory() throws {
      let read = try Recording(json: recording.json())
      let converter = try #require(inventory.otherVideoNodes.first { $0.driver == "vim2m" })
      let queues = [
        (Lab.vivid, "capture"), (Lab.contiguousVivid, "capture"), (Lab.multiplanarVivid, "capture"),
        (converter.path, "capture"), (converter.path, "output"),
      ]
      for (link, role) in queues {
        let requests: [Roster.Request] = [
          .init(path(link).replacingOccurrences(of: "/dev/", with: ""), role: role), .init("cpu"),
        ]
        var sizes: [Extent] = []
        for extent in try self.role(of: link, named: role).role.terms.compactMap(\.extent) {
          func problem(_ roster: Roster) throws -> Problem {
            try roster.cast(requests, extent: extent, allocators: [], bringingOwn: true).problem
          }
          let live = try problem(Roster(inventory))
          let told = try problem(Roster(read))
          #expect(told == live, "\(link) \(role) \(extent)")
          guard !live.allocators.isEmpty else { continue }
          sizes.append(extent)
          switch (answer(live), answer(told)) {
          case (.success(let one), .success(let other)):
            #expect(one == other)
            #expect(one.allocator.rawValue.hasPrefix("v4l2:"))
            #expect(one.isContiguous == (link == Lab.contiguousVivid))
          case (.failure(let conflict), _), (_, .failure(let conflict)):
            Issue.record("\(link) \(role) \(extent): \(conflict)")
          }
        }
        #expect(!sizes.isEmpty, "\(link) \(role)")
        print("\(link) \(role): \(sizes.map(\.description).joined(separator: ", "))")
      }
    }

    private func answer(_ problem: Problem) -> Result<Agreement, Conflict> {
      var negotiation = Negotiation(problem)
      do {
        return .success(try negotiation.next())
      } catch {
        return .failure(error)
      }
    }
  }
}
