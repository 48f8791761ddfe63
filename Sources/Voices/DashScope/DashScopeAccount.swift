import Foundation
import Transport

/// Where and how one account of DashScope is asked: a `providers:` entry of `type: dashscope`.
public struct DashScopeAccount: Hashable, Sendable {
  /// The name it has in the pipeline file.
  public var name: String
  public var region: Region
  /// Such as `qwen3-tts-flash`; those that end in `-realtime` speak in `realtime` mode, and no others.
  public var model: String
  public var mode: Mode
  /// The environment variable that holds the key; the key itself is nowhere kept.
  public var keyVariable: String
  /// How often it may be asked.
  public var allowance = Allowance.dashScope
  /// Who says where a text ends, in `realtime` mode.
  public var commit = Commit.server

  public init(
    name: String, region: Region = .singapore, model: String = "qwen3-tts-flash",
    mode: Mode = .stream, keyVariable: String = "DASHSCOPE_API_KEY"
  ) {
    self.name = name
    self.region = region
    self.model = model
    self.mode = mode
    self.keyVariable = keyVariable
  }

  /// How the sound comes. It is the same either way.
  public enum Mode: String, CaseIterable, Codable, Sendable {
    /// In the answer, as it is made; long texts do not run into time limits.
    case stream
    /// As a file behind a link, once all of it is made.
    case url
    /// As it is made, over a WebSocket; for models whose names have `-realtime` in them.
    case realtime
  }

  /// Who decides what is spoken as one response of a realtime session.
  public enum Commit: String, CaseIterable, Codable, Sendable {
    /// The service, by its own reading of sentences.
    case server
    /// We: all of the text is one response.
    case client

    var wire: String { self == .server ? "server_commit" : "commit" }
  }

  /// Whether a model speaks over a WebSocket only.
  public static func isRealtime(_ model: String) -> Bool { model.contains("-realtime") }

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

  /// Where realtime sessions are held: the same host, `wss`, `/api-ws/v1/realtime`.
  func socket(model: String) -> String {
    let root = base.hasSuffix("/api/v1") ? String(base.dropLast("/api/v1".count)) : base
    let name = model.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", "."]))
    return "ws\(root.dropFirst("http".count))/api-ws/v1/realtime?model=\(name ?? model)"
  }

  var host: String { URL(string: base)?.host() ?? base }

  /// What tells it from other regions in a voice; a port is no part of how a voice sounds.
  var name: String { Self.named.first { $0.region == self }?.name ?? host }
}
