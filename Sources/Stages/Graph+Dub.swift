import Dubbing
import Engine
import Foundation
import Media
import Subtitles
import Voices

extension Graph {
  /// The cues of a language, from its file or from a track of the video.
  mutating func read(
    _ prepared: Inputs.Prepared, video: Node<Source>, media: Node<MediaInfo>, limits: SubtitleLimits
  ) -> Node<ReadScript> {
    let dubbed = prepared.dubbed
    let label = "\(dubbed.language)/read"
    switch dubbed.subtitles {
    case .track(let number):
      return add(ReadTrack(track: number, language: nil), video, media, label: label)
    case .trackLanguage(let language):
      return add(ReadTrack(track: nil, language: language), video, media, label: label)
    case .file(let path, let encoding, let framesPerSecond, let original):
      let stage = ReadCues(
        language: dubbed.language, encoding: encoding, framesPerSecond: framesPerSecond,
        checksLanguage: dubbed.checksLanguage, file: .init(path), limits: .init(limits))
      let file = prepared.subtitles.map { given($0) } ?? video
      guard let timing = prepared.timing, let original else {
        return add(stage, file, label: label)
      }
      let timed = ReadTranslation(reading: stage, timing: .init(original))
      return add(timed, file, given(timing), label: label)
    }
  }

  /// The cues of a file; with `timing`, of a translation tool's export that takes its times from there.
  mutating func read(
    _ stage: ReadCues, _ file: Source, timing: (name: String, source: Source)?, label: String
  ) -> Node<ReadScript> {
    guard let timing else { return add(stage, given(file), label: label) }
    let timed = ReadTranslation(reading: stage, timing: .init(timing.name))
    return add(timed, given(file), given(timing.source), label: label)
  }

  /// What the container needs to know of a language.
  mutating func track(
    _ language: String, title: String, _ encoded: Node<Encoded>, cues: Node<[Cue]>,
    voicing: Voicing
  ) -> Node<DubbedTrack> {
    pick(encoded, cues, voicing.lines, voicing.takes) { encoded, cues, lines, takes in
      DubbedTrack(
        language: language, title: title, encoded: encoded, cues: cues,
        source: Disclosure.track(of: takes.map(\.source)),
        engines: Set(lines.map { Disclosure.engine(of: $0.voice) }).sorted())
    }
  }

  /// How loud a language shall be.
  ///
  /// `voices` are mixed without the bed only where a dialogue gate is asked for.
  mutating func goal(
    _ target: LoudnessTarget, _ language: String, original: Node<Measured>, bed: Node<Bed>,
    placed: Node<[Placed]>, length: Node<Time>, mix: MixTrack
  ) -> Node<LoudnessGoal> {
    guard case .dialogue = target.aim else {
      return pick(original) { LoudnessGoal(target, .init(original: $0.integrated)) }
    }
    let silence = pick(bed) { Bed(audio: nil, layout: $0.layout) }
    let voices = add(mix, silence, placed, length, label: "\(language)/mix-voices")
    let speech = add(MeasureDialogue(), voices, placed, label: "\(language)/measure-dialogue")
    return pick(speech) {
      LoudnessGoal(target, .init(dialogue: $0.integrated, spoken: $0.share))
    }
  }

  /// What the finished file must have of a language.
  mutating func expectation(
    _ language: String, title: String, _ voicing: Voicing, _ encoded: Node<Encoded>,
    goal: Node<LoudnessGoal>
  ) -> Node<Expectation> {
    pick(voicing.labels, voicing.placed, encoded, goal) { labels, placed, encoded, goal in
      Expectation(
        language: language, title: title,
        lines: zip(labels, placed).map { .init(label: $0, placed: $1) },
        goal: goal, aim: encoded.levelled.aim)
    }
  }
}

extension Pipeline {
  /// What shapes the speech.
  var voicing: Voicing.Settings {
    Voicing.Settings(
      segmentation: segmentation, spokenText: spokenText, fit: fit, tempo: tempo, respeak: respeak)
  }
}

extension Pipeline.Output {
  /// The stage that writes a language's own file; nil when none is asked for.
  func trackFile(_ language: String) -> WriteTrack? {
    guard let path = trackPath(language) else { return nil }
    return WriteTrack(
      codec: TrackFile.codec(for: path, otherwise: codec), bitRate: bitRate,
      kind: URL(fileURLWithPath: path).pathExtension.lowercased(), path: .init(path))
  }

  /// Where a language's own file goes.
  public func trackPath(_ language: String) -> String? {
    tracks?.replacingOccurrences(of: "{language}", with: language)
  }
}
