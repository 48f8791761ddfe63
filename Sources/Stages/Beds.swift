import Dubbing
public import Engine
public import Media

/// What stays under the dubs: the original, or stems; each is read once, however many languages share it.
public struct Beds: Sendable {
  /// The stems and what is in their files.
  public private(set) var stems: [(stem: Stem, info: Graph.Node<MediaInfo>)] = []
  private let video: Graph.Node<Source>
  private let media: Graph.Node<MediaInfo>
  private let length: Graph.Node<Time>
  private let keeps: PrepareBed.Keeps
  private var made: [Stem?: Graph.Node<Bed>] = [:]

  init(
    _ mode: MixSettings.Mode, video: Graph.Node<Source>, media: Graph.Node<MediaInfo>,
    length: Graph.Node<Time>
  ) {
    self.video = video
    self.media = media
    self.length = length
    keeps = mode == .replace ? .width : .sound
  }

  /// The bed of a language: its stem, or the original where there is none.
  mutating func bed(_ stem: Stem?, in graph: inout Graph) -> Graph.Node<Bed> {
    if let bed = made[stem] { return bed }
    let label = made.isEmpty ? "bed" : "bed-\(made.count + 1)"
    let prepare = PrepareBed(track: stem?.track, keeps: keeps)
    var (source, info) = (video, media)
    if let stem {
      source = graph.given(stem.source)
      info = graph.add(ProbeSource(), source, label: "\(label)/probe")
      stems.append((stem, info))
    }
    let bed = graph.add(prepare, source, info, length, label: label)
    made[stem] = bed
    return bed
  }

  /// What must be known before anything is spoken.
  public var goals: [Int] { stems.map(\.info.goal) }

  /// Stops on a stem without sound and on channels that a dub cannot be encoded with.
  public func refuse(in outcome: Outcome, pipeline: Pipeline) throws {
    for (stem, info) in stems {
      guard let info = outcome.value(of: info) else { continue }
      guard let sound = stem.sound(in: info) else { throw InputError(stem.withoutSound(info)) }
      try pipeline.refuse(sound.layout, of: stem.path)
    }
    guard keeps == .sound, stems.isEmpty else { return }
    try pipeline.refuse(outcome.value(of: media)?.mainAudio?.layout, of: pipeline.video)
  }

  /// What a person must know about the stems of a finished run.
  func notices(_ outcome: Outcome) -> [String] {
    guard let picture = outcome.value(of: media) else { return [] }
    return stems.compactMap { stem, info in
      outcome.value(of: info).flatMap {
        stem.notice($0, picture: Time(samples: picture.length))
      }
    }
  }
}

extension Pipeline {
  /// Stops on channels that a codec of this pipeline has no place for.
  fileprivate func refuse(_ layout: ChannelLayout?, of file: String) throws {
    guard let layout else { return }
    let codecs =
      [output.codec]
      + (output.tracks.map { [TrackFile.codec(for: $0, otherwise: output.codec)] } ?? [])
    for codec in codecs {
      guard let refusal = codec.refusal(of: layout) else { continue }
      throw InputError("\(file): \(refusal)")
    }
  }
}
