import Foundation

/// What is asked of a server: GET, or POST where there is a body, unless it says otherwise.
public struct Request: Sendable {
  public var url: String
  /// Names and values; a key belongs here, never in the address.
  public var headers: [String: String]
  public var body: [UInt8]?
  public var certificates: Certificates
  public var limits: Limits
  /// In place of GET and POST.
  public var method: Method?

  public enum Method: String, Sendable { case delete = "DELETE" }

  public init(
    _ url: String, headers: [String: String] = [:], body: [UInt8]? = nil,
    certificates: Certificates = Certificates(), limits: Limits = Limits()
  ) {
    self.url = url
    self.headers = headers
    self.body = body
    self.certificates = certificates
    self.limits = limits
  }

  /// PEM files other than the system's; nil for what is usual.
  public struct Certificates: Hashable, Sendable {
    /// Who is trusted to vouch for the server, and nobody else.
    public var authorities: String?
    /// Who this program is, and the key that proves it.
    public var client: String?
    public var key: String?

    public init(authorities: String? = nil, client: String? = nil, key: String? = nil) {
      self.authorities = authorities
      self.client = client
      self.key = key
    }
  }

  /// How long and how much is waited for.
  public struct Limits: Hashable, Sendable {
    /// For the connection and its TLS.
    public var connect: Duration
    /// Between two pieces of the answer, the first included.
    public var idle: Duration
    /// From beginning to end.
    public var total: Duration
    /// Bytes of the answer after decompression.
    public var bytes: Int

    public init(
      connect: Duration = .seconds(15), idle: Duration = .seconds(60),
      total: Duration = .seconds(300), bytes: Int = 64 << 20
    ) {
      self.connect = connect
      self.idle = idle
      self.total = total
      self.bytes = bytes
    }
  }

  /// The host, as far as it can be told to people.
  var host: String { URL(string: url)?.host() ?? "the server" }

  /// Whether the server is this machine, which no proxy stands before.
  var isLocal: Bool { isLoopback(host: host) }

  /// A POST, or a request with headers of its own, is answered where it was sent or not at all:
  /// what it carries is meant for no other host.
  var followsRedirects: Bool { body == nil && headers.isEmpty && method == nil }

  /// - Throws: `badRequest` for what is not HTTP or would smuggle a header.
  func check() throws(TransportError) {
    guard let parts = URL(string: url), let scheme = parts.scheme?.lowercased(),
      ["http", "https"].contains(scheme), parts.host()?.isEmpty == false, parts.user() == nil
    else {
      throw TransportError(
        .badRequest, "The address is not one of http:// or https://; check the configuration.")
    }
    let isPlain = headers.allSatisfy { name, value in
      !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: ":") }
        && value.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
    }
    guard isPlain else {
      throw TransportError(
        .badRequest,
        "A header of the request has a line break or control character in it; check the key.")
    }
  }
}

/// Whether a host name or address means this machine.
public func isLoopback(host: String) -> Bool {
  let bare = host.trimmingCharacters(in: ["[", "]"]).lowercased()
  if bare == "localhost" || bare == "::1" { return true }
  let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
  return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
}
