import Foundation

/// One ledger for each key, so that tests side by side share a server and nothing else.
actor Ledgers {
  static let key = "sk-canary-key"
  private var ledgers: [String: Ledger] = [:]
  private var links: [String: (sound: [UInt8], expires: Date, ledger: Ledger)] = [:]

  /// The ledger of a key that begins as all good keys do; nil for any other.
  func ledger(_ authorization: String?) -> Ledger? {
    guard let authorization, authorization.hasPrefix("Bearer \(Self.key)") else { return nil }
    let ledger = ledgers[authorization] ?? Ledger()
    ledgers[authorization] = ledger
    return ledger
  }

  /// Keeps a sound for a link until it expires.
  func keep(_ sound: [UInt8], as name: String, until expires: Date, for ledger: Ledger) {
    links[name] = (sound, expires, ledger)
  }

  /// nil for a link that is none, or none any more.
  func sound(_ name: String) async -> [UInt8]? {
    await links[name]?.ledger.downloaded()
    guard let link = links[name], Date() < link.expires else { return nil }
    return link.sound
  }
}

/// What the double was asked, what it would bill, and what it is to do wrong.
actor Ledger {
  struct Count: Codable, Sendable {
    /// Requests to speak, refused ones included.
    var calls = 0
    /// Those that were spoken, and the characters billed for them.
    var spoken = 0
    var billed = 0
    /// Tokens billed for texts and for sound, by models that are paid so.
    var inputTokens = 0
    var outputTokens = 0
    var downloads = 0
    /// Most requests to speak that were being answered at once.
    var mostAtOnce = 0
    /// Calls refused for being too many.
    var throttled = 0
    /// Seconds from the first call that was let through to the last.
    var seconds = 0.0
    var questions: [Question] = []
    /// Requests about custom voices, and the voices made.
    var customizations = 0
    var made = 0
  }

  private(set) var count = Count()
  /// Not forgotten when something is planned.
  private(set) var customs: [CustomVoice] = []
  private var faults: [Fault] = []
  private var limit: Int?
  private var atOnce = 0
  private var first: ContinuousClock.Instant?
  /// When the latest calls were let through.
  private var latest: [ContinuousClock.Instant] = []

  func plan(_ faults: [Fault]) {
    limit = faults.first { $0.kind == .limit }?.perSecond
    self.faults = faults.filter { $0.kind != .limit }
      .flatMap { Array(repeating: $0, count: $0.times ?? 1) }
    count = Count()
    first = nil
    latest = []
  }

  /// Notes a call and gives its fault.
  func called() -> Fault? {
    count.calls += 1
    let now = ContinuousClock.now
    latest.removeAll { now - $0 >= .seconds(1) }
    if let limit, latest.count >= limit {
      count.throttled += 1
      return Fault(kind: .refuse, status: 429, code: "Throttling.RateQuota")
    }
    latest.append(now)
    first = first ?? now
    count.seconds = (now - (first ?? now)) / .seconds(1)
    return faults.isEmpty ? nil : faults.removeFirst()
  }

  func began() {
    atOnce += 1
    count.mostAtOnce = max(count.mostAtOnce, atOnce)
  }

  func ended() { atOnce -= 1 }

  func spoke(_ question: Question, _ usage: Usage) {
    count.spoken += 1
    count.billed += usage.characters ?? 0
    count.inputTokens += usage.inputTokens
    count.outputTokens += usage.outputTokens
    count.questions.append(question)
  }

  /// Notes a request about custom voices and gives its fault; what is made alone may go wrong.
  func customizing(_ action: String?) -> Fault? {
    count.customizations += 1
    return action == "create" && !faults.isEmpty ? faults.removeFirst() : nil
  }

  func made(_ voice: CustomVoice) {
    count.made += 1
    customs.append(voice)
  }

  func deleted(_ name: String) -> Bool {
    let before = customs.count
    customs.removeAll { $0.voice == name }
    return customs.count < before
  }

  func downloaded() { count.downloads += 1 }
}

/// What is asked of `POST …/generation`. Fields the service does not know are passed over, as it does.
struct Question: Codable, Sendable {
  struct Input: Codable, Sendable {
    var text: String?
    var voice: String?
    var languageType: String?
    var instructions: String?
    var optimizeInstructions: Bool?
  }

  struct Parameters: Codable, Sendable {
    var instructions: String?
    var optimizeInstructions: Bool?
  }

  var model: String?
  var input: Input?
  /// Where the vendor's own clients put what they do not know themselves.
  var parameters: Parameters?

  var text: String { input?.text ?? "" }

  /// With what stands in either place where the service documents it.
  var settled: Question {
    var question = self
    question.input?.instructions = input?.instructions ?? parameters?.instructions
    question.input?.optimizeInstructions =
      input?.optimizeInstructions ?? parameters?.optimizeInstructions
    question.parameters = nil
    return question
  }

  /// Han characters cost two, everything else one.
  var billed: Int {
    text.unicodeScalars.reduce(0) {
      $0 + ($1.properties.isIdeographic && $1.value > 0x3007 ? 2 : 1)
    }
  }
}
