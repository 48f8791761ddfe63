import Dubbing
import Engine
public import Foundation

/// What lies beside an output as JSON: who spoke it, from what, and what it is.
public struct DeliveryRecord: Encodable {
  struct Track: Encodable {
    var language: String
    var voices: [Voice]
    var digitalSourceType: String
    var subtitlesSha256: String?
    /// Of the music-and-effects stem under it.
    var bedSha256: String?
    /// The cloned voices among them, and the consents of their speakers.
    var consents: [ClonedVoice]?
  }

  /// A voice that is a person's, and what it spoke with.
  public struct ClonedVoice: Codable, Hashable, Sendable {
    public var voice: String
    public var consent: String

    public init(voice: String, consent: String) {
      self.voice = voice
      self.consent = consent
    }
  }

  var disclosure = "The voices of the dubbed tracks are synthetic."
  var tool = "polydub"
  var videoSha256: String
  var outputs: [Report.Output]
  var tracks: [Track]
  var checks: [Check]

  /// - Parameters:
  ///   - report: of the run that wrote the outputs.
  ///   - cloned: by language.
  public init(report: Report, inputs: Inputs, cloned: [String: [ClonedVoice]] = [:]) {
    videoSha256 = inputs.video.digest.rawValue
    outputs = report.outputs.map { output in
      var named = output
      named.path = URL(fileURLWithPath: output.path).lastPathComponent
      return named
    }
    checks = report.checks
    tracks = inputs.languages.map { prepared in
      let casting = prepared.casting
      let voices = Set([casting.voice] + casting.cast.values + casting.takes.values)
      return Track(
        language: prepared.dubbed.language,
        voices: voices.sorted { ($0.model, $0.name) < ($1.model, $1.name) },
        digitalSourceType: report.sources[prepared.dubbed.language] ?? "",
        subtitlesSha256: prepared.subtitles?.digest.rawValue,
        bedSha256: prepared.stem?.source.digest.rawValue,
        consents: cloned[prepared.dubbed.language])
    }
    guard !cloned.isEmpty else { return }
    disclosure += " Some are clones of people's voices, used with their consent."
  }

  /// The same record is the same bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
