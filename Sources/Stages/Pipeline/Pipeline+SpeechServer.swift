import Voices

extension Pipeline {
  static let speechServerKeys = [
    "type", "url", "allow_http", "model", "dialect", "mode", "task", "response_format", "seed",
    "speed", "key",
    "requests_per_second", "concurrency", "allow_unlisted", "price",
  ]

  /// An entry of `type: openai-speech`.
  static func speechServer(_ entry: Section) throws(PipelineError) -> OpenAISpeechServer {
    let url = try entry.requiredText("url")
    let plain: OpenAISpeechServer.Plain =
      try entry.flag("allow_http") ?? false ? .privateNetworks : .thisMachine
    guard let base = OpenAISpeechServer.base(url, plain: plain) else {
      throw entry.fault(
        "`url` must be an address such as `http://127.0.0.1:8091/v1`: with https, or with http on this machine, or in a "
          + "private network with `allow_http: true`.", at: entry.value("url"))
    }
    var server = OpenAISpeechServer(
      name: entry.name, base: base, model: try entry.requiredText("model"),
      dialect: try entry.choice("dialect", OpenAISpeechServer.Dialect.self))
    server.mode = try entry.choice("mode", OpenAISpeechServer.Mode.self) ?? .whole
    server.format = try entry.choice("response_format", OpenAISpeechServer.Format.self) ?? .wav
    server.speed = try entry.choice("speed", OpenAISpeechServer.Speed.self) ?? .ignored
    server.task = try entry.choice("task", OpenAISpeechServer.Task.self)
    server.seed = try entry.integer("seed", in: 0...1_000_000_000)
    for key in ["task", "seed"] where server.dialect == .openAI && entry.value(key)?.isNull == false
    {
      throw entry.fault(
        "`\(key)` is unknown to `dialect: openai`; take it out, or write `dialect: vllm-omni`.",
        at: entry.value(key))
    }
    guard server.speed == .ignored || server.mode == .whole else {
      throw entry.fault(
        "Streams are spoken at the voice's own pace; take `speed` out, or write `mode: whole`.",
        at: entry.value("speed"))
    }
    server.keyVariable = try keyVariable(entry)
    server.allowance = try allowance(entry, usual: .own)
    server.allowsUnlisted = try entry.flag("allow_unlisted") ?? false
    server.price = try price(entry) ?? .free
    return server
  }
}
