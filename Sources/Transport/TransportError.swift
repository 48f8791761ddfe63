/// Why a server could not be asked, or its answer not be had, as a sentence with a remedy.
///
/// The sentence names the host at most: neither address, key, question nor answer is in it.
public struct TransportError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, Codable, Sendable {
    /// What was asked for is no HTTP address, or no request.
    case badRequest
    /// No connection came about, so the server never saw the request.
    case unreachable
    /// The server could not prove who it is.
    case untrusted
    /// No connection within the time for it, so the server never saw the request.
    case connectTimedOut
    /// Nothing was heard for too long.
    case fellSilent
    /// All of it took too long.
    case tookTooLong
    /// The connection ended before the answer did.
    case broken
    /// The answer is longer than allowed.
    case tooLarge
    /// The server sends the request elsewhere, which a request with a key does not follow.
    case redirected
    /// The server answers, but with no WebSocket; `answer` tells what it says.
    case refused
    /// What was received could not be written to a file.
    case unwritable
    case cancelled
  }

  public var kind: Kind
  public var description: String
  /// What the server said, where it refused a WebSocket.
  public var answer: Answer?

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// Whether it is certain that the server has not begun any work.
  public var wasNeverSent: Bool {
    [.badRequest, .unreachable, .untrusted, .connectTimedOut].contains(kind)
  }
}
