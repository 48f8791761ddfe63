// swift-tools-version: 6.1
import PackageDescription

// Compiles the libraries beside the fuzzer, through links to their folders, so that all of them are instrumented and
// need no products of their own; for testing, so that each parser can be reached by itself.
let testable: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"), .unsafeFlags(["-enable-testing"]),
]

func module(
  _ name: String, _ needs: [Target.Dependency], resources: [Resource] = [], linked: [String] = []
) -> Target {
  .target(
    name: name, dependencies: needs, path: "Sources/\(name)", resources: resources,
    swiftSettings: testable, linkerSettings: linked.map { .linkedLibrary($0) })
}

let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
  ],
  targets: [
    .systemLibrary(name: "CFFmpeg", path: "Sources/CFFmpeg", pkgConfig: "libavformat"),
    .systemLibrary(name: "CUchardet", path: "Sources/CUchardet", pkgConfig: "uchardet"),
    .systemLibrary(name: "CEbur128", path: "Sources/CEbur128", pkgConfig: "libebur128"),
    .systemLibrary(name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl"),
    module("Media", ["CFFmpeg"]),
    module("Dubbing", []),
    module("Wording", ["Dubbing"], linked: ["_FoundationICU"]),
    module("Sound", ["CEbur128", "Dubbing"]),
    module("Subtitles", ["Dubbing", "CUchardet"]),
    module(
      "Transport",
      [
        "CCurl", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    module(
      "Voices",
      [
        "Dubbing", "Transport", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    module("Engine", [.product(name: "Crypto", package: "swift-crypto")]),
    module(
      "Stages",
      ["Dubbing", "Engine", "Media", "Sound", "Subtitles", "Voices", "Wording", "Yams"],
      resources: ["page.css", "lines.js", "timeline.js", "tables.js"].map {
        .embedInCode("Reporting/Page/\($0)")
      }),
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Dubbing", "Sound", "Stages", "Subtitles", "Transport", "Voices",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      swiftSettings: testable),
  ],
  swiftLanguageModes: [.v6]
)
