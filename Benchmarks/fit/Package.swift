// swift-tools-version: 6.1
import PackageDescription

// Compiles Dubbing beside the benchmark, through a link to its folder, so that the library needs no
// product of its own.
let package = Package(
  name: "fit-benchmark",
  targets: [
    .target(name: "Dubbing", path: "Sources/Dubbing"),
    .executableTarget(name: "fit-benchmark", dependencies: ["Dubbing"]),
  ]
)
