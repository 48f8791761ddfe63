import Yams

extension Ducking {
  /// Its times by their names in pipeline files, in milliseconds; `depth` is in decibels.
  static let times: [(name: String, time: any WritableKeyPath<Ducking, Int> & Sendable)] = [
    ("fade_down", \.fadeDown), ("early", \.early), ("hold", \.hold), ("fade_up", \.fadeUp),
    ("bridged_gap", \.bridgedGap),
  ]
}

extension Section {
  /// Takes over what is written of a ducking.
  func read(into ducking: inout Ducking) throws(PipelineError) {
    ducking.depth = try hundredths("depth", in: 0...6000) ?? ducking.depth
    for (name, time) in Ducking.times {
      ducking[keyPath: time] = try integer(name, in: 0...10_000) ?? ducking[keyPath: time]
    }
  }

  /// Where speakers come from, by name.
  func pan() throws(PipelineError) -> [String: Int] {
    var pan: [String: Int] = [:]
    guard let section = try section("pan") else { return pan }
    for speaker in section.keys {
      pan[speaker] = try section.integer(speaker, in: -100...100)
    }
    return pan
  }

  /// The music-and-effects stem under `bed`: a path, or a file or the video itself with a track of it.
  func stem(path: (String) -> String) throws(PipelineError) -> Pipeline.StemSource? {
    guard let node = value("bed"), !node.isNull else { return nil }
    if node.scalar != nil { return .init(path: path(try requiredText("bed")), track: nil) }
    let section = try Section(node, name: "bed", file: file)
    try section.allow(Pipeline.stemKeys)
    let stem = Pipeline.StemSource(
      path: try section.text("file").map(path), track: try section.integer("track", in: 0...999))
    guard stem.path != nil || stem.track != nil else {
      throw fault("`bed` needs a `file`, a `track` of the video, or both.", at: node)
    }
    return stem
  }
}

extension Pipeline {
  /// Every stem a language uses.
  var stems: [StemSource] { languages.compactMap { $0.stem ?? stem } }

  /// A stem that is not used, or is missing, would be a surprise in the finished mix.
  func checkStems(_ root: Section) throws(PipelineError) {
    let place = root.value("mix")
    guard mix.mode == .bed else {
      guard stem != nil || languages.contains(where: { $0.stem != nil }) else { return }
      throw root.fault(
        "A `bed` is used by `mode: bed` only, not by `mode: \(mix.mode.rawValue)`.", at: place)
    }
    if let bare = languages.first(where: { $0.stem ?? stem == nil }) {
      throw root.fault(
        "`mode: bed` needs a `bed` for `\(bare.language)`: the file of a music-and-effects stem.",
        at: place)
    }
  }
}
