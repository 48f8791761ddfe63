import ArgumentParser
import Dubbing
import Engine
import Foundation
import Media
import Stages
import Telemetry
import Voices

/// Turns a subtitle file into a voice track, without a video.
struct Speak: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn a subtitle file into a voice track, without a video.",
    discussion: "The track is as long as the last cue needs; --length makes it fit a picture.")

  @Argument(help: "The subtitle file.", completion: .file())
  var subtitles: String

  @Option(help: "Its language, such as `es` or `pt-BR`. Default: from the name or the text.")
  var language: String?

  @Option(
    help: "For an export of a translation tool (XLIFF, CSV): the subtitles it was made from.",
    completion: .file())
  var timing: String?

  @Option(help: "The voice, such as `espeak/es+f3`. Default: espeak's own for the language.")
  var voice: String?

  @Option(name: .shortAndLong, help: "The file to write: .wav, .flac, .m4a, .opus or .mka.")
  var output: String

  @Option(help: "How long the track shall be, in seconds.")
  var length: Double?

  @Option(help: "How loud: stream, youtube, ebu-r128, netflix, or none for as spoken.")
  var loudness = "stream"

  @OptionGroup var work: WorkOptions
  @OptionGroup(title: "Telemetry") var telemetry: TelemetryOptions
  @OptionGroup var print: OutputOptions

  func validate() throws {
    if let length, !(0.1...360_000).contains(length) {
      throw ValidationError("--length must be from 0.1 to 360000 seconds.")
    }
    guard target != nil else {
      let names = LoudnessTarget.presets.map(\.name).joined(separator: ", ")
      throw ValidationError("--loudness must be one of \(names).")
    }
  }

  private var target: LoudnessTarget? {
    LoudnessTarget.presets.first { $0.name == loudness }?.target
  }

  func run() async throws {
    try prepareOutput(output)
    let language =
      try language ?? Draft.languageInName(of: subtitles) ?? Draft.examine(subtitles).language
    let order = VoiceTrack.Order(
      subtitles: subtitles, language: language,
      voice: voice, output: output, length: length.map { Time(seconds: $0) },
      loudness: target ?? .stream, timing: timing)
    let signals = Signals()
    let workspace = Workspace(store: try work.openStore())
    let tally = Tally()
    let track = try await VoiceTrack(order, tally: tally, workspace: workspace)
    let progress = Progress(.shown)
    let outcome = try await track.graph.run(
      in: workspace, jobs: work.width,
      journal: Journals([progress] + (Telemetry.current?.journals ?? [])),
      interruption: signals.interruption)
    progress.end()
    let lines = track.lines(outcome)
    let late = lines.filter { $0.verdict == Verdict.overruns.rawValue }
    if print.json {
      return try print.print(
        Answer(
          output: output, language: order.language, calls: tally.spent.calls,
          verdict: late.isEmpty ? .pass : .warn, lines: lines))
    }
    for notice in track.notices(outcome) { Console.warning(notice) }
    for sentence in lines.compactMap(\.shortfall) { Console.warning(sentence) }
    Console.line("wrote \(output): \(lines.count) lines, \(tally.spent.calls) calls")
  }

  private struct Answer: Encodable {
    var output: String
    var language: String
    var calls: Int
    var verdict: Grade
    var lines: [LineReport]
  }
}
