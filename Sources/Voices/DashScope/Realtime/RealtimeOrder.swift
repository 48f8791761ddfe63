import Dubbing
import Foundation

/// What a realtime session is told, in the order in which it is sent.
struct RealtimeOrder {
  private let text: String
  private let line: Line
  private let settings: RealtimeSettings
  private let instructs: Bool

  init(_ text: String, for line: Line, _ account: DashScopeAccount) {
    self.text = text
    self.line = line
    settings = account.realtime
    instructs = DashScopeQuestion.followsInstructions(account.model)
  }

  private struct Session: Encodable {
    var voice: String
    var mode: String
    var languageType: String
    var responseFormat = "pcm"
    var sampleRate: Int
    var speechRate: Double?
    var pitchRate: Double?
    var volume: Int?
    var instructions: String?
    var optimizeInstructions: Bool?
  }

  private struct Event: Encodable {
    var eventId = "event_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    var type: String
    var session: Session?
    var text: String?
  }

  /// The session is set up once and before any text: a second time is refused.
  func messages() throws(SpeechError) -> [String] {
    let session = Session(
      voice: line.voice.name,
      mode: settings.commit == .server ? "server_commit" : "commit",
      languageType: try DashScopeQuestion.languageType(of: line.language),
      sampleRate: settings.sampleRate, speechRate: speechRate,
      pitchRate: settings.pitch.map { Double($0) / 100 }, volume: settings.volume,
      instructions: instructs ? line.direction : nil,
      optimizeInstructions: DashScopeQuestion.optimizes(line))
    var events = [
      Event(type: "session.update", session: session),
      Event(type: "input_text_buffer.append", text: text),
    ]
    if settings.commit == .client { events.append(Event(type: "input_text_buffer.commit")) }
    events.append(Event(type: "session.finish"))
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      return try events.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
    } catch {
      throw SpeechError(.refused, "The line cannot be sent; look for odd characters in its text.")
    }
  }

  /// The line's pace on top of the account's; nothing where both are the voice's own.
  private var speechRate: Double? {
    let percent = (settings.rate ?? 100) * line.pace / 100
    let range = RealtimeSettings.percents
    guard percent != 100 else { return nil }
    return Double(min(range.upperBound, max(range.lowerBound, percent))) / 100
  }
}
