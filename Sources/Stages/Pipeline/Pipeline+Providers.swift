import Dubbing
public import Voices

extension Pipeline {
  /// One engine of a pipeline file, and how it is asked.
  public enum Account: Hashable, Sendable {
    case espeak
    case dashScope(DashScopeAccount)
    case openAISpeech(OpenAISpeechServer)
  }

  static let providerKeys = [
    "type", "region", "base_url", "model", "mode", "key", "requests_per_second", "concurrency",
    "commit", "speech_rate", "pitch", "volume", "sample_rate", "allow_unlisted", "price",
    "optimize_instructions",
  ]

  /// The accounts of a pipeline by name; espeak is always there.
  static func providers(_ root: Section) throws(PipelineError) -> [String: Account] {
    var accounts = ["espeak": Account.espeak]
    guard let section = try root.section("providers") else { return accounts }
    for name in section.keys {
      guard let entry = try section.section(name) else {
        throw section.fault("`\(name)` needs a `type`.", at: section.value(name))
      }
      let isServer = try entry.text("type") == OpenAISpeech.type
      try entry.allow(isServer ? speechServerKeys : providerKeys)
      accounts[name] = try account(entry)
    }
    return accounts
  }

  private static func account(_ entry: Section) throws(PipelineError) -> Account {
    switch try entry.requiredText("type") {
    case Espeak.type:
      try entry.allow(["type"])
      return .espeak
    case DashScope.type:
      return .dashScope(try dashScope(entry))
    case OpenAISpeech.type:
      return .openAISpeech(try speechServer(entry))
    case let type:
      let known = [DashScope.type, Espeak.type, OpenAISpeech.type]
      throw entry.fault(
        "`type: \(type)` is not a provider this version has\(suggestion(for: type, among: known)); "
          + "it has \(known.joined(separator: ", ")).", at: entry.value("type"))
    }
  }

  private static func dashScope(_ entry: Section) throws(PipelineError) -> DashScopeAccount {
    var account = DashScopeAccount(name: entry.name)
    account.region = try region(entry)
    account.model = try entry.text("model") ?? account.model
    account.mode = try mode(entry, of: account.model)
    account.realtime = try realtime(entry, account)
    account.keyVariable = try keyVariable(entry) ?? account.keyVariable
    account.allowance = try allowance(
      entry, usual: DashScopeAccount.usualAllowance(of: account.model))
    account.allowsUnlisted = try entry.flag("allow_unlisted") ?? false
    account.price = try price(entry)
    account.optimizesInstructions = try entry.flag("optimize_instructions") ?? false
    guard !account.optimizesInstructions || account.model.contains("-instruct") else {
      throw entry.fault(
        "`optimize_instructions` is for instruct models; `\(account.model)` follows no direction.",
        at: entry.value("optimize_instructions"))
    }
    return account
  }

  /// A realtime model speaks over WebSocket and no other does, so the mode follows from the model.
  private static func mode(_ entry: Section, of model: String) throws(PipelineError)
    -> DashScopeAccount.Mode
  {
    let isRealtime = DashScopeAccount.isRealtime(model)
    let mode = try entry.choice("mode", DashScopeAccount.Mode.self)
    guard let mode else { return isRealtime ? .realtime : .stream }
    guard (mode == .realtime) == isRealtime else {
      throw entry.fault(
        isRealtime
          ? "`\(model)` speaks in `mode: realtime` only; leave `mode` out, or write `\(model.replacing("-realtime", with: ""))`."
          : "`mode: realtime` needs a realtime model, such as `\(model)-realtime`.",
        at: entry.value("mode"))
    }
    return mode
  }

  private static func realtime(_ entry: Section, _ account: DashScopeAccount)
    throws(PipelineError) -> RealtimeSettings
  {
    let keys = ["commit", "speech_rate", "pitch", "volume", "sample_rate"]
    let given = keys.first { entry.value($0)?.isNull == false }
    var settings = RealtimeSettings()
    guard let given else { return settings }
    guard account.mode == .realtime else {
      throw entry.fault(
        "`\(given)` is for realtime models; `\(account.model)` is none.", at: entry.value(given))
    }
    settings.commit = try entry.choice("commit", RealtimeSettings.Commit.self) ?? .server
    settings.rate = try entry.integer("speech_rate", in: RealtimeSettings.percents)
    settings.pitch = try entry.integer("pitch", in: RealtimeSettings.percents)
    settings.volume = try entry.integer("volume", in: RealtimeSettings.volumes)
    let rate = try entry.integer("sample_rate", in: 8_000...48_000) ?? settings.sampleRate
    guard RealtimeSettings.sampleRates.contains(rate) else {
      throw entry.fault(
        "`sample_rate` is one of \(RealtimeSettings.sampleRates.map(String.init).joined(separator: ", ")).",
        at: entry.value("sample_rate"))
    }
    settings.sampleRate = rate
    return settings
  }

  /// How often an account may be asked; what one pays for more is known to its owner.
  static func allowance(_ entry: Section, usual: Allowance) throws(PipelineError)
    -> Allowance
  {
    let perSecond = try entry.hundredths("requests_per_second", in: 1...100_000)
    return Allowance(
      callsPerKilosecond: perSecond.map { $0 * 10 } ?? usual.callsPerKilosecond,
      concurrency: try entry.integer("concurrency", in: 1...64) ?? usual.concurrency)
  }

  private static func region(_ entry: Section) throws(PipelineError) -> DashScopeAccount.Region {
    let named = try entry.text("region")
    guard let address = try entry.text("base_url") else {
      let regions = DashScopeAccount.Region.named
      let name = named ?? "singapore"
      if let region = regions.first(where: { $0.name == name }) { return region.region }
      let names = regions.map(\.name)
      throw entry.fault(
        "`region` cannot be `\(name)`\(suggestion(for: name, among: names)); "
          + "it is \(names.joined(separator: " or ")), or give a `base_url` instead.",
        at: entry.value("region"))
    }
    guard named == nil else {
      throw entry.fault("Give `region` or `base_url`, not both.", at: entry.value("base_url"))
    }
    guard let region = DashScopeAccount.Region(address: address) else {
      throw entry.fault(
        "`base_url` must be an address such as `https://host/api/v1`, with https unless it is on this machine.",
        at: entry.value("base_url"))
    }
    return region
  }

  /// A key is named, never written: pipeline files are shared.
  static func keyVariable(_ entry: Section) throws(PipelineError) -> String? {
    guard let key = try entry.text("key") else { return nil }
    let name = key.dropFirst("env:".count)
    guard key.hasPrefix("env:"), let first = name.first, !first.isNumber,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else {
      throw entry.fault(
        "`key` names an environment variable, such as `env:DASHSCOPE_API_KEY`; a key itself must not be written here.",
        at: entry.value("key"))
    }
    return String(name)
  }
}

extension Providers {
  /// The engines of a pipeline; no key is looked for before it is needed.
  public init(_ accounts: [String: Pipeline.Account]) {
    self.init()
    for (name, account) in accounts {
      switch account {
      case .espeak: register(Espeak(), as: name)
      case .dashScope(let account): register(DashScope(account), as: name)
      case .openAISpeech(let server): register(OpenAISpeech(server), as: name)
      }
    }
  }
}
