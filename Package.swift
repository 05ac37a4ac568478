// swift-tools-version: 6.3

import PackageDescription

// Every module is built with the strictest checks the compiler offers; a warning is an error.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// The runtime also has to compile as Embedded Swift: the host build rejects what that cannot do.
let embeddedClean: [SwiftSetting] =
  strict + [
    .treatWarning("EmbeddedRestrictions", as: .error),
    .enableExperimentalFeature("Lifetimes"),
  ]

let testSettings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "Halfword",
  platforms: [.macOS(.v26)],
  products: [
    // For Swift programs.
    .library(name: "HalfwordRuntime", targets: ["HalfwordRuntime"]),
    // For C programs: libHalfwordC.a. `Tools/build-c-library` builds it as Embedded Swift, so that
    // it needs no Swift run-time library.
    .library(name: "HalfwordC", type: .static, targets: ["HalfwordRuntime"]),
    .executable(name: "halfword", targets: ["halfword"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // Its traits bring Foundation, and are not needed.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // The runtime: what a device runs.
    .target(name: "CHalfword"),
    .target(name: "HalfwordRuntime", dependencies: ["CHalfword"], swiftSettings: embeddedClean),

    // Libraries of the machine.
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "COpenBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"])]
    ),

    // What the programs take from C and from the system instead of Foundation, which brings ICU: only
    // FoundationEssentials is small enough to be linked into a program.
    .systemLibrary(name: "CMath"),
    .target(name: "PlainText", swiftSettings: strict),

    // The road from data to image.
    .target(
      name: "Files",
      dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict
    ),
    .target(
      name: "Processes",
      dependencies: ["Files", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict
    ),
    .target(name: "FloatNetwork", dependencies: ["CMath", "Files"], swiftSettings: strict),
    .target(name: "CDigits", exclude: ["digits.png", "labels.txt"]),
    .target(
      name: "Datasets",
      dependencies: ["CMath", "CPNG", "CZlib", "CDigits", "PlainText", "Files"],
      swiftSettings: strict
    ),
    .target(name: "CVectorMath"),
    .target(
      name: "Training",
      dependencies: [
        "CMath", "PlainText", "FloatNetwork", "Datasets", "CVectorMath",
        // Elsewhere the system's Accelerate is there.
        .target(name: "COpenBLAS", condition: .when(platforms: [.linux])),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "Experiments",
      dependencies: ["CMath", "PlainText", "FloatNetwork", "Datasets", "Training"],
      swiftSettings: strict
    ),
    .target(
      name: "Quantization",
      dependencies: ["CMath", "FloatNetwork", "HalfwordRuntime"],
      swiftSettings: strict
    ),
    // One model as C that needs no library.
    .target(
      name: "CSource",
      dependencies: ["CMath", "FloatNetwork", "HalfwordRuntime", "Quantization"],
      swiftSettings: strict
    ),
    // What is certain of a fixed-point network: ranges for every input, bounds of one run.
    .target(
      name: "Proofs",
      dependencies: ["CMath", "FloatNetwork", "HalfwordRuntime", "Quantization"],
      swiftSettings: strict
    ),
    // Generated from onnx.proto; it answers to its generator, not to the strict settings.
    .target(
      name: "ONNXSchema",
      dependencies: [.product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["onnx.proto"]
    ),
    .target(
      name: "ONNX",
      dependencies: [
        "CMath", "ONNXSchema", "PlainText", "Files", "FloatNetwork",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: strict
    ),
    // Checks test vectors wherever an implementation runs: C99 with no library.
    .target(name: "CConformance", dependencies: ["CHalfword"]),
    .target(
      name: "Conformance",
      dependencies: [
        "CHalfword", "CConformance", "CMath", "CZlib", "PlainText", "Files", "Processes",
        "FloatNetwork", "Datasets", "Quantization", "Proofs", "HalfwordRuntime",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),

    // All that is known about an export, for people and for machines.
    .target(name: "CPage", exclude: ["page"]),
    .target(
      name: "Report",
      dependencies: [
        "CPage", "CZlib", "PlainText", "Conformance", "FloatNetwork", "HalfwordRuntime", "Proofs",
        "Quantization",
      ],
      swiftSettings: strict
    ),

    // From a model and samples to everything that a device needs, and a verdict.
    .target(
      name: "Deployment",
      dependencies: [
        "CHalfword", "CSource", "PlainText", "Files", "FloatNetwork", "Datasets", "Quantization",
        "Proofs", "Conformance", "HalfwordRuntime", "ONNX", "Report",
      ],
      swiftSettings: strict
    ),

    // The command line.
    .target(
      name: "HalfwordCommands",
      dependencies: [
        "CHalfword", "CSource", "PlainText", "Files", "Processes", "FloatNetwork", "Datasets",
        "Training", "Experiments", "Quantization", "Proofs", "Conformance", "Deployment",
        "HalfwordRuntime", "ONNX", "Report",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "halfword",
      dependencies: [
        "HalfwordCommands", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict
    ),

    // Tests, beside what they test.
    .target(
      name: "_TestSupport",
      dependencies: ["CHalfword", "FloatNetwork", "Quantization", "HalfwordRuntime"],
      path: "Tests/_TestSupport",
      swiftSettings: testSettings
    ),
    .executableTarget(
      name: "ExampleModels",
      dependencies: [
        "_TestSupport", "Conformance", "FloatNetwork", "HalfwordRuntime", "Quantization", "Report",
      ],
      path: "Tests/ExampleModels",
      swiftSettings: testSettings
    ),
    .executableTarget(
      name: "NumbersProof",
      dependencies: [
        "CHalfword", "_TestSupport", "Conformance", "FloatNetwork", "HalfwordRuntime", "Proofs",
        "Quantization",
      ],
      path: "Tests/NumbersProof",
      swiftSettings: testSettings
    ),
    .executableTarget(
      name: "SourceSuite",
      dependencies: ["CSource", "FloatNetwork", "Quantization"],
      path: "Tests/SourceSuite",
      swiftSettings: testSettings
    ),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .executableTarget(
      name: "AllocationProof",
      dependencies: ["CAllocationCounter", "Training", "Datasets", "FloatNetwork"],
      path: "Tests/AllocationProof",
      swiftSettings: testSettings
    ),
    .target(
      name: "CEmulatedKernels",
      dependencies: ["CHalfword"],
      path: "Tests/CEmulatedKernels"
    ),
    .testTarget(
      name: "HalfwordRuntimeTests",
      dependencies: [
        "_TestSupport", "CEmulatedKernels", "CHalfword", "HalfwordRuntime", "Quantization",
        "FloatNetwork",
        "Conformance",
      ],
      swiftSettings: testSettings + [.enableExperimentalFeature("Lifetimes")]
    ),
    .testTarget(
      name: "FloatNetworkTests",
      dependencies: ["_TestSupport", "Files", "FloatNetwork"],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "QuantizationTests",
      dependencies: [
        "_TestSupport", "CHalfword", "FloatNetwork", "Quantization", "HalfwordRuntime",
      ],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "CSourceTests",
      dependencies: ["_TestSupport", "CSource", "FloatNetwork", "Quantization"],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "ProofsTests",
      dependencies: [
        "_TestSupport", "Deployment", "FloatNetwork", "Proofs", "Quantization", "HalfwordRuntime",
      ],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Datasets", "Files", "CZlib"],
      swiftSettings: strict
    ),
    .testTarget(name: "FilesTests", dependencies: ["Files"], swiftSettings: strict),
    .testTarget(name: "PlainTextTests", dependencies: ["PlainText"], swiftSettings: strict),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"], swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "_TestSupport", "Conformance", "Datasets", "FloatNetwork", "Proofs", "Quantization",
      ],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "_TestSupport", "CZlib", "Conformance", "FloatNetwork", "Quantization", "Report",
      ],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "DeploymentTests",
      dependencies: [
        "Deployment", "Conformance", "Datasets", "FloatNetwork", "Quantization", "Report",
      ],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "HalfwordCommandsTests",
      dependencies: ["halfword", "FloatNetwork", "_TestSupport"],
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Experiments", "Training", "Datasets", "FloatNetwork"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "ONNXTests",
      dependencies: [
        "_TestSupport", "ONNX", "ONNXSchema", "FloatNetwork",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: testSettings
    ),
    .executableTarget(
      name: "ImportProof",
      dependencies: ["ONNX", "FloatNetwork"],
      path: "Tests/ImportProof",
      swiftSettings: testSettings
    ),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "Datasets", "FloatNetwork", "Quantization"],
      swiftSettings: strict
    ),
  ]
)
