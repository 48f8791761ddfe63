public import Dubbing
public import Engine
public import Voices

/// From cues to clips in their places: the part of the graph a dub and a bare voice track share.
public struct Voicing: Sendable {
  public let language: String
  private let wording: WordingRules
  /// Who speaks it.
  public let providers: Providers
  /// How one of its lines is asked for.
  public let speak: SpeakLine
  public let script: Graph.Node<SpokenScript>
  /// Each line as its voice would be asked for it.
  public let worded: Graph.Node<[Line]>
  /// What people chose in place of that; nil where they chose nothing.
  public let chosen: Graph.Node<ChosenLines>?
  public let lines: Graph.Node<[Line]>
  /// Each line as it was first spoken.
  public let takes: Graph.Node<[Take]>
  /// The take each segment is made of.
  public let paced: Graph.Node<[PacedTake]>
  public let pieces: Graph.Node<[Piece]>
  /// One fit a piece.
  public let plan: Graph.Node<FitPlan>
  /// Natural speech to cut from each piece so that everything would fit.
  public let cuts: Graph.Node<[Time]>
  /// The cues of each piece.
  public let labels: Graph.Node<[String]>
  /// One clip a piece.
  public let placed: Graph.Node<[Placed]>

  init(
    _ language: String, cues: Graph.Node<[Cue]>, pictureEnd: Graph.Node<Time>,
    settings: Settings, casting: Casting, voices: Voices, in graph: inout Graph
  ) {
    self.language = language
    wording = casting.wording
    let voices = voices.routing(casting.accounts)
    providers = voices.providers
    let form = FormSegments(
      mode: settings.segmentation, rules: settings.spokenText, language: language,
      names: casting.cast.keys.sorted(),
      alone: casting.alone)
    let cast = CastVoices(
      language: language, voice: casting.voice, cast: casting.cast, takes: casting.takes)
    let words = WordLines(casting.wording, voices.providers, language: language)
    speak = SpeakLine(voices)
    let fit = FitTakes(constants: settings.fit, tempo: settings.tempo)

    script = graph.add(form, cues, pictureEnd, label: "\(language)/segment")
    let segments = graph.pick(script) { $0.segments }
    let names = graph.pick(segments) { $0.map(\.label) }
    let plain = graph.add(cast, segments, label: "\(language)/cast")
    worded = graph.add(words, plain, segments, cues, label: "\(language)/word")
    chosen =
      casting.chosen.isEmpty
      ? nil
      : graph.add(
        ChooseTakes(language: language, choices: casting.chosen), worded, segments,
        label: "\(language)/choose")
    lines = chosen.map { graph.pick($0) { $0.lines } } ?? worded
    let locked = chosen.map { graph.pick($0) { $0.locked } }
    takes = graph.each(speak, lines, label: "\(language)/speak", names: names)
    let untrimmed = graph.pick(takes, segments) { zip($0, $1).map(Untrimmed.init) }
    let trims = graph.each(TrimTake(), untrimmed, label: "\(language)/trim", names: names)
    let first = graph.pick(trims, lines) { trims, lines in
      zip(trims, lines).map { PacedTake($0, pace: $1.pace, natural: $0.length) }
    }
    let draft = graph.pick(segments, lines, first) {
      Stages.pieces(of: $0, $1, $2.map(\.pacing))
    }
    let drafted = graph.add(fit, draft, names, pictureEnd, label: "\(language)/draft")
    let planned = graph.pick(drafted, draft, names) { $0.lengths(of: $1, segments: $2.count) }
    let respeaking = Respoken(
      label: language, segments: segments, lines: lines, planned: planned, names: names,
      locked: locked ?? graph.given([]),
      speak: speak, respeaking: voices.respeaking(settings.respeak, casting.voices))
    // Once at the pace that should do, and once more corrected by what that gave.
    let second = respeaking.round("pace", first, in: &graph)
    paced = respeaking.round("pace-again", second, in: &graph)
    pieces = graph.pick(segments, lines, paced) { Stages.pieces(of: $0, $1, $2.map(\.pacing)) }
    plan = graph.add(fit, pieces, names, pictureEnd, label: "\(language)/fit")
    let constants = settings.fit
    cuts = graph.pick(pieces, pictureEnd) {
      shortening(of: $0, pictureEnd: $1, constants: constants)
    }

    let stretches = graph.pick(paced, plan) { Self.stretches($0, $1) }
    labels = graph.pick(segments, paced) { Self.labels($0, $1) }
    let clips = graph.each(StretchTake(), stretches, label: "\(language)/stretch", names: labels)
    placed = graph.pick(clips, plan) { clips, plan in
      zip(clips, plan.fits).map { Placed(clip: $0, start: $1.start, length: $1.length) }
    }
  }

