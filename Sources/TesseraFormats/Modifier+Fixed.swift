// The arrangements without parameters of the other vendors.
extension Modifier {
  /// Tiles of 64×32 pixels in a Z order.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_SAMSUNG_64_32_TILE`.
  public static let samsung64x32Tile = Self(vendor: .samsung, value: 1)

  /// Tiles of 16×16 pixels, row after row.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_SAMSUNG_16_16_TILE`.
  public static let samsung16x16Tile = Self(vendor: .samsung, value: 2)

  /// Compressed macrotiles.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_QCOM_COMPRESSED`.
  public static let qualcommCompressed = Self(vendor: .qualcomm, value: 1)

  /// Macrotiles as the compressed ones, but not compressed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_QCOM_TILED3`.
  public static let qualcommTiled3 = Self(vendor: .qualcomm, value: 3)

  /// Alternate tiles, used in on-chip memory.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_QCOM_TILED2`.
  public static let qualcommTiled2 = Self(vendor: .qualcomm, value: 2)

  /// Tiles of 4×4 pixels, row after row.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VIVANTE_TILED`.
  public static let vivanteTiled = Self(vendor: .vivante, value: 1)

  /// Tiles of 64×64 pixels made of 4×4 tiles.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VIVANTE_SUPER_TILED`.
  public static let vivanteSuperTiled = Self(vendor: .vivante, value: 2)

  /// Tiles of 4×4 pixels, every second one in another half.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VIVANTE_SPLIT_TILED`.
  public static let vivanteSplitTiled = Self(vendor: .vivante, value: 3)

  /// Tiles of 64×64 pixels, their 4×4 tiles split over two halves.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VIVANTE_SPLIT_SUPER_TILED`.
  public static let vivanteSplitSuperTiled = Self(vendor: .vivante, value: 4)

  /// Tiles of 16×16 bytes.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_TEGRA_TILED`.
  public static let nvidiaTegraTiled = Self(vendor: .nvidia, value: 1)

  /// Blocks of 1 group of bytes stacked.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK_ONE_GOB`.
  public static let nvidia16Bx2BlockOneGOB = Self(vendor: .nvidia, value: 16)

  /// Blocks of 2 groups of bytes stacked.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK_TWO_GOB`.
  public static let nvidia16Bx2BlockTwoGOB = Self(vendor: .nvidia, value: 17)

  /// Blocks of 4 groups of bytes stacked.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK_FOUR_GOB`.
  public static let nvidia16Bx2BlockFourGOB = Self(vendor: .nvidia, value: 18)

  /// Blocks of 8 groups of bytes stacked.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK_EIGHT_GOB`.
  public static let nvidia16Bx2BlockEightGOB = Self(vendor: .nvidia, value: 19)

  /// Blocks of 16 groups of bytes stacked.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK_SIXTEEN_GOB`.
  public static let nvidia16Bx2BlockSixteenGOB = Self(vendor: .nvidia, value: 20)

  /// Blocks of 32 groups of bytes stacked.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK_THIRTYTWO_GOB`.
  public static let nvidia16Bx2BlockThirtyTwoGOB = Self(vendor: .nvidia, value: 21)

  /// Tiles of 4 KiB as the VC4 textures from.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_BROADCOM_VC4_T_TILED`.
  public static let broadcomVC4TTiled = Self(vendor: .broadcom, value: 1)

  /// Columns of 32 bytes whose height is not told.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_BROADCOM_SAND32`.
  public static let broadcomSAND32 = Self(vendor: .broadcom, value: 2)

  /// Columns of 64 bytes whose height is not told.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_BROADCOM_SAND64`.
  public static let broadcomSAND64 = Self(vendor: .broadcom, value: 3)

  /// Columns of 128 bytes whose height is not told.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_BROADCOM_SAND128`.
  public static let broadcomSAND128 = Self(vendor: .broadcom, value: 4)

  /// Columns of 256 bytes whose height is not told.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_BROADCOM_SAND256`.
  public static let broadcomSAND256 = Self(vendor: .broadcom, value: 5)

  /// Columns of blocks as V3D and newer codecs use.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_BROADCOM_UIF`.
  public static let broadcomUIF = Self(vendor: .broadcom, value: 6)

  /// Blocks of 16×16 pixels, reordered within.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_ARM_16X16_BLOCK_U_INTERLEAVED`.
  public static let arm16x16BlockUInterleaved = Self(vendor: .arm, value: 0x10000000000001)

  /// Tiles of 64 KiB made of 16×16 blocks.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_ARM_INTERLEAVED_64K`.
  public static let armInterleaved64K = Self(vendor: .arm, value: 0x10000000000002)

  /// Tiles of 32×32 pixels, row after row.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_ALLWINNER_TILED`.
  public static let allwinnerTiled = Self(vendor: .allwinner, value: 1)

  /// Tiles of 16×32 luma samples.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_MTK_16L_32S_TILE`.
  public static let mediaTek16L32STile = Self(vendor: .mediaTek, value: 1)

  /// Tiles of 16 KiB, interleaved within.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_APPLE_GPU_TILED`.
  public static let appleGPUTiled = Self(vendor: .apple, value: 1)

  /// Tiles of 16 KiB, compressed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_APPLE_GPU_TILED_COMPRESSED`.
  public static let appleGPUTiledCompressed = Self(vendor: .apple, value: 2)
}
