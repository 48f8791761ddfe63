import CCurl
import Foundation

/// One request on its way: options in, pieces out.
///
/// Made and prepared by whoever asks, afterwards touched by the engine's thread alone.
final class Transfer: @unchecked Sendable {  // handed over once, through a lock
  typealias Pieces = AsyncThrowingStream<Piece, any Error>

  enum Piece: Sendable {
    case head(Answer)
    case bytes([UInt8])
  }

  let easy: UnsafeMutableRawPointer
  let request: Request
  let host: String
  /// When something last came.
  private(set) var heard = ContinuousClock.now
  private let pieces: Pieces.Continuation
  let headerList: UnsafeMutablePointer<curl_slist>?
  /// Belongs to the transfer: whoever asked may be gone while it still writes.
  private var file: Int32?
  private var head = Answer(status: 0)
  private var headerBytes = 0
  private var hasHead = false
  private var received = 0
  private var failure: TransportError?

  /// nil where libcurl has no memory.
  init?(_ request: Request, file: Int32?, pieces: Pieces.Continuation) {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    self.request = request
    self.file = file
    self.pieces = pieces
    host = request.host
    var list: UnsafeMutablePointer<curl_slist>?
    // Waiting for “100 Continue” would cost a second with servers that do not send it.
    for line in ["Expect:"] + request.headers.sorted(by: <).map({ "\($0.key): \($0.value)" }) {
      list = curl_slist_append(list, line)
    }
    headerList = list
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headerList)
    closeFile()
  }

  /// Takes one header line.
  func take(header line: UnsafeRawBufferPointer) {
    heard = .now
    // A new status line begins the headers of what followed a redirect or a “100 Continue”.
    if line.starts(with: "HTTP/".utf8) { (head.headers, headerBytes) = ([:], 0) }
    headerBytes += line.count
    guard headerBytes <= 1 << 16, let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
    head.headers[name] = value.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Takes bytes of the body; false ends the transfer.
  func take(body bytes: UnsafeRawBufferPointer) -> Bool {
    heard = .now
    guard giveHead() else { return false }
    received += bytes.count
    guard received <= request.limits.bytes else {
      failure = tooLarge
      return false
    }
    guard let file, head.isSuccess else {
      pieces.yield(.bytes(Array(bytes)))
      return true
    }
    return write(bytes, to: file)
  }

  /// Ends it the way libcurl says it ended.
  func finish(_ code: CURLcode) {
    if code == CURLE_OK { _ = giveHead() }
    closeFile()
    finish(throwing: failure ?? (code == CURLE_OK ? nil : error(of: code)))
  }

  func finish(throwing error: TransportError?) {
    if let error { pieces.finish(throwing: error) } else { pieces.finish() }
  }

  /// The status is known for certain only when the body begins: redirects have heads too.
  private func giveHead() -> Bool {
    guard !hasHead else { return failure == nil }
    hasHead = true
    var status = 0
    _ = polydub_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    head.status = status
    if (300..<400).contains(status), head.headers["location"] != nil {
      failure = TransportError(
        .redirected,
        "\(host) sends the request to another address, and a key is never sent on; "
          + "configure the address that answers.")
      return false
    }
    head.connecting = connecting
    pieces.yield(.head(head))
    return true
  }

  private var connecting: Duration? {
    var (count, microseconds) = (0, curl_off_t(0))
    guard polydub_get_long(easy, CURLINFO_NUM_CONNECTS, &count) == CURLE_OK, count > 0,
      polydub_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &microseconds) == CURLE_OK
    else { return nil }
    return .microseconds(microseconds)
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
    var rest = bytes
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Foundation.write(file, start, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        failure = TransportError(
          .unwritable, "What \(host) sent could not be written; is the disk full?")
        return false
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return true
  }

  private func closeFile() {
    if let file { close(file) }
    file = nil
  }
}
