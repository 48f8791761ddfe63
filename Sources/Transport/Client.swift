import Foundation

/// Asks servers over HTTP: whole answers, streams of events, files.
///
/// Certificates are always checked. Proxies are those of `https_proxy`, `http_proxy`, `no_proxy`, except
/// for servers on this machine. Connections are kept for the next request. Cancelling the task ends the
/// transfer at once. May be used from many tasks.
public struct Client: Sendable {
  /// The connections of this process.
  public static let shared = Client()

  private let engine = CurlEngine()

  public init() {}

  /// The whole answer, whatever its status.
  public func send(_ request: Request) async throws(TransportError) -> Answer {
    let stream = try await open(request)
    var answer = stream.head
    while let bytes = try await stream.next() { answer.body += bytes }
    return answer
  }

  /// The answer as it comes; its pieces wait in memory, at most `limits.bytes`, until they are read.
  public func open(_ request: Request) async throws(TransportError) -> AnswerStream {
    try await AnswerStream(begin(request, file: nil), host: request.host)
  }

  /// Puts the body of a successful answer into a file, as it comes; of any other it is in the answer.
  ///
  /// The file is made or emptied, and removed when the download fails.
  public func download(_ request: Request, to path: String) async throws(TransportError) -> Answer {
    let file = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw TransportError(.unwritable, "\(path) cannot be written; check its folder.")
    }
    do {
      let stream = try await AnswerStream(begin(request, file: file), host: request.host)
      var answer = stream.head
      while let bytes = try await stream.next() { answer.body += bytes }
      if !answer.isSuccess { unlink(path) }
      return answer
    } catch {
      unlink(path)
      throw error
    }
  }

  private func begin(_ request: Request, file: Int32?) throws(TransportError) -> Transfer.Pieces {
    try request.check()
    return engine.begin(request, file: file)
  }
}

/// An answer whose body is still coming.
public struct AnswerStream: Sendable {
  /// Status and headers; the body is empty.
  public let head: Answer
  private let pieces: Transfer.Pieces

  init(_ pieces: Transfer.Pieces, host: String) async throws(TransportError) {
    self.pieces = pieces
    guard case .head(let head) = try await Self.next(of: pieces) else {
      throw TransportError(.broken, "\(host) ended the connection without an answer; try again.")
    }
    self.head = head
  }

  /// The next bytes of the body; nil at its end. One task reads.
  public func next() async throws(TransportError) -> [UInt8]? {
    guard case .bytes(let bytes) = try await Self.next(of: pieces) else { return nil }
    return bytes
  }

  private static func next(of pieces: Transfer.Pieces) async throws(TransportError)
    -> Transfer.Piece?
  {
    var iterator = pieces.makeAsyncIterator()
    let piece: Transfer.Piece?
    do {
      piece = try await iterator.next()
    } catch let error as TransportError {
      throw error
    } catch {
      throw .cancelled
    }
    // A cancelled task sees the stream end as if all had come.
    if piece == nil, Task.isCancelled { throw .cancelled }
    return piece
  }
}

extension TransportError {
  static let cancelled = TransportError(
    .cancelled, "The request was stopped; run again to go on.")
}
