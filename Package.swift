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

/// The same for the C interface, where every line would be marked as unsafe: pointers are its trade.
let houseRulesOfC = Array(houseRules.dropFirst())

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tessera",
  products: [
    .library(name: "Tessera", targets: ["Tessera"]),
    .library(name: "TesseraConformance", targets: ["TesseraConformance"]),
    .executable(name: "tessera", targets: ["TesseraCLI"]),
    // Installed as libtessera.so by Scripts/install.
    .library(name: "TesseraC", type: .dynamic, targets: ["TesseraC"]),
  ],
  traits: [
    .trait(name: "GBM", description: "Buffers of GPUs, through libgbm, and what OpenGL takes."),
    .trait(name: "Vulkan", description: "Buffers of GPUs, through Vulkan, opened at run time."),
    .default(enabledTraits: ["GBM", "Vulkan"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    // The C edge: header-only modules, no symbols of their own.
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CDRM", pkgConfig: "libdrm", providers: [.apt(["libdrm-dev"])]),
    .systemLibrary(name: "CGBM", pkgConfig: "gbm", providers: [.apt(["libgbm-dev"])]),
    // Opened at run time, and without headers of its own.
    .systemLibrary(name: "CEGL"),
    // Headers alone: the loader is opened at run time.
    .systemLibrary(name: "CVulkan", providers: [.apt(["libvulkan-dev"])]),
    .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),

    // The library, in dependency order.
    .target(name: "TesseraFormats", swiftSettings: houseRules),
    .target(
      name: "TesseraNegotiation", dependencies: ["TesseraFormats"], swiftSettings: houseRules),
    .target(
      name: "TesseraExchange", dependencies: ["TesseraNegotiation", "CJansson"],
      // Without a file to find at run time: a library must carry it too.
      resources: [.embedInCode("Quirks/quirks.json")], swiftSettings: houseRules),
    .target(
      name: "TesseraKernel",
      dependencies: [
        "CLinux", "CDRM", .target(name: "CGBM", condition: .when(traits: ["GBM"])),
        .target(name: "CEGL", condition: .when(traits: ["GBM"])),
        .target(name: "CVulkan", condition: .when(traits: ["Vulkan"])), "CUdev", system,
      ],
      swiftSettings: houseRules),
    .target(
      name: "Tessera",
      dependencies: [
        "TesseraFormats", "TesseraNegotiation", "TesseraExchange", "TesseraKernel", system,
      ],
      swiftSettings: houseRules),
    .systemLibrary(name: "CTessera", path: "Headers"),
    .target(
      name: "TesseraC", dependencies: ["CTessera", "Tessera", "TesseraKernel", system],
      swiftSettings: houseRulesOfC),
    // For whoever makes an allocator of their own: depends on no test framework.
    .target(
      name: "TesseraConformance", dependencies: ["Tessera", "TesseraKernel", system],
      swiftSettings: houseRules),
    .executableTarget(
      name: "TesseraCLI", dependencies: ["Tessera", "TesseraKernel", system, arguments],
      swiftSettings: houseRules),

    // Tests. The lab's need real drivers and say so when they skip.
    .target(
      name: "TesseraTestSupport", dependencies: ["Tessera", "TesseraKernel", system],
      path: "Tests/TesseraTestSupport", swiftSettings: houseRules),
    .testTarget(
      name: "TesseraFormatsTests", dependencies: ["TesseraFormats"], exclude: ["Layouts"],
      swiftSettings: houseRules),
    .testTarget(
      name: "TesseraNegotiationTests", dependencies: ["TesseraNegotiation"],
      swiftSettings: houseRules),
    .testTarget(
      name: "TesseraExchangeTests", dependencies: ["TesseraExchange"],
      resources: [.copy("Corpus")], swiftSettings: houseRules),
    .testTarget(
      name: "TesseraKernelTests", dependencies: ["TesseraKernel", "TesseraTestSupport"],
      swiftSettings: houseRules),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .target(
      name: "CTesseraClient", path: "Tests/CTesseraClient",
      cSettings: [.headerSearchPath("../../Headers")]),
    .testTarget(
      name: "TesseraCTests", dependencies: ["TesseraC", "CTesseraClient"],
      swiftSettings: houseRulesOfC),
    .testTarget(
      name: "TesseraTests",
      dependencies: ["Tessera", "TesseraConformance", "TesseraTestSupport", "CAllocationCount"],
      swiftSettings: houseRules),
    .testTarget(
      name: "TesseraCLITests", dependencies: ["TesseraCLI", "Tessera"], swiftSettings: houseRules),
    // One allocation, made by a process of its own: for tests that end calls or processes from outside.
    .executableTarget(
      name: "AllocatorProbe",
      dependencies: ["Tessera", "TesseraConformance", "TesseraKernel", system],
      path: "Tests/AllocatorProbe", swiftSettings: houseRules),
    .testTarget(
      name: "TesseraLabTests",
      dependencies: [
        "Tessera", "TesseraConformance", "TesseraKernel", "TesseraTestSupport", system,
      ],
      swiftSettings: houseRules),
  ],
  swiftLanguageModes: [.v6]
)
