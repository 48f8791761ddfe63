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
}
