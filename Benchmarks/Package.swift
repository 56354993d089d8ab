// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "tessera-benchmarks",
  dependencies: [.package(name: "tessera", path: "..")],
  targets: [
    .systemLibrary(name: "CDRMHeaders", pkgConfig: "libdrm", providers: [.apt(["libdrm-dev"])]),
    .target(name: "CPeer", dependencies: ["CDRMHeaders"]),
    .executableTarget(
      name: "SolveBenchmark", dependencies: ["CPeer", .product(name: "Tessera", package: "tessera")]
    ),
    .executableTarget(
      name: "AllocationBenchmark",
      dependencies: ["CPeer", .product(name: "Tessera", package: "tessera")]),
  ],
  swiftLanguageModes: [.v6]
)
