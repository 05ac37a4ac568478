// swift-tools-version: 6.3

import PackageDescription

// The applications in Embedded Swift. A package of its own, so that a build of the command line does not
// see them; `Tools/firmware` builds them for a board and links them with its start-up code.
let headers = ["Boards", "Applications", "Applications/Conformance"]

let package = Package(
  name: "Firmware",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "SwiftConformance", type: .static, targets: ["SwiftConformance"])
  ],
  dependencies: [.package(name: "Halfword", path: "..")],
  targets: [
    // What the applications share with those in C.
    .systemLibrary(name: "CApplication", path: "Modules/CApplication"),
    .target(
      name: "SwiftConformance",
      dependencies: [
        "CApplication", .product(name: "HalfwordRuntime", package: "Halfword"),
      ],
      path: "Applications/SwiftConformance",
      swiftSettings: [
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
        .unsafeFlags(headers.flatMap { ["-Xcc", "-I\(Context.packageDirectory)/\($0)"] }),
      ]
    ),
  ]
)
