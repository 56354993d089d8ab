import Foundation
import Testing

@testable import Tessera

/// What is recorded of the lab's devices, held against the devices themselves.
extension LabTests {
  @Suite("Recordings of real devices", .serialized)
  struct RecordingLabTests {
    private let inventory = Inventory.find()
    private let recording: Recording

    init() { recording = inventory.recording() }

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
