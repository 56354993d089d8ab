extension Camera {
  /// The camera's side of a negotiation for images of one size.
  ///
  /// What the driver does with strides at this size is tried (`VIDIOC_TRY_FMT`, which changes
  /// nothing): the least one, whether a larger one is kept, and to what it is rounded.
  ///
  /// A camera whose queue imports no dma-bufs takes those of its own queue alone: a `VideoAllocator`
  /// that keeps its slots, and the `CameraImporter` in its memory.
  ///
  /// - Parameters:
  ///   - name: what it is called in answers.
  ///   - extent: the size that the images will have.
  ///   - formats: the only formats to offer, when the user asked for some.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    named name: Name<Participant>, extent: Extent, only formats: Set<PixelFormat>? = nil,
    quirks: QuirkTable = .standard
  ) throws(DeviceError) -> Participant {
    try participant(named: name, extent: extent, only: formats, among: nil, quirks: quirks)
  }

  /// The same, with the formats that the driver lists where it has been asked before, as some list
  /// sizes by the thousand, and with what it answered.
  func participant(
    named name: Name<Participant>, extent: Extent, only formats: Set<PixelFormat>? = nil,
    among listed: [CameraFormat]?, asked answers: ProbeAnswers? = nil, quirks: QuirkTable
  ) throws(DeviceError) -> Participant {
    do {
      let told = Participant(
        name, device: identity,
        offers: try images.remembering(answers).offers(
          of: extent, only: formats, inMemoryOf: onlyMemory, among: listed))
      return quirks.applied(to: told, of: model, as: images.role)
    } catch {
      throw DeviceError(.camera, error)
    }
  }

  /// What make it is.
  public var model: DeviceModel {
    DeviceModel(driver: driver, known?.parent, kernel: node.file.kernel)
  }
}
