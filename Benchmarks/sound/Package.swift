// swift-tools-version: 6.1
import PackageDescription

// Compiles Sound beside the benchmark, through a link to its folder, so that the library needs no
// product of its own.
let package = Package(
  name: "sound-benchmark",
  targets: [
    .target(name: "Sound", path: "Sources/Sound"),
    .executableTarget(name: "sound-benchmark", dependencies: ["Sound"]),
  ]
)
