internal import CLinux
internal import Synchronization
package import TesseraKernel

/// A media device with a graph of nodes.
package final class FakeMedia: FakeDriver {
  private struct State {
    var interfaces: [DeviceNumber]
    /// What appears between the counting and the telling.
    var late: [DeviceNumber]
  }

  private let model: String
  private let state: Mutex<State>

  /// Makes one; those that come late appear while they are counted.
  package init(_ model: String, _ interfaces: [DeviceNumber], late: [DeviceNumber] = []) {
    self.model = model
    state = Mutex(State(interfaces: interfaces, late: late))
  }

  /// Answers what the media core answers.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    switch request {
    case clinux_MEDIA_IOC_DEVICE_INFO:
      argument.change(media_device_info.self) { info in
        copyText("fakemedia", into: &info.driver)
        copyText(model, into: &info.model)
        return 0
      }
    case clinux_MEDIA_IOC_G_TOPOLOGY: state.withLock { topology(argument, &$0) }
    default: -Int(ENOTTY)
    }
  }

  private func topology(_ argument: IoctlArgument, _ state: inout State) -> Int {
    argument.change(media_v2_topology.self) { answer in
      let room = answer.num_interfaces
      answer.num_interfaces = UInt32(state.interfaces.count)
      guard answer.ptr_interfaces != 0 else {
        state.interfaces += state.late
        state.late = []
        return 0
      }
      guard room >= state.interfaces.count else { return -Int(ENOSPC) }
      let told = state.interfaces.map { number in
        var interface = media_v2_interface()
        interface.devnode.major = number.major
        interface.devnode.minor = number.minor
        return interface
      }
      copyOut(told, to: answer.ptr_interfaces, room: room)
      return 0
    }
  }
}
