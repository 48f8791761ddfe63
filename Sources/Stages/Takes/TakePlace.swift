public import Dubbing
public import Engine
public import Media

extension Voicing {
  /// What becomes of each of some takes of a line, if it is the one that is heard; nil while other lines of the language are
  /// not spoken.
  ///
  /// - Parameters:
  ///   - index: of the line.
  ///   - heard: the one that is heard now, whose place is known.
  public func places(
    of takes: [(line: Line, take: Take)], at index: Int, heard: Line, pipeline: Pipeline,
    media: Graph.Node<MediaInfo>, _ outcome: Outcome, in workspace: Workspace
  ) async throws -> [LineReport?] {
    guard let segments = outcome.value(of: script)?.segments, let now = fitted(outcome),
      let lines = outcome.value(of: lines), let paced = outcome.value(of: paced),
      let plan = outcome.value(of: plan), let media = outcome.value(of: media)
    else { return takes.map { _ in nil } }
    var graph = Graph()
    let untrimmed = takes.map { Untrimmed($0.take, segments[index]) }
    let node = graph.each(TrimTake(), graph.given(untrimmed), label: "trim")
    let trimmed = try await graph.run(in: workspace, jobs: 4, journal: RecordingJournal())
    var constants = pipeline.fit
    if pipeline.tempo == .auto { constants.tempo = plan.tempo }
    let end = Time(samples: media.length)
    return zip(takes, trimmed.value(of: node) ?? []).map { take, trim in
      guard take.line != heard else { return LineReport(language: language, now[index]) }
      var pacings = paced.map(\.pacing)
      pacings[index] = Pacing(pieces: trim.pieces, pace: take.line.pace, natural: trim.length)
      let pieces = Stages.pieces(of: segments, lines, pacings)
      let plan = fit(pieces, pictureEnd: end, constants: constants)
      let cuts = shortening(of: pieces, pictureEnd: end, constants: constants)
      let fitted = FittedLine.all(segments, lines, pacings, pieces, plan, cuts: cuts)
      return LineReport(language: language, fitted[index])
    }
  }
}
