// swift-tools-version: 6.3

import PackageDescription

let package = Package(
  name: "tessera-benchmarks",
  dependencies: [.package(name: "tessera", path: "..")],
  targets: [
    .systemLibrary(name: "CDRMHeaders", pkgConfig: "libdrm", providers: [.apt(["libdrm-dev"])]),
    .target(name: "CPeer", dependencies: ["CDRMHeaders"]),
    .target(
      name: "BenchmarkSupport",
      dependencies: ["CPeer", .product(name: "Tessera", package: "tessera")]),
    .executableTarget(name: "SolveBenchmark", dependencies: ["BenchmarkSupport"]),
    .executableTarget(name: "AllocationBenchmark", dependencies: ["BenchmarkSupport"]),
    .executableTarget(name: "InterfaceBenchmark", dependencies: ["BenchmarkSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
