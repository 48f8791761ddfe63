import Dubbing
import Engine

extension Graph {
  /// The clips of a language with the gain of their speakers and takes, each where its speaker is panned to.
  ///
  /// - Parameter target: hundredths of LUFS the voices are brought to.
  mutating func levelled(_ voicing: Voicing, mix: MixSettings, target: Node<Int>)
    -> Node<[Placed]>
  {
    let segments = pick(voicing.script) { $0.segments }
    let panned = pick(voicing.placed, voicing.pieces, segments) { placed, pieces, segments in
      zip(placed, pieces).map { $0.panned(mix.pan(of: segments[$1.segment].speaker)) }
    }
    guard mix.levelling == .on else { return panned }
    let takes = pick(voicing.paced) { $0.map(\.audio) }
    let names = pick(segments) { $0.map(\.label) }
    let levels = each(MeasureTake(), takes, label: "\(voicing.language)/measure", names: names)
    let gains = pick(levels, segments, voicing.lines, target) { levels, segments, lines, target in
      // A person of the film in one voice; all recordings of a person are one voice.
      let speakers = zip(segments, lines).map { "\($0.speaker ?? "")/\(whoIsHeard($1.voice))" }
      return levellingGains(levels, speakers: speakers, target: target)
    }
    return pick(panned, voicing.pieces, gains) { placed, pieces, gains in
      zip(placed, pieces).map { $0.raised(gains[$1.segment]) }
    }
  }
}

extension MixSettings {
  /// What a person must know of speakers who are panned and never speak.
  func unheard(among speakers: Set<String>) -> [String] {
    let known = Set(speakers.map { $0.lowercased() })
    return pan.keys.sorted().filter { !known.contains($0.lowercased()) }.map { name in
      let hint = nearest(to: name, among: speakers.sorted()).first.map { " Did you mean `\($0)`?" }
      return "pan: nobody called `\(name)` speaks here.\(hint ?? "")"
    }
  }
}

extension Placed {
  fileprivate func raised(_ gain: Int) -> Placed {
    var placed = self
    placed.gain = gain
    return placed
  }

  fileprivate func panned(_ pan: Int) -> Placed {
    var placed = self
    placed.pan = pan
    return placed
  }
}
