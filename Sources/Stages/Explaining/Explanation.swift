public import Engine

/// Why each step of a run was made: the difference of two recipes, in a reader's terms.
public struct Explanation {
  /// By label of the step.
  public private(set) var reasons: [String: Reason] = [:]
  private let comparison: RunComparison
  private let edited: EditedSettings
  private let isFirst: Bool
  /// Steps by the digests of what they newly put out.
  private var makers: [String: [String]] = [:]
  private var found: [String: [String]] = [:]

  /// - Parameters:
  ///   - events: of the run.
  ///   - before: what the pipeline ran the time before.
  ///   - settings: of its file, as they are now.
  public init(
    _ events: [Event], before: RunRecord, settings: [String: String], graph: Graph, store: Store
  ) {
    comparison = RunComparison(events, before: before, upstream: graph.upstream, store: store)
    edited = EditedSettings(from: before.settings ?? settings, to: settings)
    isFirst = before.steps.isEmpty
    guard !isFirst else {
      for pair in comparison.pairs.values where pair.made {
        reasons[pair.label] = Reason(what: ["made for the first time"])
      }
      return
    }
    for pair in comparison.pairs.values.sorted(by: { $0.label < $1.label })
    where comparison.hasNewOutput(pair) {
      for digest in newDigests(of: pair) { makers[digest, default: []].append(pair.label) }
    }
    for pair in comparison.pairs.values where pair.made { reasons[pair.label] = reason(pair) }
  }

  private mutating func reason(_ pair: RunComparison.Pair) -> Reason {
    let (what, causes) = direct(pair)
    return Reason(
      what: what, because: causes,
      roots: roots(of: pair.label).filter { !what.contains($0) })
  }

  /// What is different about a step itself, and the steps that its other differences come from.
  private func direct(_ pair: RunComparison.Pair) -> (what: [String], because: [String]) {
    if pair.before == pair.key { return (remade(pair), []) }
    let own = OwnChange(pair, comparison.differences(of: pair))
    var what = own.what
    if pair.before == nil { what.append(novelty(pair)) }
    return (what, causes(of: pair, own))
  }

  /// Why a step was made whose recipe is what it was.
  private func remade(_ pair: RunComparison.Pair) -> [String] {
    let delivers = [MuxFile.name: "output", WriteTrack.name: "tracks"]
    guard let setting = delivers[pair.stage] else { return ["its result was no longer in the store"] }
    if edited.all[setting] != nil { return [edited.sentence(setting)] }
    return ["its file was not there any more, or not as it was written"]
  }

  private func novelty(_ pair: RunComparison.Pair) -> String {
    let group = comparison.group(of: pair.label)
    guard comparison.knownGroups.contains(group) else { return "made for the first time" }
    let isLine = pair.stage == SpeakLine.name && group.hasSuffix("/speak")
    return isLine ? "line added" : "new"
  }

  /// The steps a step follows from: by content where it takes media, else the nearest that changed.
  private func causes(of pair: RunComparison.Pair, _ own: OwnChange) -> [String] {
    let needs = comparison.changedNeeds(of: pair.label)
    let reachable = Set(needs.values.joined().map(\.label))
    var causes: [String] = []
    for digest in newInputs(of: pair) {
      causes += (makers[digest] ?? []).filter(reachable.contains)
    }
    let hasValues = !own.fields.isEmpty || !own.what.isEmpty
    if hasValues || causes.isEmpty && own.roots.isEmpty && !own.hasNewSource {
      causes += nearest(needs, to: pair, fields: own.fields)
    }
    return OwnChange.unique(causes)
  }

  /// Of the stages that changed those no other comes after, for what has no digest to go by.
  private func nearest(
    _ needs: [String: [RunComparison.Pair]], to pair: RunComparison.Pair, fields: Set<String>
  ) -> [String] {
    var groups = Set(needs.keys)
    // Only the plan says how long a clip is to be.
    let plan = groups.filter { $0.hasSuffix("/fit") }
    if pair.stage == StretchTake.name, fields == ["length"], !plan.isEmpty { groups = plan }
    let last = groups.filter { group in
      !groups.contains { comparison.descends($0, from: group) }
    }
    let place = pair.label.split(separator: "/").last
    return last.sorted().flatMap { group -> [String] in
      let pairs = needs[group] ?? []
      let own = pairs.filter { $0.label.split(separator: "/").last == place }
      return (own.isEmpty ? pairs : own).map(\.label)
    }
  }

  /// What a step comes from in the end: settings, files, versions.
  private mutating func roots(of label: String) -> [String] {
    if let known = found[label] { return known }
    found[label] = []
    guard let pair = comparison.pairs[label] else { return [] }
    if pair.before == pair.key { return [] }
    let own = OwnChange(pair, comparison.differences(of: pair))
    let causes = causes(of: pair, own)
    var roots = own.roots + files(pair, own)
    for cause in causes { roots += self.roots(of: cause) }
    let isNew = pair.before == nil && !comparison.knownGroups.contains(comparison.group(of: label))
    if roots.isEmpty || isNew {
      roots += edited.sentences(on: label, fields: own.fields)
    } else if !own.fields.isEmpty {
      roots += edited.sentences(on: label, named: own.fields)
    }
    roots = OwnChange.unique(roots)
    found[label] = roots
    return roots
  }

  /// Files that are given and are others than before.
  private func files(_ pair: RunComparison.Pair, _ own: OwnChange) -> [String] {
    guard own.hasNewSource else { return [] }
    if pair.stage == ReadCues.name || pair.label.hasSuffix("/read") {
      let language = pair.label.split(separator: "/").first.map(String.init) ?? ""
      let before = pair.before.flatMap { comparison.result(pair.stage, $0)?["output"] }
      let edits = CueEdits(from: before, to: comparison.result(pair.stage, pair.key)?["output"])
      let detail = edits.sentence.map { ": \($0)" } ?? ", but no cue"
      return ["the subtitles of \(language) were edited\(detail)"]
    }
    let isPicture = comparison.pairs["probe"].map {
      $0.isChanged && given($0.key, $0.stage) == given(pair.key, pair.stage)
    }
    return [isPicture == true ? "the video is another file" : "the stem is another file"]
  }

  /// The file a step is given.
  private func given(_ key: Digest, _ stage: String) -> String? {
    let recipe = comparison.result(stage, key)?["recipe"] as? [String: Any]
    let inputs = recipe?["inputs"] as? [[String: Any]] ?? []
    return inputs.first?["source"] as? String
      ?? (recipe?["inputs"] as? [Any])?.compactMap { ($0 as? [String: Any])?["source"] as? String }
      .first
  }

  private func newInputs(of pair: RunComparison.Pair) -> Set<String> {
    let after = digests(in: comparison.result(pair.stage, pair.key)?["recipe"])
    let before = pair.before.map { digests(in: comparison.result(pair.stage, $0)?["recipe"]) }
    return after.subtracting(before ?? [])
  }

  /// The digests a step put out that it was not given.
  private func newDigests(of pair: RunComparison.Pair) -> Set<String> {
    let result = comparison.result(pair.stage, pair.key)
    return digests(in: result?["output"]).subtracting(digests(in: result?["recipe"]))
  }
}

/// Every digest in a JSON value.
private func digests(in json: Any?) -> Set<String> {
  switch json {
  case let text as String: text.isDigest ? [text] : []
  case let object as [String: Any]: object.values.reduce(into: []) { $0.formUnion(digests(in: $1)) }
  case let list as [Any]: list.reduce(into: []) { $0.formUnion(digests(in: $1)) }
  default: []
  }
}
