// The arrangements of Intel.
extension Modifier {
  /// Tiles of 4 KiB, rows of bytes within.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_X_TILED`.
  public static let intelXTiled = Self(vendor: .intel, value: 1)

  /// Tiles of 4 KiB, columns of 16 bytes within.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Y_TILED`.
  public static let intelYTiled = Self(vendor: .intel, value: 2)

  /// Tiles of 4 KiB made of 256-byte units.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Yf_TILED`.
  public static let intelYfTiled = Self(vendor: .intel, value: 3)

  /// Y tiles with a plane of compression state.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Y_TILED_CCS`.
  public static let intelYTiledCCS = Self(vendor: .intel, value: 4)

  /// Yf tiles with a plane of compression state.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Yf_TILED_CCS`.
  public static let intelYfTiledCCS = Self(vendor: .intel, value: 5)

  /// Y tiles with render compression of Gen12.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Y_TILED_GEN12_RC_CCS`.
  public static let intelYTiledGen12RenderCCS = Self(vendor: .intel, value: 6)

  /// Y tiles with media compression of Gen12.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Y_TILED_GEN12_MC_CCS`.
  public static let intelYTiledGen12MediaCCS = Self(vendor: .intel, value: 7)

  /// Y tiles with render compression of Gen12 and a clear colour.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_Y_TILED_GEN12_RC_CCS_CC`.
  public static let intelYTiledGen12RenderCCSClearColor = Self(vendor: .intel, value: 8)

  /// Tiles of 4 KiB made of 64-byte by 8-row units.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED`.
  public static let intel4Tiled = Self(vendor: .intel, value: 9)

  /// Tile 4 with render compression of DG2.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_DG2_RC_CCS`.
  public static let intel4TiledDG2RenderCCS = Self(vendor: .intel, value: 10)

  /// Tile 4 with media compression of DG2.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_DG2_MC_CCS`.
  public static let intel4TiledDG2MediaCCS = Self(vendor: .intel, value: 11)

  /// Tile 4 with render compression of DG2 and a clear colour.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_DG2_RC_CCS_CC`.
  public static let intel4TiledDG2RenderCCSClearColor = Self(vendor: .intel, value: 12)

  /// Tile 4 with render compression of Meteor Lake.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_MTL_RC_CCS`.
  public static let intel4TiledMTLRenderCCS = Self(vendor: .intel, value: 13)

  /// Tile 4 with media compression of Meteor Lake.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_MTL_MC_CCS`.
  public static let intel4TiledMTLMediaCCS = Self(vendor: .intel, value: 14)

  /// Tile 4 with render compression of Meteor Lake and a clear colour.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_MTL_RC_CCS_CC`.
  public static let intel4TiledMTLRenderCCSClearColor = Self(vendor: .intel, value: 15)

  /// Tile 4 with compression of Lunar Lake.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_LNL_CCS`.
  public static let intel4TiledLNLCCS = Self(vendor: .intel, value: 16)

  /// Tile 4 with compression of Battlemage.
  ///
  /// The corresponding C constant is `I915_FORMAT_MOD_4_TILED_BMG_CCS`.
  public static let intel4TiledBMGCCS = Self(vendor: .intel, value: 17)
}
