public import Dubbing
public import Engine
public import Media
public import Voices

/// The whole dub, in order. Each stage is the file of its name in this folder.
public struct Dub: Sendable {
  public let graph: Graph
  public let media: Graph.Node<MediaInfo>
  /// The sound of the video, for a report.
  public let original: Graph.Node<Heard>?
  public let languages: [LanguageDub]
  public private(set) var beds: Beds
  public let output: Graph.Node<Muxed>
  public let expected: Graph.Node<[Expectation]>
  public let checks: Graph.Node<[Check]>
  private let check: CheckOutput
  /// Who speaks, for a forecast of the price.
  let providers: Providers
  /// How a line is asked for, of whichever account has its voice.
  public let speak: SpeakLine

  /// One language, node by node.
  public struct LanguageDub: Sendable {
    public let language: String
    public let script: Graph.Node<ReadScript>
    public let voicing: Voicing
    public let encoded: Graph.Node<Encoded>
    public let track: Graph.Node<DubbedTrack>
    public let file: Graph.Node<TrackFile>?
    /// For a report.
    public let waveform: Graph.Node<Peaks>?
  }

  public init(_ pipeline: Pipeline, inputs: Inputs, voices: Voicing.Voices) {
    var graph = Graph()
    providers = voices.providers
    speak = SpeakLine(voices)
    let video = graph.given(inputs.video)
    media = graph.add(ProbeSource(), video, label: "probe")
    let length = graph.pick(media) { Time(samples: $0.length) }
    beds = Beds(pipeline.mix.mode, video: video, media: media, length: length)
    let measured = graph.add(MeasureOriginal(), video, media, label: "measure-original")
    let target = graph.pick(measured) { levellingTarget(original: $0.integrated) }

    original =
      pipeline.report == nil ? nil : graph.add(HearOriginal(), video, media, label: "hear")

    var languages: [LanguageDub] = []
    var expectations: [Graph.Node<Expectation>] = []
    for prepared in inputs.languages {
      let tag = prepared.dubbed.language
      let script = graph.read(
        prepared, video: video, media: media, limits: pipeline.limits.subtitles)
      let cues = graph.pick(script) { $0.cues }
      let voicing = Voicing(
        tag, cues: cues, pictureEnd: length, settings: pipeline.voicing,
        casting: prepared.casting, voices: voices, in: &graph)
      let bed = beds.bed(prepared.stem, in: &graph)
      let placed = graph.levelled(voicing, mix: pipeline.mix, target: target)
      let mix = MixTrack(mix: pipeline.mix)
      let mixed = graph.add(mix, bed, placed, length, label: "\(tag)/mix")
      let goal = graph.goal(
        pipeline.loudness, tag, original: measured, bed: bed, placed: placed, length: length,
        mix: mix)
      let encode = EncodeTrack(codec: pipeline.output.codec, bitRate: pipeline.output.bitRate)
      let encoded = graph.add(encode, mixed, goal, label: "\(tag)/encode")
      let title = prepared.dubbed.title ?? Disclosure.title(of: Language(tag).ownName)
      let track = graph.track(tag, title: title, encoded, cues: cues, voicing: voicing)
      let file = pipeline.output.trackFile(tag).map {
        graph.add($0, mixed, goal, label: "\(tag)/write-track")
      }
      expectations.append(graph.expectation(tag, title: title, voicing, encoded, goal: goal))
      let waveform =
        pipeline.report == nil
        ? nil : graph.add(DrawWaveform(), encoded, label: "\(tag)/waveform")
      languages.append(
        LanguageDub(
          language: tag, script: script, voicing: voicing, encoded: encoded, track: track,
          file: file, waveform: waveform))
    }

    let tracks = graph.gather(languages.map(\.track))
    let mux = MuxFile(
      container: pipeline.output.container, defaultTrack: pipeline.output.defaultTrack,
      sourceLanguage: pipeline.sourceLanguage, subtitles: pipeline.output.subtitles,
      path: .init(pipeline.output.path))
    output = graph.add(mux, video, media, tracks, label: "mux")
    expected = graph.gather(expectations)
    check = CheckOutput(
      path: .init(pipeline.output.path), container: pipeline.output.container,
      defaultTrack: pipeline.output.defaultTrack, subtitles: pipeline.output.subtitles)
    checks = graph.add(check, output, media, expected, label: "check")
    self.languages = languages
    self.graph = graph
  }

  /// The check of another file against the same expectations.
  public func check(of file: String) -> CheckOutput {
    var check = check
    check.path = .init(file)
    return check
  }
}
