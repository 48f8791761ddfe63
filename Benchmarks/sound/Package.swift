// swift-tools-version: 6.1
import PackageDescription

// Compiles Sound beside the benchmark, through links to its folders, so that the library needs no
// product of its own.
let package = Package(
  name: "sound-benchmark",
  targets: [
    .systemLibrary(name: "CEbur128", path: "Sources/CEbur128", pkgConfig: "libebur128"),
    .systemLibrary(name: "CFFmpeg", path: "Sources/CFFmpeg", pkgConfig: "libavformat"),
    .target(name: "Media", dependencies: ["CFFmpeg"], path: "Sources/Media"),
    .target(name: "Dubbing", path: "Sources/Dubbing"),
    .target(name: "Sound", dependencies: ["CEbur128", "Dubbing"], path: "Sources/Sound"),
    .executableTarget(name: "sound-benchmark", dependencies: ["Media", "Sound"]),
  ]
)
