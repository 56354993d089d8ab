extension PixelFormatInfo {
  /// Formats of luma and chroma.
  static let yuv: [PixelFormatInfo] = [
    PixelFormatInfo(
      .yuyv, "YUYV", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(4, block: (2, 1))),
    PixelFormatInfo(
      .yvyu, "YVYU", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(4, block: (2, 1))),
    PixelFormatInfo(
      .uyvy, "UYVY", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(4, block: (2, 1))),
    PixelFormatInfo(
      .vyuy, "VYUY", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(4, block: (2, 1))),
    PixelFormatInfo(.ayuv, "AYUV", bits: 8, traits: [.alpha, .yuv], PlaneGeometry(4)),
    PixelFormatInfo(.avuy8888, "AVUY8888", bits: 8, traits: [.alpha, .yuv], PlaneGeometry(4)),
    PixelFormatInfo(.xyuv8888, "XYUV8888", bits: 8, traits: [.yuv], PlaneGeometry(4)),
    PixelFormatInfo(.xvuy8888, "XVUY8888", bits: 8, traits: [.yuv], PlaneGeometry(4)),
    PixelFormatInfo(.vuy888, "VUY888", bits: 8, traits: [.yuv], PlaneGeometry(3)),
    PixelFormatInfo(
      .vuy101010, "VUY101010", bits: 10, traits: [.yuv, .modifierOnly],
      PlaneGeometry(0)),
    PixelFormatInfo(.xvuy2101010, "XVUY2101010", bits: 10, traits: [.yuv], PlaneGeometry(4)),
    PixelFormatInfo(
      .y210, "Y210", bits: 10, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(8, block: (2, 1))),
    PixelFormatInfo(
      .y212, "Y212", bits: 12, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(8, block: (2, 1))),
    PixelFormatInfo(
      .y216, "Y216", bits: 16, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(8, block: (2, 1))),
    PixelFormatInfo(.y410, "Y410", bits: 10, traits: [.alpha, .yuv], PlaneGeometry(4)),
    PixelFormatInfo(.y412, "Y412", bits: 12, traits: [.alpha, .yuv], PlaneGeometry(8)),
    PixelFormatInfo(.y416, "Y416", bits: 16, traits: [.alpha, .yuv], PlaneGeometry(8)),
    PixelFormatInfo(.xvyu2101010, "XVYU2101010", bits: 10, traits: [.yuv], PlaneGeometry(4)),
    PixelFormatInfo(
      .xvyu12In16161616, "XVYU12_16161616", bits: 12, traits: [.yuv],
      PlaneGeometry(8)),
    PixelFormatInfo(.xvyu16161616, "XVYU16161616", bits: 16, traits: [.yuv], PlaneGeometry(8)),
    PixelFormatInfo(
      .y0l0, "Y0L0", bits: 8, traits: [.alpha, .yuv], chroma: (2, 2),
      PlaneGeometry(8, block: (2, 2))),
    PixelFormatInfo(
      .x0l0, "X0L0", bits: 8, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(8, block: (2, 2))),
    PixelFormatInfo(
      .y0l2, "Y0L2", bits: 10, traits: [.alpha, .yuv], chroma: (2, 2),
      PlaneGeometry(8, block: (2, 2))),
    PixelFormatInfo(
      .x0l2, "X0L2", bits: 10, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(8, block: (2, 2))),
    PixelFormatInfo(
      .yuv420With8Bits, "YUV420_8BIT", bits: 8, traits: [.yuv, .modifierOnly], chroma: (2, 2),
      PlaneGeometry(0)),
    PixelFormatInfo(
      .yuv420With10Bits, "YUV420_10BIT", bits: 10, traits: [.yuv, .modifierOnly], chroma: (2, 2),
      PlaneGeometry(0)),
    PixelFormatInfo(
      .nv12, "NV12", bits: 8, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(1), PlaneGeometry(2, every: (2, 2))),
    PixelFormatInfo(
      .nv21, "NV21", bits: 8, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(1), PlaneGeometry(2, every: (2, 2))),
    PixelFormatInfo(
      .nv16, "NV16", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(1), PlaneGeometry(2, every: (2, 1))),
    PixelFormatInfo(
      .nv61, "NV61", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(1), PlaneGeometry(2, every: (2, 1))),
    PixelFormatInfo(
      .nv24, "NV24", bits: 8, traits: [.yuv],
      PlaneGeometry(1), PlaneGeometry(2)),
    PixelFormatInfo(
      .nv42, "NV42", bits: 8, traits: [.yuv],
      PlaneGeometry(1), PlaneGeometry(2)),
    PixelFormatInfo(
      .nv15, "NV15", bits: 10, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(5, block: (4, 1)), PlaneGeometry(5, block: (2, 1), every: (2, 2))),
    PixelFormatInfo(
      .nv20, "NV20", bits: 10, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(5, block: (4, 1)), PlaneGeometry(5, block: (2, 1), every: (2, 1))),
    PixelFormatInfo(
      .nv30, "NV30", bits: 10, traits: [.yuv],
      PlaneGeometry(5, block: (4, 1)), PlaneGeometry(5, block: (2, 1))),
    PixelFormatInfo(
      .p210, "P210", bits: 10, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(2), PlaneGeometry(4, every: (2, 1))),
    PixelFormatInfo(
      .p010, "P010", bits: 10, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(2), PlaneGeometry(4, every: (2, 2))),
    PixelFormatInfo(
      .p012, "P012", bits: 12, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(2), PlaneGeometry(4, every: (2, 2))),
    PixelFormatInfo(
      .p016, "P016", bits: 16, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(2), PlaneGeometry(4, every: (2, 2))),
    PixelFormatInfo(
      .p030, "P030", bits: 10, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(4, block: (3, 1)), PlaneGeometry(8, block: (3, 1), every: (2, 2))),
    PixelFormatInfo(
      .p230, "P230", bits: 10, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(4, block: (3, 1)), PlaneGeometry(8, block: (3, 1), every: (2, 1))),
    PixelFormatInfo(
      .q410, "Q410", bits: 10, traits: [.yuv],
      PlaneGeometry(2), PlaneGeometry(2), PlaneGeometry(2)),
    PixelFormatInfo(
      .q401, "Q401", bits: 10, traits: [.yuv],
      PlaneGeometry(2), PlaneGeometry(2), PlaneGeometry(2)),
    PixelFormatInfo(
      .t430, "T430", bits: 10, traits: [.yuv],
      PlaneGeometry(4, block: (3, 1)),
      PlaneGeometry(4, block: (3, 1)),
      PlaneGeometry(4, block: (3, 1))),
    PixelFormatInfo(
      .s010, "S010", bits: 10, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(2), PlaneGeometry(2, every: (2, 2)), PlaneGeometry(2, every: (2, 2))),
    PixelFormatInfo(
      .s210, "S210", bits: 10, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(2), PlaneGeometry(2, every: (2, 1)), PlaneGeometry(2, every: (2, 1))),
    PixelFormatInfo(
      .s410, "S410", bits: 10, traits: [.yuv],
      PlaneGeometry(2), PlaneGeometry(2), PlaneGeometry(2)),
    PixelFormatInfo(
      .s012, "S012", bits: 12, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(2), PlaneGeometry(2, every: (2, 2)), PlaneGeometry(2, every: (2, 2))),
    PixelFormatInfo(
      .s212, "S212", bits: 12, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(2), PlaneGeometry(2, every: (2, 1)), PlaneGeometry(2, every: (2, 1))),
    PixelFormatInfo(
      .s412, "S412", bits: 12, traits: [.yuv],
      PlaneGeometry(2), PlaneGeometry(2), PlaneGeometry(2)),
    PixelFormatInfo(
      .s016, "S016", bits: 16, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(2), PlaneGeometry(2, every: (2, 2)), PlaneGeometry(2, every: (2, 2))),
    PixelFormatInfo(
      .s216, "S216", bits: 16, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(2), PlaneGeometry(2, every: (2, 1)), PlaneGeometry(2, every: (2, 1))),
    PixelFormatInfo(
      .s416, "S416", bits: 16, traits: [.yuv],
      PlaneGeometry(2), PlaneGeometry(2), PlaneGeometry(2)),
    PixelFormatInfo(
      .yuv410, "YUV410", bits: 8, traits: [.yuv], chroma: (4, 4),
      PlaneGeometry(1), PlaneGeometry(1, every: (4, 4)), PlaneGeometry(1, every: (4, 4))),
    PixelFormatInfo(
      .yvu410, "YVU410", bits: 8, traits: [.yuv], chroma: (4, 4),
      PlaneGeometry(1), PlaneGeometry(1, every: (4, 4)), PlaneGeometry(1, every: (4, 4))),
    PixelFormatInfo(
      .yuv411, "YUV411", bits: 8, traits: [.yuv], chroma: (4, 1),
      PlaneGeometry(1), PlaneGeometry(1, every: (4, 1)), PlaneGeometry(1, every: (4, 1))),
    PixelFormatInfo(
      .yvu411, "YVU411", bits: 8, traits: [.yuv], chroma: (4, 1),
      PlaneGeometry(1), PlaneGeometry(1, every: (4, 1)), PlaneGeometry(1, every: (4, 1))),
    PixelFormatInfo(
      .yuv420, "YUV420", bits: 8, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(1), PlaneGeometry(1, every: (2, 2)), PlaneGeometry(1, every: (2, 2))),
    PixelFormatInfo(
      .yvu420, "YVU420", bits: 8, traits: [.yuv], chroma: (2, 2),
      PlaneGeometry(1), PlaneGeometry(1, every: (2, 2)), PlaneGeometry(1, every: (2, 2))),
    PixelFormatInfo(
      .yuv422, "YUV422", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(1), PlaneGeometry(1, every: (2, 1)), PlaneGeometry(1, every: (2, 1))),
    PixelFormatInfo(
      .yvu422, "YVU422", bits: 8, traits: [.yuv], chroma: (2, 1),
      PlaneGeometry(1), PlaneGeometry(1, every: (2, 1)), PlaneGeometry(1, every: (2, 1))),
    PixelFormatInfo(
      .yuv444, "YUV444", bits: 8, traits: [.yuv],
      PlaneGeometry(1), PlaneGeometry(1), PlaneGeometry(1)),
    PixelFormatInfo(
      .yvu444, "YVU444", bits: 8, traits: [.yuv],
      PlaneGeometry(1), PlaneGeometry(1), PlaneGeometry(1)),
  ]
}
