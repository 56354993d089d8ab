// swift-tools-version: 6.3

import PackageDescription

/// What every target of the house agrees to.
let houseRules: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "tessera",
  dependencies: [
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    // The library, in dependency order.
    .target(name: "TesseraFormats", swiftSettings: houseRules),
    .target(
      name: "TesseraNegotiation", dependencies: ["TesseraFormats"], swiftSettings: houseRules),

    // Tests.
    .testTarget(
      name: "TesseraFormatsTests", dependencies: ["TesseraFormats"], swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)
