public import Dubbing
public import Engine
import Voices

/// The take a segment is made of.
public struct PacedTake: Codable, Hashable, Sendable {
  public var audio: Blob
  public var pacing: Pacing

  init(_ trim: Trim, pace: Int, natural: Time) {
    audio = trim.audio
    pacing = Pacing(pieces: trim.pieces, pace: pace, natural: natural)
  }
}

/// How the speech of a segment is parted and paced, or is expected to be.
public struct Pacing: Codable, Hashable, Sendable {
  public var pieces: [TrimmedPiece]
  /// The pace it was asked for, in percent of the voice's own.
  public var pace: Int
  /// How long the speech is at the voice's own pace.
  public var natural: Time

  /// How long it is as recorded.
  var length: Time { pieces.reduce(.zero) { $0 + $1.length } }

  /// The pieces as long as they would be at the voice's own pace: what a listener's comfort is measured against.
  var naturalLengths: [Time] {
    let whole = max(1, length.samples)
    return pieces.map { Time(samples: $0.length.samples * natural.samples / whole) }
  }
}

/// A line to be spoken once more.
struct Request: Codable, Hashable, Sendable {
  /// Index of its segment.
  var segment: Int
  var line: Line
}

/// What the fit places: every piece of every take, with the cues it belongs to.
func pieces(of segments: [Segment], _ lines: [Line], _ pacings: [Pacing]) -> [Piece] {
  segments.indices.flatMap { i in
    let speaker = whoIsHeard(lines[i].voice)
    var phrases = segments[i].phrases[...]
    return zip(pacings[i].pieces, pacings[i].naturalLengths).map { piece, natural in
      let own = phrases.prefix(piece.phrases)
      phrases = phrases.dropFirst(piece.phrases)
      let slot = Segment(phrases: Array(own), text: "").slot
      return Piece(slot: slot, speaker: speaker, natural: natural, segment: i)
    }
  }
}

/// Two speakers with one voice must not talk at once.
func whoIsHeard(_ voice: Voice) -> String {
  let settings = voice.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  let name = voice.provider == Recording.type ? "" : voice.name
  return ([voice.provider, name] + settings).joined(separator: "/")
}

/// The lines whose voice should speak once more, for their takes are not as long as planned.
func requests(
  _ lines: [Line], _ takes: [PacedTake], _ planned: [Time], by respeaking: Respeaking
) -> [Request] {
  lines.indices.compactMap { i in
    var line = lines[i]
    line.pace = takes[i].pacing.pace
    let pace = respeaking.pace(for: line, spoken: takes[i].pacing.length, planned: planned[i])
    guard let pace else { return nil }
    line.pace = pace
    return Request(segment: i, line: line)
  }
}

/// Each segment's take, replaced by what was spoken anew where that is nearer to the plan.
func nearer(
  _ takes: [PacedTake], _ requests: [Request], _ trims: [Trim], _ planned: [Time]
) -> [PacedTake] {
  var takes = takes
  for (request, trim) in zip(requests, trims) {
    let old = takes[request.segment].pacing
    let lengths = [old.length, trim.length]
    guard Respeaking.nearest(lengths, to: planned[request.segment]) == 1 else { continue }
    takes[request.segment] = PacedTake(
      trim, pace: request.line.pace, natural: old.natural)
  }
  return takes
}

extension FitPlan {
  /// How long each segment's speech is to be in all.
  func lengths(of pieces: [Piece], segments: Int) -> [Time] {
    var lengths = [Time](repeating: .zero, count: segments)
    for (piece, fit) in zip(pieces, fits) {
      lengths[piece.segment] = lengths[piece.segment] + fit.length
    }
    return lengths
  }
}
