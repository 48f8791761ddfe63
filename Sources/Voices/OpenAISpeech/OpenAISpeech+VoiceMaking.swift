import Dubbing
import Foundation
import Transport

extension OpenAISpeech: VoiceMaking {
  public func clone(_ sample: VoiceSample, as name: String, under conduct: Conduct)
    async throws(SpeechError) -> CustomVoice
  {
    try Self.check(name)
    let call = Call(
      provider: server.name, type: Self.type,
      account: Conduct.account(host: server.base, key: try readKey() ?? ""), model: server.model,
      voice: name, language: sample.language ?? "und", characters: 1, tariff: .free,
      allowance: server.allowance, origin: .cloned)
    return try await uploads().make(sample, as: name, call, under: conduct)
  }

  public func customVoices() async throws(SpeechError) -> [CustomVoice] {
    try await uploads().voices().uploaded.sorted().map {
      CustomVoice(name: $0, model: server.model)
    }
  }

  public func deleteVoice(_ name: String) async throws(SpeechError) {
    try Self.check(name)
    try await uploads().delete(name)
  }

  private func uploads() throws(SpeechError) -> OpenAISpeechUploads {
    guard server.dialect == .vllmOmni else {
      throw SpeechError(
        .refused,
        "\(server.name) learns no voices by `dialect: openai`; write `dialect: vllm-omni` if it is such a server."
      )
    }
    var limits = limits
    // Nothing is heard until the voice is made.
    limits.idle = limits.total
    return OpenAISpeechUploads(
      server: server, key: try readKey(), backoff: backoff, limits: limits)
  }

  /// A name is part of an address, so nothing that could lead to another one is in it.
  private static func check(_ name: String) throws(SpeechError) {
    let isPlain = name.utf8.allSatisfy { byte in
      byte < 128 && (Character(UnicodeScalar(byte)).isLetter || (48...57).contains(byte))
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    guard isPlain, (1...64).contains(name.utf8.count) else {
      throw SpeechError(
        .refused, "`\(shown(name))` cannot name a voice: up to 64 letters, digits, _ and - can.")
    }
  }
}
