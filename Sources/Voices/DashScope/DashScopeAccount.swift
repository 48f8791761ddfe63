import Foundation
import Transport

/// Where and how one account of DashScope is asked: a `providers:` entry of `type: dashscope`.
public struct DashScopeAccount: Hashable, Sendable {
  /// The name it has in the pipeline file.
  public var name: String
  public var region: Region
  /// A model that speaks over HTTP, such as `qwen3-tts-flash`.
  public var model: String
  public var mode: Mode
  /// The environment variable that holds the key; the key itself is nowhere kept.
  public var keyVariable: String
  /// How often it may be asked; as often as its first model, unless set.
  public var allowance: Allowance
  /// How a realtime model is asked to speak.
  public var realtime = RealtimeSettings()
  /// Whether voices are taken that its model is not known to have.
  public var allowsUnlisted = false
  /// Whether the service may reword a direction to suit its model; instruct models only.
  public var optimizesInstructions = false
  /// What the account pays by its own agreement; nil for the list price.
  public var price: Tariff?

  public init(
    name: String, region: Region = .singapore, model: String = "qwen3-tts-flash",
    mode: Mode = .stream, keyVariable: String = "DASHSCOPE_API_KEY"
  ) {
    self.name = name
    self.region = region
    self.model = model
    self.mode = mode
    self.keyVariable = keyVariable
    allowance = Self.usualAllowance(of: model)
  }

  /// How often the vendor lets a model be asked.
  public static func usualAllowance(of model: String) -> Allowance {
    QwenModel.allowance(of: model)
  }

  /// Whether a model speaks over WebSocket, and only there.
  public static func isRealtime(_ model: String) -> Bool { model.contains("-realtime") }

  /// Where realtime sessions begin; only there is the model named.
  var realtimeAddress: String {
    let base = region.base
    let root = base.hasSuffix("/api/v1") ? String(base.dropLast("/api/v1".count)) : base
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    let name = model.addingPercentEncoding(withAllowedCharacters: allowed) ?? model
    return "ws" + root.dropFirst("http".count) + "/api-ws/v1/realtime?model=\(name)"
  }

  /// How the sound comes. It is the same either way.
  public enum Mode: String, CaseIterable, Codable, Sendable {
    /// In the answer, as it is made; long texts do not run into time limits.
    case stream
    /// As a file behind a link, once all of it is made.
    case url
    /// Over WebSocket, as it is made; for `-realtime` models, which speak in no other way.
    case realtime
  }

  /// Where the service is; a key belongs to one region.
  public enum Region: Hashable, Sendable {
    case singapore, beijing
    /// A workspace's own host, or a server that behaves like DashScope: an address such as
    /// `https://host/api/v1`.
    case custom(String)

    /// Regions by the names they have in pipeline files.
    public static let named: [(name: String, region: Region)] = [
      ("singapore", .singapore), ("beijing", .beijing),
    ]
  }
}

extension DashScopeAccount.Region {
  /// A custom address, made good where its end is that of the chat service.
  ///
  /// nil for what is no https address; http is for servers on this machine.
  public init?(address: String) {
    let bare = address.hasSuffix("/") ? String(address.dropLast()) : address
    let base =
      bare.hasSuffix("/compatible-mode/v1")
      ? bare.dropLast("/compatible-mode/v1".count) + "/api/v1" : bare
    guard let url = URL(string: base), let host = url.host(), !host.isEmpty, url.user() == nil,
      url.query() == nil, url.fragment() == nil,
      url.scheme == "https" || url.scheme == "http" && isLoopback(host: host)
    else { return nil }
    self = .custom(base)
  }

  /// Source: Alibaba Cloud Model Studio, Qwen-TTS API reference, October 2026.
  var base: String {
    switch self {
    case .singapore: "https://dashscope-intl.aliyuncs.com/api/v1"
    case .beijing: "https://dashscope.aliyuncs.com/api/v1"
    case .custom(let base): base
    }
  }

  /// Where texts would go if that is none of `places` (regions and hosts) and not this machine; else nil.
  public func place(outside places: Set<String>) -> String? {
    places.contains(name) || isLoopback(host: host) ? nil : name
  }

  var host: String { URL(string: base)?.host() ?? base }

  /// What tells it from other regions in a voice; a port is no part of how a voice sounds.
  var name: String { Self.named.first { $0.region == self }?.name ?? host }
}
