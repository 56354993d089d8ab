extension DRMDevice {
  /// Finds out how much larger or smaller than in memory a plane can show an image, by trying.
  ///
  /// The kernel has no question for it. This makes test commits, fewer than a hundred: each with a
  /// buffer of another size, in whole pixels, that is to be shown in one size; first along one axis,
  /// then along the other, then both together. Nothing changes on the screen, and everything that was
  /// made is let go before it returns, however it ends.
  ///
  /// It takes the display for that time, so another program that starts meanwhile may not get it; ask
  /// for it where a user has asked. A screen that is off is tried as if it were on.
  ///
  /// - Parameters:
  ///   - plane: one of this card's planes.
  ///   - shown: the size on the screen, in pixels; else the whole screen, or a pointer's size. A
  ///     primary plane fills the screen: it takes sizes of modes.
  ///   - format: what the buffers are in; else XR24, AR24 or the first that the card makes.
  /// - Throws: why it stays unknown: another program has the display, no screen is connected where
  ///   the plane can be shown, the plane refuses an image in its own size, the device failed.
  ///
  /// The corresponding C constant is `DRM_MODE_ATOMIC_TEST_ONLY`.
  public func probeScaling(
    of plane: DisplayPlane, shownAs shown: Extent? = nil, in format: PixelFormat? = nil
  ) throws(DeviceError) -> PlaneScaling {
    try ScalingProbe(self, plane, shownAs: shown, in: format).run()
  }
}
