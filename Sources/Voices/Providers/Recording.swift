public import Dubbing

/// Lines a person recorded, spoken by handing back the file unchanged.
///
/// A recording is named by the digest of its bytes, so a new recording is a new voice name, hence a
/// new key, and only its line is remade.
public struct Recording: Synthesizer {
  public static let type = "recording"

  private let names: Set<String>
  private let bytes: @Sendable (String) async throws -> [UInt8]

  /// - Parameters:
  ///   - names: the digests of the recordings there are.
  ///   - bytes: gives the bytes with a digest; it should check that they are still those.
  public init(names: Set<String>, bytes: @Sendable @escaping (String) async throws -> [UInt8]) {
    self.names = names
    self.bytes = bytes
  }

  public var source: DigitalSource { .humanRecording }
  public var tariff: Tariff { .free }
  public var isRepeatable: Bool { true }

  public var catalogue: [VoiceListing] {
    names.sorted().map { VoiceListing(name: $0, language: "mul", note: "recorded by a person") }
  }

  public func voice(named name: String, language: String) throws(SpeechError) -> Voice {
    guard names.contains(name) else {
      throw SpeechError(
        .missingVoice, "There is no recording \(shown(name)); check the path under `takes:`.")
    }
    return Voice(provider: Self.type, model: "human", name: name)
  }

  public func speak(_ line: Line, under conduct: Conduct) async throws(SpeechError) -> Speech {
    let name = line.voice.name
    let raw: [UInt8]
    do {
      raw = try await bytes(name)
    } catch {
      throw SpeechError(
        .unavailable, "The recording \(shown(name)) cannot be read (\(error)); put it back.")
    }
    return try Self.speech(from: raw)
  }

  /// Recorded bytes as speech, after a look at what they are.
  ///
  /// - Throws: `badAudio` when they are neither WAV nor FLAC, or a silent WAV.
  public static func speech(from raw: [UInt8]) throws(SpeechError) -> Speech {
    if raw.starts(with: "fLaC".utf8) { return Speech(audio: raw, kind: .flac) }
    guard raw.starts(with: "RIFF".utf8) else {
      throw SpeechError(.badAudio, "A recording must be a WAV or FLAC file; convert this one.")
    }
    guard try !WaveFile(repairing: raw).isSilent else {
      throw SpeechError(.badAudio, "The recording is silent; record the line again.")
    }
    return Speech(audio: raw, kind: .wav)
  }
}
