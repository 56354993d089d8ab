#if GBM
/// What a driver is told of how luma and chroma become colours; it may do otherwise.
package struct EGLHints: Hashable, Sendable {
  /// The matrix; `nil` where nothing is told.
  package var encoding: EGLEncoding?
  /// Which codes are used; `nil` where nothing is told.
  package var range: EGLRange?

  package init(encoding: EGLEncoding? = nil, range: EGLRange? = nil) {
    self.encoding = encoding
    self.range = range
  }

  /// Nothing is told.
  package static let none = Self()
}

/// The corresponding C constant is `EGL_YUV_COLOR_SPACE_HINT_EXT`; its values are here.
package struct EGLEncoding: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The corresponding C constant is `EGL_ITU_REC601_EXT`.
  package static let bt601 = Self(rawValue: 0x327F)
  /// The corresponding C constant is `EGL_ITU_REC709_EXT`.
  package static let bt709 = Self(rawValue: 0x3280)
  /// The corresponding C constant is `EGL_ITU_REC2020_EXT`.
  package static let bt2020 = Self(rawValue: 0x3281)
}

/// The corresponding C constant is `EGL_SAMPLE_RANGE_HINT_EXT`; its values are here.
package struct EGLRange: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// The corresponding C constant is `EGL_YUV_FULL_RANGE_EXT`.
  package static let full = Self(rawValue: 0x3282)
  /// The corresponding C constant is `EGL_YUV_NARROW_RANGE_EXT`.
  package static let narrow = Self(rawValue: 0x3283)
}
#endif
