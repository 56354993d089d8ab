// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "tessera-benchmarks",
  dependencies: [.package(name: "tessera", path: "..")],
  targets: [
    .target(name: "CPeer"),
    .executableTarget(
      name: "SolveBenchmark", dependencies: ["CPeer", .product(name: "Tessera", package: "tessera")]
    ),
  ],
  swiftLanguageModes: [.v6]
)
