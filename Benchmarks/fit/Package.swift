// swift-tools-version: 6.1
import PackageDescription

// Compiles Dubbing and Sound beside the benchmark, through links to their folders, so that the
// libraries need no products of their own; for testing, so that the solver's own numbers can be
// held against another's.
let package = Package(
  name: "fit-benchmark",
  targets: [
    .systemLibrary(name: "CEbur128", path: "Sources/CEbur128", pkgConfig: "libebur128"),
    .target(
      name: "Dubbing", path: "Sources/Dubbing",
      swiftSettings: [.unsafeFlags(["-enable-testing"])]),
    .target(name: "Sound", dependencies: ["CEbur128", "Dubbing"], path: "Sources/Sound"),
    .executableTarget(name: "fit-benchmark", dependencies: ["Dubbing", "Sound"]),
  ]
)
