public import Dubbing
import Foundation
import Transport

/// Neural speech from a server of one's own that keeps OpenAI's speech contract: vLLM-Omni with Qwen3-TTS, and its like.
///
/// What the server refuses, breaks off or answers with silence is an error, never a take.
public struct OpenAISpeech: Synthesizer {
  public static let type = "openai-speech"
  /// Bytes of UTF-8 in one request: some servers end a take at 28 s, whatever is left to say.
  static let longest = 400

  public let server: OpenAISpeechServer
  let link: OpenAISpeechLink
  private let key: @Sendable () -> String?
  var backoff = Backoff()
  var limits = Request.Limits()

  /// - Parameter environment: where the key is; this process's own unless given.
  public init(
    _ server: OpenAISpeechServer, environment: (@Sendable (String) -> String?)? = nil
  ) {
    self.server = server
    link = OpenAISpeechLink(server)
    key = {
      guard let variable = server.keyVariable else { return nil }
      guard let environment else { return ProcessInfo.processInfo.environment[variable] }
      return environment(variable)
    }
  }

  public var source: DigitalSource { .trainedAlgorithmicMedia }
  public var isRemote: Bool { true }
  public var tariff: Tariff { server.price }

  /// Where the server honours `speed`; streams are spoken at the voice's own pace only.
  public var paces: ClosedRange<Int>? {
    server.speed == .honoured && server.mode == .whole ? 50...200 : nil
  }
  public var followsDirection: Bool { Self.follows(server) }

  /// The small Qwen3-TTS and OpenAI's first models pass over instructions.
  static func follows(_ server: OpenAISpeechServer) -> Bool {
    let model = server.model.lowercased()
    return !model.contains("0.6b") && !model.hasPrefix("tts-1") && !server.clones
  }

  public func has(language: String) -> Bool {
    (try? OpenAISpeechQuestion.language(language, server)) != nil || server.dialect == .openAI
  }

  /// The voices the server lists, its uploaded ones among them.
  public var catalogue: [VoiceListing] {
    get async throws(SpeechError) {
      let voices = try await link.voices(key: try readKey(), limits: limits)
      return voices.names.map { name in
        let isCloned = server.clones || voices.uploaded.contains(name)
        return VoiceListing(
          name: name, language: "mul", note: isCloned ? "cloned; needs a consent" : "")
      }
    }
  }

  /// The voice meant by a name, looked up in the server's list.
  ///
  /// A server that is not there now may still be spoken with from the store: its voice is taken at its word, and
  /// looked up before it is first asked.
  public func voice(named name: String, language: String) async throws(SpeechError) -> Voice {
    _ = try OpenAISpeechQuestion.language(language, server)
    guard !name.isEmpty, name.utf8.count <= 128, name == shown(name) else {
      throw SpeechError(
        .missingVoice, "“\(shown(name))” cannot be a voice; write one such as Vivian.")
    }
    guard !server.designs else { return voice(name, isCloned: false) }
    let voices: OpenAISpeechVoices
    do {
      voices = try await link.voices(key: (try? readKey()) ?? nil, limits: limits)
    } catch {
      guard error.retry == .maybe || error.kind == .unauthorized, name != "default"
      else { throw error }
      return voice(name, isCloned: false)
    }
    guard let spelt = voices.spelling(of: name) else {
      guard server.allowsUnlisted, name != "default" else {
        throw voices.missing(name, of: server)
      }
      return voice(name, isCloned: false)
    }
    return voice(name, isCloned: voices.uploaded.contains(spelt))
  }

  private func voice(_ name: String, isCloned: Bool) -> Voice {
    var settings = server.settings
    let origin: VoiceOrigin? =
      isCloned || server.clones ? .cloned : server.designs ? .designed : nil
    settings[VoiceOrigin.setting] = origin?.rawValue
    return Voice(provider: Self.type, model: server.model, name: name, settings: settings)
  }

  public func speaks(_ voice: Voice) -> Bool {
    var settings = voice.settings
    settings[VoiceOrigin.setting] = nil
    return voice.provider == Self.type && voice.model == server.model
      && settings == server.settings
  }

  public func parts(of line: Line) -> [Line] {
    let texts = texts(of: line)
    return texts.count > 1 ? texts.map { Self.part($0, of: line) } : [line]
  }

  private func texts(of line: Line) -> [String] {
    pieces(of: qwenSpeakable(line.text, language: line.language), limit: Self.longest)
  }

  private static func part(_ text: String, of line: Line) -> Line {
    var part = line
    part.text = text
    return part
  }

  public func billedCharacters(of line: Line) -> Int {
    texts(of: line).reduce(0) { $0 + $1.count }
  }

  public func speak(_ line: Line, under conduct: Conduct) async throws(SpeechError) -> Speech {
    let texts = texts(of: line)
    guard texts.count < 2 else {
      throw SpeechError(.refused, "The line is too long for one call; ask for its parts.")
    }
    guard let text = texts.first else {
      throw SpeechError(.refused, "The line has no words to say; give it some or take it out.")
    }
    return try await OpenAISpeechCall(
      link: link, key: try readKey(), backoff: backoff, limits: limits, conduct: conduct
    ).speak(Self.part(text, of: line))
  }

  func readKey() throws(SpeechError) -> String? {
    guard let variable = server.keyVariable else { return nil }
    let found = key()?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard !found.isEmpty, found.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
      throw SpeechError(
        .unauthorized,
        "The environment variable \(variable) has no key in it: put that of \(server.name) there, or take `key` out."
      )
    }
    return found
  }
}
