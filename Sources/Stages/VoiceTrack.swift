public import Dubbing
public import Engine
import Foundation
import Media
public import Voices

/// A subtitle file spoken to one track, without a video: the same stages as a dub.
public struct VoiceTrack: Sendable {
  public let graph: Graph
  private let voicing: Voicing
  private let file: Graph.Node<TrackFile>

  /// What is asked for.
  public struct Order: Sendable {
    public var subtitles: String
    public var language: String
    /// `espeak/es`; nil for the language's default.
    public var voice: String?
    public var output: String
    /// nil for as long as the last cue needs.
    public var length: Time?
    public var loudness: LoudnessTarget
    /// The subtitles an export of a translation tool was made from.
    public var timing: String?

    public init(
      subtitles: String, language: String, voice: String? = nil, output: String,
      length: Time? = nil, loudness: LoudnessTarget = .stream, timing: String? = nil
    ) {
      self.timing = timing
      self.subtitles = subtitles
      self.language = language
      self.voice = voice
      self.output = output
      self.length = length
      self.loudness = loudness
    }
  }

  public init(_ order: Order, tally: Tally, workspace: Workspace) async throws {
    let kind = URL(fileURLWithPath: order.output).pathExtension.lowercased()
    guard TrackFile.extensions.contains(kind) else {
      let known = TrackFile.extensions.map { ".\($0)" }.joined(separator: ", ")
      throw InputError("\(order.output): a track ends in one of \(known).")
    }
    guard Language.isWellFormed(order.language) else {
      throw InputError("`\(order.language)` is not a language tag; write one such as `pt-BR`.")
    }
    let providers = Providers()
    let voice = try await providers.voice(order.voice ?? "espeak", language: order.language).voice
    let source = try Inputs.admit(order.subtitles, as: "The subtitle file", workspace)

    var graph = Graph()
    let read = ReadCues(
      language: order.language, encoding: nil, framesPerSecond: nil, checksLanguage: true,
      file: .init(order.subtitles))
    let timing = try order.timing.map {
      (name: $0, source: try Inputs.admit($0, as: "The timing", workspace))
    }
    let script = graph.read(read, source, timing: timing, label: "\(order.language)/read")
    let cues = graph.pick(script) { $0.cues }
    let end = graph.pick(cues) { cues in order.length ?? Self.room(after: cues) }
    voicing = Voicing(
      order.language, cues: cues, pictureEnd: end,
      settings: .init(segmentation: .sentence, spokenText: .all, fit: .onScreen),
      casting: Casting(voice: voice), voices: .init(providers: providers, tally: tally), in: &graph)
    let length = graph.pick(voicing.placed, cues) { placed, cues in
      order.length ?? Self.length(of: placed, cues: cues)
    }
    let mix = MixSettings(.replace)
    let bed = graph.given(Bed(audio: nil, layout: .mono))
    let target = graph.given(Levelling.usualTarget)
    let placed = graph.levelled(voicing, mix: mix, target: target)
    let mixing = MixTrack(mix: mix)
    let track = graph.add(mixing, bed, placed, length, label: "\(order.language)/mix")
    let goal = graph.goal(
      order.loudness, order.language, original: graph.given(Measured(integrated: nil, share: 0)),
      bed: bed, placed: placed, length: length, mix: mixing)
    let write = WriteTrack(
      codec: TrackFile.codec(for: order.output, otherwise: .aac), bitRate: nil, kind: kind,
      path: .init(order.output))
    file = graph.add(write, track, goal, label: "\(order.language)/write-track")
    self.graph = graph
  }

  /// Every line as it came out.
  public func lines(_ outcome: Outcome) -> [LineReport] {
    let fitted = voicing.fitted(outcome) ?? []
    return fitted.map { LineReport(language: voicing.language, $0) }
  }

  /// What a person must know of how loud it came out.
  public func notices(_ outcome: Outcome) -> [String] {
    [outcome.value(of: file)?.levelled.sentence(voicing.language)].compactMap { $0 }
  }

  /// Where speech may end when no picture says so: a minute after the last cue.
  private static func room(after cues: [Cue]) -> Time {
    (cues.map { max($0.start, $0.end) }.max() ?? .zero) + Time(seconds: 60)
  }

  /// To the end of the last cue, or of the last word where that is later.
  private static func length(of placed: [Placed], cues: [Cue]) -> Time {
    let spoken = placed.map {
      $0.start - Time(samples: $0.clip.lead) + Time(samples: $0.clip.length)
    }
    return max(cues.map(\.end).max() ?? .zero, spoken.max() ?? .zero)
  }
}
