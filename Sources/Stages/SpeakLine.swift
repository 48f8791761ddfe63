public import Dubbing
public import Engine
import Foundation
import Sound
public import Voices

/// One recording of a line.
public struct Take: Codable, Hashable, Sendable {
  /// The sound as the voice gave it.
  public var audio: Blob
  /// Characters billed for it.
  public var characters: Int
  public var source: DigitalSource
  /// The revision of the model that spoke it, where the service told it.
  public var revision: String?
}

/// Speaks a line. The only stage that spends money: a take is saved before anything else can fail, and one that is bad is
/// remembered, so that it is not bought by every run.
public struct SpeakLine: Stage {
  public static let name = "speak"
  public static let version = 1
  public static let effect = Effect.spends

  public var providers: Unkeyed<Providers>
  public var tally: Unkeyed<Tally>
  public var conduct = Unkeyed(Conduct())
  /// Whether the line is asked for the first time, or once more at another pace.
  public var asking = Unkeyed(Asking.first)

  public enum Asking: Sendable { case first, again }

  init(_ voices: Voicing.Voices) {
    self.init(
      providers: .init(voices.providers), tally: .init(voices.tally),
      conduct: .init(voices.conduct))
  }

  init(
    providers: Unkeyed<Providers>, tally: Unkeyed<Tally>, conduct: Unkeyed<Conduct> = .init(.init())
  ) {
    self.providers = providers
    self.tally = tally
    self.conduct = conduct
  }

  public func stay(for line: Line) -> Stay {
    providers.value.synthesizer(for: line.voice)?.isRemote == true ? .service : .processor
  }

  public func run(_ line: Line, in workspace: Workspace) async throws -> Take {
    guard let synthesizer = providers.value.synthesizer(for: line.voice) else {
      throw InputError(
        "No provider has the voice `\(line.voice.name)` of \(line.voice.provider) any more; run the whole pipeline."
      )
    }
    var record = RecordLine(
      attempt: 1, synthesizer: .init(synthesizer), conduct: conduct, tally: tally, asking: asking)
    var billed = 0
    while true {
      var take = try await take(of: line, by: record, in: workspace)
      billed += take.characters
      guard synthesizer.source != .humanRecording,
        let fault = try fault(of: take, line, in: workspace)
      else {
        take.characters = billed
        return take
      }
      // A voice that is never twice the same may do better; one that is would only be paid twice.
      guard record.attempt == 1, !synthesizer.isRepeatable else { throw bad(take, fault) }
      record.attempt = 2
    }
  }

  /// Asks the voice for the line, whole or in parts; what was bought for it before is not bought again.
  private func take(of line: Line, by record: RecordLine, in workspace: Workspace) async throws
    -> Take
  {
    let synthesizer = record.synthesizer.value
    guard synthesizer.isRemote else { return try await record.run(line, in: workspace) }
    var record = record
    let endings = Endings()
    record.conduct.value.endings = endings
    var takes: [Take] = []
    // One after the other: the number of requests in flight is the run's to decide.
    for part in synthesizer.parts(of: line) {
      defer { endings.tell() }
      takes.append(try await workspace.inner(record, of: part))
    }
    guard takes.count > 1 else { return takes[0] }
    let sounds = try takes.map { take in
      [UInt8](try Data(contentsOf: URL(filePath: workspace.path(of: take.audio))))
    }
    return Take(
      audio: try workspace.keep(Speech.joined(sounds), kind: Speech.Kind.wav.rawValue),
      characters: takes.reduce(0) { $0 + $1.characters }, source: takes[0].source,
      revision: Set(takes.map(\.revision)).count == 1 ? takes[0].revision : nil)
  }

  private func fault(of take: Take, _ line: Line, in workspace: Workspace) throws -> TakeFault? {
    let samples = try voiceSamples(of: take.audio, in: workspace)
    return Sound.fault(
      of: Waveform(samples: samples, rate: Time.rate), plausible: SpeechRate.plausible(for: line))
  }

  private func bad(_ take: Take, _ fault: TakeFault) -> SpeechError {
    SpeechError(
      .badAudio,
      "The take \(fault.rawValue). Change the text of the line or its voice; "
        + "the sound is kept as \(take.audio.digest.rawValue.prefix(12)).")
  }
}
