import CCurl
import Foundation

/// All transfers of a client, driven by one thread.
final class CurlEngine: Sendable {
  private let loop = CurlLoop()

  init() {
    let loop = loop
    let thread = Thread { loop.run() }
    thread.name = "polydub.transport"
    thread.start()
  }

  deinit { loop.end() }

  /// Starts a request; its pieces come until the stream ends, and nobody reading on ends the transfer.
  func begin(_ request: Request, file: Int32?) -> Transfer.Pieces {
    let loop = loop
    let (pieces, continuation) = Transfer.Pieces.makeStream()
    guard let transfer = Transfer(request, file: file, pieces: continuation), transfer.prepare()
    else {
      continuation.finish(
        throwing: TransportError(.badRequest, "libcurl refuses the request; check the address."))
      return pieces
    }
    continuation.onTermination = { [weak transfer] reason in
      if case .cancelled = reason, let transfer { loop.cancel(transfer) }
    }
    loop.add(transfer)
    return pieces
  }
}

/// The thread's side: libcurl's multi interface.
///
/// `inbox` is locked; `curl_multi_wakeup` may be called from anywhere; the rest is the thread's own.
private final class CurlLoop: @unchecked Sendable {  // what others touch is locked or made for it
  private struct Inbox {
    var new: [Transfer] = []
    var cancelled: [Transfer] = []
    var isEnding = false
  }

  private static let libraryIsReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  private let inbox = Guarded(Inbox())
  private let multi: UnsafeMutableRawPointer?
  private var live: [ObjectIdentifier: Transfer] = [:]

  init() { multi = Self.libraryIsReady ? curl_multi_init() : nil }

  deinit { curl_multi_cleanup(multi) }

  func add(_ transfer: Transfer) {
    inbox.withLock { $0.new.append(transfer) }
    curl_multi_wakeup(multi)
  }

  func cancel(_ transfer: Transfer) {
    inbox.withLock { $0.cancelled.append(transfer) }
    curl_multi_wakeup(multi)
  }

  func end() {
    inbox.withLock { $0.isEnding = true }
    curl_multi_wakeup(multi)
  }

  func run() {
    while true {
      let mail = inbox.withLock { box in
        defer { box = Inbox(isEnding: box.isEnding) }
        return box
      }
      for transfer in mail.new { start(transfer) }
      for transfer in mail.cancelled where live[ObjectIdentifier(transfer)] != nil {
        drop(transfer, .cancelled)
      }
      if mail.isEnding, live.isEmpty { return }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      harvest()
      for transfer in live.values where transfer.silence > transfer.request.limits.idle {
        drop(transfer, transfer.fellSilent)
      }
      curl_multi_poll(multi, nil, 0, Int32(clamping: patience), nil)
    }
  }

  private func start(_ transfer: Transfer) {
    guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
      return transfer.finish(
        throwing: TransportError(.unreachable, "libcurl takes no more requests; try again later."))
    }
    live[ObjectIdentifier(transfer)] = transfer
  }

  /// Milliseconds until somebody has been silent for too long, at most a second.
  private var patience: Int {
    live.values.map { ($0.request.limits.idle - $0.silence).milliseconds }.min().map {
      min(1000, $0)
    } ?? 1000
  }

  private func harvest() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE else { continue }
      // The message is gone once its handle is removed.
      let code = polydub_result(message)
      var pointer: UnsafeMutableRawPointer?
      _ = polydub_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &pointer)
      guard let pointer else { continue }
      let transfer = Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
      live[ObjectIdentifier(transfer)] = nil
      transfer.finish(code)
      curl_multi_remove_handle(multi, transfer.easy)
    }
  }

  private func drop(_ transfer: Transfer, _ error: TransportError) {
    live[ObjectIdentifier(transfer)] = nil
    curl_multi_remove_handle(multi, transfer.easy)
    transfer.finish(throwing: error)
  }
}

extension Transfer {
  /// How long nothing has come.
  fileprivate var silence: Duration { heard.duration(to: .now) }
}
