/// A camera, a display, and the problem of sharing images between them.
public struct CameraToDisplay: Sendable {
  /// The camera.
  public let camera: Camera
  /// The card.
  public let card: DRMDevice
  /// The screen; `nil` when the card has none.
  public let display: Display?
  /// The problem, ready for a negotiation.
  public let problem: Problem
  /// Everybody who could make the buffers.
  public let allocators: [any Allocator]

  /// What the camera is called in answers.
  public static let cameraName: Name<Participant> = "camera"
  /// What the display is called in answers.
  public static let displayName: Name<Participant> = "display"

  /// Asks both devices for their terms.
  ///
  /// - Parameters:
  ///   - camera: the camera.
  ///   - card: the card; one without a screen takes part as a display that takes nothing.
  ///   - extent: the size of the images; without it, see `commonSize(_:_:)`.
  ///   - formats: the only formats that the camera may use, if the user restricts them.
  ///   - allocators: everybody who could make the buffers.
  ///   - quirks: what is known of devices beyond what they say.
  public init(
    _ camera: Camera, _ card: DRMDevice, extent: Extent? = nil,
    only formats: Set<PixelFormat>? = nil,
    allocators: [any Allocator], quirks: QuirkTable = .standard
  ) throws(DeviceError) {
    self.camera = camera
    self.card = card
    self.allocators = allocators
    var screen: Display?
    var absence: DeviceError?
    do {
      screen = try Display(card)
    } catch {
      // Without a screen there is still something to say: the conflict names the display.
      guard error.cause == nil else { throw error }
      absence = error
    }
    display = screen
    let size = if let extent { extent } else { try Self.commonSize(camera, screen) }
    let displaySide =
      screen?.participant(named: Self.displayName, quirks: quirks)
      ?? Display.absentParticipant(
        named: Self.displayName, card,
        because: absence ?? Display.noScreen(card))
    problem = Problem(
      extent: size,
      participants: [
        try camera.participant(
          named: Self.cameraName, extent: size, only: formats, quirks: quirks),
        displaySide,
      ], allocators: allocators.map(\.production))
  }

  /// The size that a camera and the screen of a card both list: the screen's preferred one, else the
  /// largest below it, else the smallest above; where there is none, the one that the screen prefers.
  public static func commonSize(
    _ camera: Camera, _ card: DRMDevice
  ) throws(DeviceError) -> Extent {
    try commonSize(camera, try? Display(card))
  }

  static func commonSize(_ camera: Camera, _ display: Display?) throws(DeviceError) -> Extent {
    let fallback = Extent(width: 640, height: 480)
    guard let display else { return fallback }
    let formats = try camera.formats()
    let common = display.sizes.filter { size in
      formats.contains { $0.mapping != nil && $0.sizes.contains(size) }
    }
    guard let preferred = display.sizes.first else { return fallback }
    return common.closest(to: preferred) ?? preferred
  }
}
