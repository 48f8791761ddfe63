public import Engine
import Foundation

/// Why each step of a run was made: the difference of two recipes, in a reader's terms.
public struct Explanation {
  /// By label of the step.
  public private(set) var reasons: [String: Reason] = [:]
  private let comparison: RunComparison
  private let edited: EditedSettings
  private let isFirst: Bool
  /// Steps by the digests that are new in what they put out.
  private var holders: [String: [String]] = [:]
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
      for digest in newOutputs(of: pair) { holders[digest, default: []].append(pair.label) }
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
    let own = OwnChange(pair, comparison.differences(of: pair), edited: edited)
    var what = OwnChange.unique(own.roots + files(pair, own) + choices(pair) + own.what)
    if pair.before == nil { what.append(novelty(pair)) }
    return (what, causes(of: pair, own))
  }

  /// Why a step was made whose recipe is what it was.
  private func remade(_ pair: RunComparison.Pair) -> [String] {
    let delivers = [MuxFile.name: "output", WriteTrack.name: "tracks"]
    guard let setting = delivers[pair.stage] else {
      return ["its result was no longer in the store"]
    }
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
      causes += (holders[digest] ?? []).filter(reachable.contains)
    }
    let hasValues = !own.fields.isEmpty || !own.what.isEmpty
    if hasValues || causes.isEmpty && own.roots.isEmpty && !own.hasNewSource {
      causes += nearest(needs, to: pair, fields: own.fields)
    }
    return Set(causes).sorted { $0.compare($1, options: .numeric) == .orderedAscending }
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
    let own = OwnChange(pair, comparison.differences(of: pair), edited: edited)
    let causes = causes(of: pair, own)
    var roots = own.roots + files(pair, own) + speakers(pair) + choices(pair)
    for cause in causes { roots += self.roots(of: cause) }
    let isNew = pair.before == nil && !comparison.knownGroups.contains(comparison.group(of: label))
    let settings =
      roots.isEmpty || isNew
      ? edited.names(on: label, fields: own.fields) : edited.names(on: label, named: own.fields)
    // A setting a recipe names already is not told twice.
    roots += settings.filter { name in !roots.contains { $0.hasPrefix("\(name):") } }
      .map(edited.sentence)
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
    if isPicture == true { return ["the video is another file"] }
    let settings = edited.names(on: pair.label, named: ["bed"])
    return settings.isEmpty ? ["the stem is another file"] : settings.map(edited.sentence)
  }

  /// Lines that another speaker says; subtitles often name them among the words.
  private func speakers(_ pair: RunComparison.Pair) -> [String] {
    guard pair.stage == FormSegments.name, let before = pair.before else { return [] }
    func segments(_ key: Digest) -> [[String: Any]] {
      let output = comparison.result(pair.stage, key)?["output"] as? [String: Any]
      return output?["segments"] as? [[String: Any]] ?? []
    }
    let (old, new) = (segments(before), segments(pair.key))
    guard old.count == new.count else { return [] }
    return zip(old, new).enumerated().compactMap { index, pair in
      let (from, to) = (pair.0["speaker"] as? String, pair.1["speaker"] as? String)
      guard from != to else { return nil }
      return "the speaker of line \(index + 1) changed: \(from ?? "nobody") → \(to ?? "nobody")"
    }
  }

  /// Lines of which people chose another take than before.
  private func choices(_ pair: RunComparison.Pair) -> [String] {
    guard pair.stage == ChooseTakes.name else { return [] }
    func chosen(_ key: Digest?) -> [String: [NSDictionary]] {
      let recipe = key.flatMap { comparison.result(pair.stage, $0)?["recipe"] as? [String: Any] }
      let list = (recipe?["parameters"] as? [String: Any])?["choices"] as? [NSDictionary] ?? []
      return Dictionary(grouping: list) { chosen in
        (chosen["choice"] as? NSDictionary)?["line"] as? String ?? "?"
      }
    }
    let (old, new) = (chosen(pair.before), chosen(pair.key))
    let language = pair.label.split(separator: "/").first.map(String.init) ?? ""
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
      .map { "what was chosen for \(language)/\($0) changed" }
  }

  /// The file a step is given.
  private func given(_ key: Digest, _ stage: String) -> String? {
    let recipe = comparison.result(stage, key)?["recipe"] as? [String: Any]
    let inputs = recipe?["inputs"] as? [[String: Any]] ?? []
    return inputs.first?["source"] as? String
      ?? (recipe?["inputs"] as? [Any])?.compactMap { ($0 as? [String: Any])?["source"] as? String }
      .first
  }

  private func newInputs(of pair: RunComparison.Pair) -> Set<String> { new("recipe", of: pair) }

  private func newOutputs(of pair: RunComparison.Pair) -> Set<String> { new("output", of: pair) }

  /// The digests in a part of a step's result that were not there before.
  private func new(_ part: String, of pair: RunComparison.Pair) -> Set<String> {
    let after = digests(in: comparison.result(pair.stage, pair.key)?[part])
    let before = pair.before.map { digests(in: comparison.result(pair.stage, $0)?[part]) }
    return after.subtracting(before ?? [])
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
