import Foundation

/// One ledger for each key, so that tests side by side share a server and nothing else.
actor Ledgers {
  static let key = "sk-canary-key"
  private var ledgers: [String: Ledger] = [:]
  private var links: [String: (sound: [UInt8]?, ledger: Ledger)] = [:]

  /// The ledger of a key that begins as all good keys do; nil for any other.
  func ledger(_ authorization: String?) -> Ledger? {
    guard let authorization, authorization.hasPrefix("Bearer \(Self.key)") else { return nil }
    let ledger = ledgers[authorization] ?? Ledger()
    ledgers[authorization] = ledger
    return ledger
  }

  /// Keeps a sound for a link; nil for a link that is dead.
  func keep(_ sound: [UInt8]?, as name: String, for ledger: Ledger) {
    links[name] = (sound, ledger)
  }

  func sound(_ name: String) async -> [UInt8]? {
    await links[name]?.ledger.downloaded()
    return links[name]?.sound
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
    var downloads = 0
    var questions: [Question] = []
  }

  private(set) var count = Count()
  private var faults: [Fault] = []

  func plan(_ faults: [Fault]) {
    self.faults = faults.flatMap { Array(repeating: $0, count: $0.times ?? 1) }
    count = Count()
  }

  /// Notes a call and gives its fault.
  func called() -> Fault? {
    count.calls += 1
    return faults.isEmpty ? nil : faults.removeFirst()
  }

  func spoke(_ question: Question) {
    count.spoken += 1
    count.billed += question.billed
    count.questions.append(question)
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
  }

  var model: String?
  var input: Input?

  var text: String { input?.text ?? "" }

  /// Han characters cost two, everything else one.
  var billed: Int {
    text.unicodeScalars.reduce(0) {
      $0 + ($1.properties.isIdeographic && $1.value > 0x3007 ? 2 : 1)
    }
  }
}
