import Foundation

/// How often and how soon a refused request is repeated.
struct Backoff: Sendable {
  /// Attempts in all, the first included.
  var attempts = 4
  /// Before the second attempt; it doubles from one to the next.
  var first = Duration.seconds(1)
  /// The longest wait a server may ask for.
  var longest = Duration.seconds(60)

  /// How long to wait after an attempt, from 1; nil to give up.
  ///
  /// A fifth more or less by chance, so that many clients do not come back at once.
  /// - Parameter wish: the server's `Retry-After`.
  func wait(after attempt: Int, wish: Duration?) -> Duration? {
    guard attempt < attempts else { return nil }
    let own = first * (1 << (attempt - 1)) * Double.random(in: 0.8...1.2)
    guard let wish else { return own }
    return wish <= longest ? max(wish, own) : nil
  }

  /// `Retry-After` in seconds or as a date.
  static func wish(_ header: String?, now: Date = Date()) -> Duration? {
    guard let header else { return nil }
    if let seconds = Int(header) { return .seconds(max(0, min(seconds, 86_400))) }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return format.date(from: header).map {
      .seconds(max(0, min(86_400, Int($0.timeIntervalSince(now).rounded(.up)))))
    }
  }
}
