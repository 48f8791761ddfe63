public import Dubbing
public import Engine
import Media
import Sound

/// A take and the phrases that are spoken in it.
public struct Untrimmed: Codable, Hashable, Sendable {
  public var take: Take
  public var phrases: [String]

  init(_ take: Take, _ segment: Segment) {
    self.take = take
    phrases = segment.phrases.map(\.text)
  }
}

/// Where the speech is in a take.
public struct Trim: Codable, Hashable, Sendable {
  public var audio: Blob
  /// The whole take, or its parts between pauses that lie between cues.
  public var pieces: [TrimmedPiece]

  /// All speech in it, the silence between its pieces left out.
  public var length: Time { pieces.reduce(.zero) { $0 + $1.length } }
}

/// A stretch of speech in a take, in samples at 48 kHz.
public struct TrimmedPiece: Codable, Hashable, Sendable {
  /// First sample of speech.
  public var start: Int
  public var length: Time
  /// How many phrases it holds.
  public var phrases: Int
}

/// Finds the speech in a take, and the pauses at which it can be parted: silence must not cost time in a slot.
public struct TrimTake: Stage {
  public static let name = "trim"
  public static let version = 3

  public init() {}

  public func run(_ input: Untrimmed, in workspace: Workspace) async throws -> Trim {
    let audio = input.take.audio
    let take = Waveform(samples: try voiceSamples(of: audio, in: workspace), rate: Time.rate)
    let edges = try speechEdges(of: take)
    return Trim(audio: audio, pieces: pieces(of: take, edges, phrases: input.phrases))
  }

  private func pieces(of take: Waveform, _ edges: SpeechEdges, phrases: [String]) -> [TrimmedPiece]
  {
    var pieces: [TrimmedPiece] = []
    var (start, count) = (edges.start, 1)
    for pause in boundaries(of: take, edges, phrases: phrases) {
      guard let pause else {
        count += 1
        continue
      }
      pieces.append(
        TrimmedPiece(
          start: start, length: Time(samples: pause.lowerBound - start), phrases: count))
      (start, count) = (pause.upperBound, 1)
    }
    let rest = Time(samples: edges.end - start)
    return pieces + [TrimmedPiece(start: start, length: rest, phrases: count)]
  }

  /// The pause after each phrase but the last, where there is one.
  private func boundaries(of take: Waveform, _ edges: SpeechEdges, phrases: [String])
    -> [Range<Int>?]
  {
    guard phrases.count > 1 else { return [] }
    let pauses = innerPauses(
      of: take, between: edges, shortest: PhraseAlignment.shortestPause.samples)
    return PhraseAlignment(
      phrases: phrases, pauses: pauses, speech: edges.start..<max(edges.start, edges.end)
    ).pauseAtBoundary
  }
}

/// A take as mono samples at 48 kHz, whatever its own format.
func voiceSamples(of audio: Blob, in workspace: Workspace) throws -> [Float] {
  var reader = try AudioReader(workspace.path(of: audio), channels: .mono)
  var samples: [Float] = []
  while true {
    let block = try reader.read(Time.rate)
    guard let mono = block.first, !mono.isEmpty else { return samples }
    samples += mono
  }
}
