#if GBM
/// What a buffer of GBM is for.
///
/// The bits are Tessera's own: Mesa's and minigbm's numbers differ from the sixth on.
public struct GBMUsage: OptionSet, Hashable, Sendable {
  /// One bit for each use.
  public let rawValue: UInt32
  /// Takes the bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// A display scans it out.
  ///
  /// The corresponding C constant is `GBM_BO_USE_SCANOUT`.
  public static let scanout = Self(rawValue: 1 << 0)
  /// A display shows it as a pointer.
  ///
  /// The corresponding C constant is `GBM_BO_USE_CURSOR`.
  public static let cursor = Self(rawValue: 1 << 1)
  /// A GPU draws into it.
  ///
  /// The corresponding C constant is `GBM_BO_USE_RENDERING`.
  public static let rendering = Self(rawValue: 1 << 2)
  /// Its rows lie one after the other; only where no modifier says so.
  ///
  /// The corresponding C constant is `GBM_BO_USE_LINEAR`.
  public static let linear = Self(rawValue: 1 << 4)
  /// Its content is out of the CPU's reach.
  ///
  /// The corresponding C constant is `GBM_BO_USE_PROTECTED`.
  public static let protected = Self(rawValue: 1 << 5)
  /// It is drawn into while it is shown.
  ///
  /// The corresponding C constant is `GBM_BO_USE_FRONT_RENDERING`.
  public static let frontRendering = Self(rawValue: 1 << 6)
}

extension GBMUsage {
  /// The library's own bits.
  package func flags(for flavour: GBMFlavour) -> UInt32 {
    guard flavour == .minigbm else { return rawValue }
    // minigbm has TEXTURING where Mesa has PROTECTED.
    let moved: [(GBMUsage, minigbm: UInt32)] = [(.protected, 1 << 8), (.frontRendering, 1 << 16)]
    return moved.reduce(rawValue) { flags, use in
      contains(use.0) ? flags & ~use.0.rawValue | use.minigbm : flags
    }
  }
}
#endif
