// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A library of ours and the tests beside it.
func module(
  _ name: String, _ needs: [Target.Dependency], tests: [Target.Dependency] = [],
  resources: [Resource] = [], linked: [String] = []
) -> [Target] {
  [
    .target(
      name: name, dependencies: needs, resources: resources, swiftSettings: strict,
      linkerSettings: linked.map { .linkedLibrary($0) }),
    .testTarget(
      name: "\(name)Tests", dependencies: [.byName(name: name)] + tests, swiftSettings: strict),
  ]
}

let package = Package(
  name: "polydub",
  products: [.executable(name: "polydub", targets: ["polydub"])],
  dependencies: [
    // The command line: arguments, help, completions and the manual page from one declaration.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // SHA-256: keys of recipes and digests of media.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // Pipeline files are YAML, and an error in one must name its line.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // espeak-ng, MeCab and kakasi are short-lived processes.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    // The WebSocket client: frames and TLS.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // The ledger is one SQLite file.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // Logging, metrics and tracing by the interfaces that other Swift programs share.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    // Only for tests: the HTTP server of the speech services' doubles.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    // `make docs`.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // libavformat, libavcodec, libswresample: containers, codecs, sample rates.
    .systemLibrary(name: "CFFmpeg", pkgConfig: "libavformat"),
    // uchardet: which encoding a subtitle file is written in.
    .systemLibrary(name: "CUchardet", pkgConfig: "uchardet"),
    // glibc's settings of its heap, which Swift's module of it leaves out.
    .systemLibrary(name: "CMalloc"),
    // zlib: what is sent to a collector, compressed.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    // libebur128: loudness by EBU R 128.
    .systemLibrary(name: "CEbur128", pkgConfig: "libebur128"),
    // libcurl: HTTP, TLS, proxies.
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl"),
  ]
    // Reads, writes and remuxes media with values in and values out; the only module that sees libav.
    + module("Media", ["CFFmpeg"])
    // What dubbing is: cues, segments, lines, voices, the fit. Pure: no I/O, no clock.
    + module("Dubbing", [])
    // How numbers, units and dates are said, by the ICU that Foundation brings along.
    + module("Wording", ["Dubbing"], linked: ["_FoundationICU"])
    // What is done to samples: trim, stretch, place, mix, measure. Pure: arrays in, arrays out.
    + module("Sound", ["CEbur128", "Dubbing"])
    // Subtitle formats as text, one file each.
    + module("Subtitles", ["Dubbing", "CUchardet"])
    // HTTP and server-sent events as verbs over libcurl, WebSocket over NIO; knows nothing of speech.
    + module(
      "Transport",
      [
        "CCurl", .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ])
    // Turns a line into speech: one protocol, one file per provider.
    + module(
      "Voices",
      [
        "Dubbing", "Transport", .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      tests: ["FakeDashScope", "FakeOmni"])
    // Stages, graph, recipes, store, run; knows nothing of dubbing or media.
    + module("Engine", [.product(name: "Crypto", package: "swift-crypto")])
    // The ledger: runs, steps, calls, consents; history, never truth.
    + module(
      "Bookkeeping",
      ["Dubbing", "Engine", "Voices", .product(name: "GRDB", package: "GRDB.swift")],
      tests: ["Engine", "Voices", .product(name: "GRDB", package: "GRDB.swift")])
    // What a run tells machines: log lines, metrics, traces.
    + module(
      "Telemetry",
      [
        "CZlib", "Engine", "Transport", "Voices", .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ])
    // The dub itself: the pipeline file, the graph, one file per stage.
    + module(
      "Stages", ["Dubbing", "Engine", "Media", "Sound", "Subtitles", "Voices", "Wording", "Yams"],
      resources: ["page.css", "lines.js", "timeline.js", "tables.js"].map {
        .embedInCode("Reporting/Page/\($0)")
      })
    + [
      // The command line: one file per command, arguments only.
      .executableTarget(
        name: "polydub",
        dependencies: [
          "Bookkeeping", "CMalloc", "Dubbing", "Engine", "Media", "Stages", "Subtitles",
          "Telemetry", "Voices",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
          .product(name: "Logging", package: "swift-log"),
        ],
        swiftSettings: strict),
      .testTarget(
        name: "PolydubTests",
        dependencies: ["polydub", "FakeDashScope", "FakeOmni", "Media", "Stages", "Transport"],
        swiftSettings: strict),
      // A double of the DashScope speech service, for tests: a server process that speaks with espeak-ng.
      .executableTarget(
        name: "FakeDashScope",
        dependencies: [
          "Dubbing", "Voices", .product(name: "Hummingbird", package: "hummingbird"),
          .product(name: "NIOCore", package: "swift-nio"),
          .product(name: "NIOPosix", package: "swift-nio"),
          .product(name: "NIOHTTP1", package: "swift-nio"),
          .product(name: "NIOWebSocket", package: "swift-nio"),
        ],
        path: "Tests/FakeDashScope", swiftSettings: strict),
      // One line spoken by our client of that service, to be held beside the vendor's own.
      .executableTarget(
        name: "AskDashScope", dependencies: ["Dubbing", "Voices"], path: "Tests/AskDashScope",
        swiftSettings: strict),
      // A double of vLLM-Omni's speech endpoints, and of servers like it.
      .executableTarget(
        name: "FakeOmni",
        dependencies: [
          "Dubbing", "Voices", .product(name: "Hummingbird", package: "hummingbird"),
        ],
        path: "Tests/FakeOmni", swiftSettings: strict),
      // A year of use, for `make year`: runs and calls through the real ledger, and a count beside it.
      .executableTarget(
        name: "WriteYear", dependencies: ["Bookkeeping", "Engine", "Voices"], path: "Tests/Year",
        exclude: ["year.py"], swiftSettings: strict),
    ],
  swiftLanguageModes: [.v6]
)
