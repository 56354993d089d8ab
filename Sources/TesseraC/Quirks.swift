// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A table that was handed out.
final class QuirksHandle: Sendable {
  let table: QuirkTable
  init(_ table: QuirkTable) { self.table = table }
}

/// The table that the participants of a handle go by, which may be told anew.
final class QuirksInUse: Sendable {
  private let current: Mutex<QuirkTable>
  init(_ table: QuirkTable = .standard) { current = Mutex(table) }
  var table: QuirkTable { current.withLock(\.self) }

  /// Goes by the table of a handle.
  func use(_ quirks: OpaquePointer?) {
    let table = TesseraC.table(quirks)
    current.withLock { $0 = table }
  }
}

/// The table behind a handle; the library's for none.
func table(_ quirks: OpaquePointer?) -> QuirkTable {
  object(quirks, QuirksHandle.self)?.table ?? .standard
}

@c @implementation
public func tessera_quirks_create(
  _ quirks: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: quirks, error) { QuirksHandle(.standard) }
}

@c @implementation
public func tessera_quirks_read(
  _ json: UnsafePointer<CChar>?, _ length: Int, _ quirks: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: quirks, error) { QuirksHandle(try QuirkTable(json: try bytes(json, length))) }
}

@c @implementation
public func tessera_quirks_destroy(_ quirks: OpaquePointer?) { end(quirks, QuirksHandle.self) }

@c @implementation
public func tessera_quirks_override(
  _ quirks: OpaquePointer?, _ rows: OpaquePointer?, _ joined: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: joined, error) {
    let table = try required(quirks, QuirksHandle.self).table
    return QuirksHandle(table.overridden(by: try required(rows, QuirksHandle.self).table))
  }
}

@c @implementation
public func tessera_quirks_write(_ quirks: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(quirks, QuirksHandle.self).map { written($0.table.json()) })
}

@c @implementation
public func tessera_quirks_apply(
  _ quirks: OpaquePointer?, _ model: UnsafePointer<tessera_model>?, _ role: UInt32,
  _ participant: OpaquePointer?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(participant, ParticipantHandle.self)
    let model = try DeviceModel(try read(model, tessera_model()))
    guard let role = roles[role] else { throw Failure.invalid("\(role) is no role") }
    let table = table(quirks)
    handle.participant.withLock { $0 = table.applied(to: $0, of: model, as: role) }
  }
}

private let roles: [UInt32: BufferRole] = [
  TESSERA_ROLE_SCAN_OUT.rawValue: .scanOut, TESSERA_ROLE_CURSOR.rawValue: .cursor,
  TESSERA_ROLE_WRITEBACK.rawValue: .writeback, TESSERA_ROLE_CAPTURE.rawValue: .capture,
  TESSERA_ROLE_OUTPUT.rawValue: .output, TESSERA_ROLE_SAMPLE.rawValue: .sample,
  TESSERA_ROLE_RENDER.rawValue: .render,
]

extension DeviceModel {
  fileprivate init(_ told: tessera_model) throws(Failure) {
    guard told.reserved == 0 else { throw .invalid("reserved bytes are not zero") }
    let driver = try text(told.driver, "the driver")
    guard !driver.isEmpty else { throw .invalid("the driver's name is empty") }
    self.init(driver: driver)
    if told.compatible_count != 0 {
      guard let names = told.compatible, (1...(1 << 16)).contains(told.compatible_count) else {
        throw .invalid("\(told.compatible_count) names of the device tree are told at NULL")
      }
      for index in 0..<told.compatible_count {
        compatible.append(try text(names[index], "a name of the device tree"))
      }
    }
    if told.pci_vendor != 0 || told.pci_device != 0 {
      pci = PCIModel(vendor: told.pci_vendor, device: told.pci_device)
    }
    if told.kernel != nil {
      let release = try text(told.kernel, "the kernel's release")
      guard let version = KernelVersion(release) else {
        throw .invalid("'\(release)' is no kernel's release, such as 6.12")
      }
      kernel = version
    }
  }
}

@c @implementation
public func tessera_card_set_quirks(_ card: OpaquePointer?, _ quirks: OpaquePointer?) -> CInt {
  report { try required(card, CardHandle.self).quirks.use(quirks) }
}

@c @implementation
public func tessera_camera_set_quirks(_ camera: OpaquePointer?, _ quirks: OpaquePointer?) -> CInt {
  report { try required(camera, CameraHandle.self).quirks.use(quirks) }
}

@c @implementation
public func tessera_video_set_quirks(_ video: OpaquePointer?, _ quirks: OpaquePointer?) -> CInt {
  report { try required(video, VideoHandle.self).quirks.use(quirks) }
}
