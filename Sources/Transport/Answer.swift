public import Foundation

/// What a server said: its status, its headers, and the body where all of it was awaited.
public struct Answer: Hashable, Sendable {
  /// Of HTTP, 100 to 599.
  public var status: Int
  /// Names in lower case; of one sent twice, the last.
  public var headers: [String: String]
  /// Empty where the body went into a file or is still coming.
  public var body: [UInt8]
  /// How long connecting took; nil where the connection was there already.
  public var connecting: Duration?

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }

  /// `application/json` of `application/json; charset=utf-8`, in lower case.
  public var contentType: String {
    let whole = headers["content-type"] ?? ""
    return (whole.split(separator: ";").first ?? "").lowercased().filter { $0 != " " }
  }

  /// How long the server asks to be left alone, by its `Retry-After` in seconds or as a date; nil where it does not.
  public func retryAfter(now: Date = Date()) -> Duration? {
    guard let header = headers["retry-after"] else { return nil }
    if let seconds = Int(header) { return .seconds(max(0, min(seconds, 86_400))) }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let date = format.date(from: header) else { return nil }
    return .seconds(max(0, min(86_400, date.timeIntervalSince(now).rounded(.up))))
  }
}
