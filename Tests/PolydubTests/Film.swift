import Foundation
import Testing

/// A short film with two translations in a folder of its own, and the command to dub it.
final class Film: Sendable {
  let folder: URL

  /// - Parameters:
  ///   - picture: ffmpeg arguments that make `film.mp4`; nil for eight seconds of a test picture with a tone.
  init(picture: [String]? = nil) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "polydub-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try tool(
      "ffmpeg", ["-v", "error", "-y"] + (picture ?? Self.plain) + [path("film.mp4")])
    try write("es.srt", Self.spanish)
    try write("fr.vtt", Self.french)
    try write("film.yaml", Self.pipeline)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static let plain = [
    "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=8", "-f", "lavfi", "-i",
    "sine=frequency=330:duration=8:sample_rate=48000,volume=0.1", "-pix_fmt", "yuv420p", "-c:v",
    "libx264", "-preset", "ultrafast", "-c:a", "aac", "-metadata:s:a:0", "language=eng",
    "-shortest",
  ]

  static let pipeline = """
    video: film.mp4
    output: out/film.mkv
    source_language: en
    languages:
      es: { subtitles: es.srt, voice: espeak/es }
      fr: { subtitles: fr.vtt, voice: espeak/fr }
    """

  static let spanish = """
    1
    00:00:00,500 --> 00:00:02,000
    Buenos días a todos.

    2
    00:00:02,500 --> 00:00:04,500
    El mar está en calma.

    3
    00:00:05,000 --> 00:00:07,000
    Volvemos a casa.

    """

  static let french = """
    WEBVTT

    00:00.500 --> 00:02.000
    Bonjour à tous.

    00:02.500 --> 00:04.500
    La mer est calme.

    00:05.000 --> 00:07.000
    Nous rentrons chez nous.

    """

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  /// Replaces text in a file, which must be there exactly as given.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try String(contentsOfFile: path(name), encoding: .utf8)
    try #require(text.contains(old))
    try write(name, text.replacingOccurrences(of: old, with: new))
  }

  func sha256(_ name: String) throws -> String {
    try String(tool("sha256sum", [path(name)]).prefix(64))
  }

  /// Runs `polydub` with a store of this film's own.
  @discardableResult
  func polydub(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try Outcome(of: process(arguments, environment: environment))
  }

  func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = Film.command
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging([
        "POLYDUB_STORE": path("store"), "HOME": folder.path, "XDG_STATE_HOME": path("state"),
      ]) { $1 }
      .merging(environment) { $1 }
    return process
  }

  /// Puts an espeak-ng of this film's own into `toolPath`: commands of the shell, and then the real one.
  func wrapEspeak(_ commands: String) throws {
    let real = try tool("which", ["espeak-ng"]).trimmingCharacters(in: .whitespacesAndNewlines)
    try FileManager.default.createDirectory(
      atPath: path("bin"), withIntermediateDirectories: true)
    try write("bin/espeak-ng", "#!/bin/sh\n\(commands)\nexec \(real) \"$@\"\n")
    try tool("chmod", ["+x", path("bin/espeak-ng")])
  }

  /// Where programs are looked for: in the film's own folder first.
  var toolPath: String {
    path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
  }

  /// The command that was built with these tests.
  static let command: URL = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let products = bundle?.bundleURL.deletingLastPathComponent()
    return (products ?? Bundle.main.bundleURL).appending(path: "polydub")
  }()
}

/// How a command ended and what it said.
struct Outcome {
  var status: Int32
  var output: Data
  var errors: String

  init(of process: Process) throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "polydub-\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: file)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    status = process.terminationStatus + (signalled ? 128 : 0)
    errors = try String(decoding: Data(contentsOf: file), as: UTF8.self)
  }

  /// The one JSON object on stdout.
  func json() throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: output) as? [String: Any], "stdout: \(errors)")
  }

  /// Everything it said.
  var text: String { String(decoding: output, as: UTF8.self) + errors }

  func number(_ key: String) throws -> Int { try #require(json()[key] as? Int) }
}

/// Runs a judge and returns its stdout; a failure of the judge fails the test.
@discardableResult
func tool(_ name: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [name] + arguments
  let outcome = try Outcome(of: process)
  try #require(outcome.status == 0, "\(name): \(outcome.errors)")
  return String(decoding: outcome.output, as: UTF8.self)
}
