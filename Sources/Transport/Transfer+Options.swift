import CCurl

extension Transfer {
  /// Gives the options to libcurl.
  func prepare() -> Bool {
    let limits = request.limits
    var longs: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      (CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE)), (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
      (CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds),
      (CURLOPT_TIMEOUT_MS, limits.total.milliseconds),
      (CURLOPT_FOLLOWLOCATION, request.followsRedirects ? 1 : 0), (CURLOPT_MAXREDIRS, 5),
    ]
    if let body = request.body {
      longs += [(CURLOPT_POST, 1), (CURLOPT_POSTFIELDSIZE, body.count)]
    }
    let isSecure = request.url.lowercased().hasPrefix("https:")
    var texts = [
      (CURLOPT_URL, request.url), (CURLOPT_PROTOCOLS_STR, "http,https"),
      (CURLOPT_REDIR_PROTOCOLS_STR, isSecure ? "https" : "http,https"),
      (CURLOPT_ACCEPT_ENCODING, ""), (CURLOPT_USERAGENT, "polydub"),
    ]
    let certificates = request.certificates
    texts += [
      (CURLOPT_CAINFO, certificates.authorities), (CURLOPT_SSLCERT, certificates.client),
      (CURLOPT_SSLKEY, certificates.key),
    ].compactMap { option, file in file.map { (option, $0) } }
    if request.isLocal { texts.append((CURLOPT_NOPROXY, "*")) }
    if let method = request.method { texts.append((CURLOPT_CUSTOMREQUEST, method.rawValue)) }
    let this = Unmanaged.passUnretained(self).toOpaque()
    let codes =
      longs.map { polydub_set_long(easy, $0.0, $0.1) }
      + texts.map { polydub_set_text(easy, $0.0, $0.1) }
      + [
        polydub_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limits.bytes)),
        polydub_set_pointer(easy, CURLOPT_HTTPHEADER, headerList),
        polydub_set_pointer(easy, CURLOPT_PRIVATE, this),
        polydub_set_receiver(
          easy, CURLOPT_HEADERFUNCTION, receiveHeader, CURLOPT_HEADERDATA, this),
        polydub_set_receiver(easy, CURLOPT_WRITEFUNCTION, receiveBody, CURLOPT_WRITEDATA, this),
      ]
    // Debian's libcurl also looks into a folder of authorities, unless there is none.
    var narrowed = CURLE_OK
    if certificates.authorities != nil {
      narrowed = polydub_set_pointer(easy, CURLOPT_CAPATH, nil)
    }
    // Copied, so after the size: libcurl would take a zero byte for the end.
    var copied = CURLE_OK
    request.body?.withUnsafeBytes {
      let start = UnsafeMutableRawPointer(mutating: $0.baseAddress)
      copied = polydub_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
    }
    return (codes + [narrowed, copied]).allSatisfy { $0 == CURLE_OK }
  }
}

private let receiveHeader: polydub_receive = { bytes, size, count, transfer in
  guard let transfer else { return 0 }
  Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue()
    .take(header: UnsafeRawBufferPointer(start: bytes, count: size * count))
  return size * count
}

private let receiveBody: polydub_receive = { bytes, size, count, transfer in
  guard let transfer else { return 0 }
  let isWanted = Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue()
    .take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
  // Any number but the one given ends the transfer; an empty piece must not look like that.
  return isWanted ? size * count : size * count + 1
}

extension Duration {
  /// Whole milliseconds, at least one: libcurl takes 0 for “for ever”.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(clamping: seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
