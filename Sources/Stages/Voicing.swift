public import Dubbing
public import Engine
public import Voices

/// From cues to clips in their places: the part of the graph a dub and a bare voice track share.
public struct Voicing: Sendable {
  public let language: String
  public let script: Graph.Node<SpokenScript>
  public let lines: Graph.Node<[Line]>
  public let takes: Graph.Node<[Take]>
  public let trims: Graph.Node<[Trim]>
  public let plan: Graph.Node<FitPlan>
  public let placed: Graph.Node<[Placed]>

  init(
    _ language: String, cues: Graph.Node<[Cue]>, pictureEnd: Graph.Node<Time>,
    settings: Settings, casting: Casting, voices: Voices, in graph: inout Graph
  ) {
    self.language = language
    let form = FormSegments(
      mode: settings.segmentation, rules: settings.spokenText, language: language,
      names: casting.cast.keys.sorted())
    let cast = CastVoices(
      language: language, voice: casting.voice, cast: casting.cast, takes: casting.takes)
    let speak = SpeakLine(providers: .init(voices.providers), tally: .init(voices.tally))

    script = graph.add(form, cues, pictureEnd, label: "\(language)/segment")
    let segments = graph.pick(script) { $0.segments }
    let names = graph.pick(segments) { $0.map(\.label) }
    lines = graph.add(cast, segments, label: "\(language)/cast")
    takes = graph.each(speak, lines, label: "\(language)/speak", names: names)
    trims = graph.each(TrimTake(), takes, label: "\(language)/trim", names: names)
    let lengths = graph.pick(trims) { $0.map(\.length) }
    let voiced = graph.pick(segments, lines) { Self.voiced($0, by: $1) }
    plan = graph.add(
      FitTakes(constants: settings.fit), voiced, lengths, pictureEnd, label: "\(language)/fit")
    let stretches = graph.pick(trims, plan) { trims, plan in
      zip(trims, plan.fits).map { Stretch(trim: $0, length: $1.length) }
    }
    let clips = graph.each(StretchTake(), stretches, label: "\(language)/stretch", names: names)
    placed = graph.pick(clips, plan) { clips, plan in
      zip(clips, plan.fits).map { Placed(clip: $0, start: $1.start, length: $1.length) }
    }
  }

  /// Segments by who is heard: two speakers with one voice must not talk at once.
  static func voiced(_ segments: [Segment], by lines: [Line]) -> [Segment] {
    zip(segments, lines).map { segment, line in
      var segment = segment
      let settings = line.voice.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let name = line.voice.provider == Recording.type ? "" : line.voice.name
      segment.speaker = ([line.voice.provider, name] + settings).joined(separator: "/")
      return segment
    }
  }

  /// What shapes the speech, whatever the output.
  public struct Settings: Sendable {
    public var segmentation: SegmentationMode
    public var spokenText: SpokenTextRules
    public var fit: FitConstants
  }

  /// Who speaks, and who counts.
  public struct Voices: Sendable {
    public var providers: Providers
    public var tally: Tally

    public init(providers: Providers, tally: Tally) {
      self.providers = providers
      self.tally = tally
    }
  }
}

/// A clip and where its speech starts.
public struct Placed: Codable, Hashable, Sendable {
  public var clip: Clip
  public var start: Time
  public var length: Time
  /// What brings its voice to the level of the others, in hundredths of a decibel.
  public var gain = 0
  /// Where it comes from, in percent: −100 left, 100 right.
  public var pan = 0
}
