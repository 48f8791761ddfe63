import Foundation
import Transport

/// Where and how a server of one's own is asked: a `providers:` entry of `type: openai-speech`.
public struct OpenAISpeechServer: Hashable, Sendable {
  /// The name it has in the pipeline file.
  public var name: String
  /// What `/audio/speech` is appended to: `http://127.0.0.1:8091/v1`.
  public var base: String
  /// As the server knows it, such as `Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice`.
  public var model: String
  public var dialect: Dialect
  public var mode = Mode.whole
  /// What the model is asked to do; nil leaves that to the server, which knows its checkpoint.
  public var task: Task?
  /// The samples' container.
  public var format = Format.wav
  /// Where chance begins; another take begins elsewhere. nil for a new one every time.
  public var seed: Int?
  /// Whether it speaks faster and slower when asked; many servers pass over `speed`.
  public var speed = Speed.ignored
  /// The environment variable that holds its key; nil for a server that wants none.
  public var keyVariable: String?
  public var allowance = Allowance.own
  /// Whether voices are taken that it does not list.
  public var allowsUnlisted = false
  /// What it costs; nothing, unless its owner says otherwise.
  public var price = Tariff.free

  public init(name: String, base: String, model: String, dialect: Dialect? = nil) {
    self.name = name
    self.base = base
    self.model = model
    self.dialect = dialect ?? (URL(string: base)?.host() == Self.openAI ? .openAI : .vllmOmni)
  }

  private static let openAI = "api.openai.com"

  /// What may be asked beside OpenAI's fields.
  public enum Dialect: String, CaseIterable, Codable, Sendable {
    /// Nothing: text, voice, instructions, format, speed.
    case openAI = "openai"
    /// Language, task, seed and length too. Servers that do not know them pass over them.
    case vllmOmni = "vllm-omni"
  }

  /// How the sound comes. It is the same either way.
  public enum Mode: String, CaseIterable, Codable, Sendable {
    /// At once, when all of it is made.
    case whole
    /// As it is made; long lines do not run into time limits.
    case stream
  }

  /// Which of a Qwen3-TTS checkpoint's trades is asked for.
  public enum Task: String, CaseIterable, Codable, Sendable {
    /// The voices that come with the model.
    case customVoice = "custom-voice"
    /// A voice made from the direction's words.
    case voiceDesign = "voice-design"
    /// A voice learnt from a recording that was given to the server.
    case voiceClone = "voice-clone"

    /// As vLLM-Omni calls it.
    var wire: String {
      switch self {
      case .customVoice: "CustomVoice"
      case .voiceDesign: "VoiceDesign"
      case .voiceClone: "Base"
      }
    }
  }

  public enum Format: String, CaseIterable, Codable, Sendable { case wav, pcm }

  public enum Speed: String, CaseIterable, Codable, Sendable { case ignored, honoured }
}

extension OpenAISpeechServer {
  /// Which networks may be spoken to without encryption.
  public enum Plain: Sendable { case thisMachine, privateNetworks }

  /// An address made good: no slash at its end, nor the path of the call itself; nil for what is no address of a server.
  ///
  /// - Parameter plain: where http will do; everywhere else it is https.
  public static func base(_ address: String, plain: Plain) -> String? {
    var base = address
    while base.hasSuffix("/") { base.removeLast() }
    if base.hasSuffix("/audio/speech") { base.removeLast("/audio/speech".count) }
    guard let url = URL(string: base), let host = url.host(), !host.isEmpty, url.user() == nil,
      url.query() == nil, url.fragment() == nil
    else { return nil }
    let mayBePlain = isLoopback(host: host) || plain == .privateNetworks && isPrivate(host: host)
    guard url.scheme == "https" || url.scheme == "http" && mayBePlain else { return nil }
    return base
  }

  /// Addresses of RFC 1918, RFC 4193 and RFC 3927, names of `.local`, `.internal` and `.lan`, and names without a dot.
  private static func isPrivate(host: String) -> Bool {
    let bare = host.trimmingCharacters(in: ["[", "]"]).lowercased()
    if bare.contains(":") { return bare.hasPrefix("fc") || bare.hasPrefix("fd") }
    let parts = bare.split(separator: ".").map { UInt8($0) }
    guard parts.count == 4, let first = parts[0], let second = parts[1], parts[2] != nil,
      parts[3] != nil
    else {
      return !bare.contains(".")
        || [".local", ".internal", ".lan"].contains { bare.hasSuffix($0) }
    }
    return first == 10 || first == 172 && (16...31).contains(second)
      || first == 192 && second == 168 || first == 169 && second == 254
  }

  /// Where texts would go if that is none of `places` and not this machine; else nil.
  public func place(outside places: Set<String>) -> String? {
    places.contains(host) || isLoopback(host: host) ? nil : host
  }

  var host: String { URL(string: base)?.host() ?? base }

  /// All that changes the sound, beside model and name. A port is no part of how a voice sounds.
  var settings: [String: String] {
    var settings = ["host": host, "dialect": dialect.rawValue]
    settings["task"] = task?.rawValue
    settings["seed"] = seed.map(String.init)
    return settings
  }

  /// A model that speaks with a person's voice, whatever it is called.
  var clones: Bool {
    task == .voiceClone || task == nil && model.lowercased().hasSuffix("-base")
  }

  var designs: Bool {
    task == .voiceDesign || task == nil && model.lowercased().hasSuffix("-voicedesign")
  }
}
