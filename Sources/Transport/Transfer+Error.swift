import CCurl

extension Transfer {
  var tooLarge: TransportError {
    TransportError(
      .tooLarge, "\(host) sent more than \(request.limits.bytes) bytes; ask for less at a time.")
  }

  var fellSilent: TransportError {
    TransportError(
      .fellSilent, "\(host) sent nothing for \(request.limits.idle.sentence); try again.")
  }

  /// What libcurl's code means for whoever asked.
  func error(of code: CURLcode) -> TransportError {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
      return TransportError(
        .unreachable, "\(host) cannot be reached; check the network, the address and the proxy.")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_CERTPROBLEM:
      return TransportError(
        .untrusted,
        "\(host) could not prove who it is; check the address, the clock and the certificates.")
    case CURLE_OPERATION_TIMEDOUT where !wasSent:
      return TransportError(
        .connectTimedOut,
        "\(host) took no connection within \(request.limits.connect.sentence); try again.")
    case CURLE_OPERATION_TIMEDOUT:
      return TransportError(
        .tookTooLong, "\(host) was not done within \(request.limits.total.sentence); ask for less.")
    case CURLE_FILESIZE_EXCEEDED:
      return tooLarge
    case CURLE_TOO_MANY_REDIRECTS, CURLE_UNSUPPORTED_PROTOCOL:
      return TransportError(
        .redirected,
        "\(host) sends the request in circles or to an unsafe address; check the address.")
    case CURLE_URL_MALFORMAT:
      return TransportError(.badRequest, "The address of \(host) is malformed; check it.")
    default:
      let reason = String(cString: curl_easy_strerror(code))
      return TransportError(
        wasSent ? .broken : .unreachable,
        "The connection to \(host) broke (\(reason)); try again.")
    }
  }

  /// Whether a byte of the request left this machine on an open connection.
  private var wasSent: Bool {
    var bytes = 0
    return polydub_get_long(easy, CURLINFO_REQUEST_SIZE, &bytes) != CURLE_OK || bytes > 0
  }
}

extension Duration {
  /// `15 s`, `200 ms`.
  fileprivate var sentence: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
