/// What is known of drivers and cannot be asked of them.
enum DriverTable {
  /// Displays whose buffers, made or imported, are one contiguous DMA segment unless an IOMMU helps.
  ///
  /// Evidence: these drivers use the kernel's GEM DMA helpers, whose import refuses a scattered
  /// buffer with `EINVAL` (`drivers/gpu/drm/drm_gem_dma_helper.c`, `drm_gem_dma_prime_import_sg_table`).
  static let contiguousDisplays: Set<String> = [
    "vc4", "meson", "mxsfb-drm", "imx-lcdif", "imx-dcss", "stm", "sun4i-drm",
  ]
}