  /// Every line with what became of it; nil before all of them are placed.
  func fitted(_ outcome: Outcome) -> [FittedLine]? {
    guard let script = outcome.value(of: script), let lines = outcome.value(of: lines),
      let takes = outcome.value(of: paced), let pieces = outcome.value(of: pieces),
      let plan = outcome.value(of: plan), let cuts = outcome.value(of: cuts)
    else { return nil }
    return FittedLine.all(
      script.segments, lines, takes.map(\.pacing), pieces, plan, cuts: cuts)
  }

  /// What people chose for its lines; nil where they chose nothing.
  func choices(_ outcome: Outcome) -> ChosenLines? { chosen.flatMap { outcome.value(of: $0) } }

  /// What a person must know of how the lines are asked for.
  func sentences(_ lines: [Line]) -> [String] {
    guard wording.asksDirection else { return [] }
    let deaf = Set(lines.filter { $0.direction == nil }.map(\.voice.provider))
      .subtracting([Recording.type]).sorted()
    guard !deaf.isEmpty, !lines.contains(where: { $0.direction != nil }) else { return [] }
    return [
      "\(language): `direction` is not followed by the voices of \(deaf.joined(separator: ", ")); "
        + "use `pace`, or another voice."
    ]
  }

  private static func stretches(_ takes: [PacedTake], _ plan: FitPlan) -> [Stretch] {
    let pieces = takes.flatMap { take in take.pacing.pieces.map { (take.audio, $0) } }
    return zip(pieces, plan.fits).map { piece, fit in
      Stretch(
        audio: piece.0, start: piece.1.start, natural: piece.1.length, length: fit.length)
    }
  }

  /// `17-19` for a whole take, `17` and `18-19` for its pieces.
  private static func labels(_ segments: [Segment], _ takes: [PacedTake]) -> [String] {
    zip(segments, takes).flatMap { segment, take in
      var phrases = segment.phrases[...]
      return take.pacing.pieces.map { piece in
        defer { phrases = phrases.dropFirst(piece.phrases) }
        return Segment(phrases: Array(phrases.prefix(piece.phrases)), text: "").label
      }
    }
  }

  /// What shapes the speech, whatever the output.
  public struct Settings: Sendable {
    public var segmentation: SegmentationMode
    public var spokenText: SpokenTextRules
    public var fit: FitConstants
    public var tempo = TempoChoice.given
    public var respeak = RespeakPolicy.free
  }

  /// Who speaks, and who counts.
  public struct Voices: Sendable {
    public var providers: Providers
    public var tally: Tally
    public var conduct: Conduct

    public init(providers: Providers, tally: Tally, conduct: Conduct = Conduct()) {
      self.providers = providers
      self.tally = tally
      self.conduct = conduct
    }

    /// The same, where each voice is its account's.
    func routing(_ accounts: [Voice: String]) -> Voices {
      Voices(providers: providers.routing(accounts), tally: tally, conduct: conduct)
    }

    /// Which of these voices may speak a line twice.
    func respeaking(_ policy: RespeakPolicy, _ cast: Set<Voice>) -> Respeaking {
      let able = cast.compactMap { voice -> (Voice, ClosedRange<Int>)? in
        guard let provider = providers.synthesizer(for: voice), policy != .never else { return nil }
        guard policy == .paid || provider.tariff == .free else { return nil }
        return provider.paces.map { (voice, $0) }
      }
      return Respeaking(paces: Dictionary(uniqueKeysWithValues: able))
    }
  }
}

/// Lines spoken once more at another pace, and whichever take is nearer to the plan.
private struct Respoken {
  let label: String
  let segments: Graph.Node<[Segment]>
  let lines: Graph.Node<[Line]>
  let planned: Graph.Node<[Time]>
  let names: Graph.Node<[String]>
  let locked: Graph.Node<[Int]>
  let speak: SpeakLine
  let respeaking: Respeaking

  func round(_ name: String, _ takes: Graph.Node<[PacedTake]>, in graph: inout Graph)
    -> Graph.Node<[PacedTake]>
  {
    var speak = speak
    speak.asking = .init(.again)
    let respeaking = respeaking
    let requests = graph.pick(lines, takes, planned, locked) { lines, takes, planned, locked in
      let locked = Set(locked)
      return Stages.requests(lines, takes, planned, by: respeaking)
        .filter { !locked.contains($0.segment) }
    }
    let asked = graph.pick(requests) { $0.map(\.line) }
    let labels = graph.pick(requests, names) { requests, names in
      requests.map { names[$0.segment] }
    }
    let spoken = graph.each(speak, asked, label: "\(label)/\(name)", names: labels)
    let untrimmed = graph.pick(spoken, requests, segments) { takes, requests, segments in
      zip(takes, requests).map { Untrimmed($0, segments[$1.segment]) }
    }
    let trims = graph.each(
      TrimTake(), untrimmed, label: "\(label)/\(name)-trim", names: labels)
    return graph.pick(takes, requests, trims, planned) { nearer($0, $1, $2, $3) }
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
