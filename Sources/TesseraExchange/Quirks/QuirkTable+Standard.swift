public import TesseraNegotiation

extension QuirkTable {
  /// What is known of the world's devices: the rows of `quirks.json`, which every program carries
  /// with it.
  public static let standard: Self = {
    do throws(ExchangeError) {
      return try Self(json: PackageResources.quirks_json)
    } catch {
      preconditionFailure("quirks.json was built into this program and is wrong: \(error)")
    }
  }()
}
