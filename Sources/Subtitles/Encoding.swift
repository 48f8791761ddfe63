import CUchardet

/// Text as UTF-8, and what it was before.
struct Decoded {
  var text: [UInt8]
  var encoding: String
  var notices: [SubtitleNotice] = []
}

/// Decodes a file: by the named encoding, a byte order mark, validity as UTF-8, the XML
/// declaration, and at last by the statistics of uchardet and the language, in this order.
func decode(
  _ bytes: [UInt8], named name: String, _ options: SubtitleOptions
) throws(SubtitleError) -> Decoded {
  if let encoding = options.encoding {
    guard let text = converted(bytes, from: encoding) else {
      throw SubtitleError(
        file: name, problem: "cannot be decoded as \(encoding)",
        remedy: "Name another encoding, or leave it to be detected.")
    }
    return withoutMark(Decoded(text: text, encoding: encoding))
  }
  guard
    var decoded = marked(bytes) ?? plain(bytes) ?? wide(bytes) ?? declared(bytes)
      ?? mended(bytes) ?? guessed(bytes, options)
  else {
    throw SubtitleError(
      file: name, problem: "is not text in any encoding that is known here",
      remedy: "Save it as UTF-8, or name its encoding.")
  }
  if decoded.encoding != "UTF-8" {
    decoded.notices.append(
      SubtitleNotice(line: 1, sentence: "The text was decoded from \(decoded.encoding)."))
  }
  return withoutMark(decoded)
}

private let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

/// A byte order mark may even be doubled, by tools that each add their own.
private func withoutMark(_ decoded: Decoded) -> Decoded {
  var result = decoded
  var start = 0
  while result.text[start...].starts(with: mark) { start += 3 }
  result.text.removeFirst(start)
  return result
}

private func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

private func marked(_ bytes: [UInt8]) -> Decoded? {
  let marks: [([UInt8], String)] = [
    ([0xFF, 0xFE, 0, 0], "UTF-32LE"), ([0, 0, 0xFE, 0xFF], "UTF-32BE"),
    ([0xFF, 0xFE], "UTF-16LE"), ([0xFE, 0xFF], "UTF-16BE"),
  ]
  guard let encoding = marks.first(where: { bytes.starts(with: $0.0) })?.1 else { return nil }
  // A lost last byte would make the whole file undecodable.
  let unit = encoding.hasPrefix("UTF-32") ? 4 : 2
  let whole = Array(bytes.dropLast(bytes.count % unit))
  return converted(whole, from: encoding).map { Decoded(text: $0, encoding: encoding) }
}

private func plain(_ bytes: [UInt8]) -> Decoded? {
  // The WebVTT standard allows even NUL in a file with its signature.
  guard isUTF8(bytes), bytes.starts(with: "WEBVTT".utf8) || !looksBinary(bytes) else { return nil }
  return Decoded(text: bytes, encoding: "UTF-8")
}

/// UTF-16 without its mark: in Latin text every other byte is zero, in any text many are.
private func wide(_ bytes: [UInt8]) -> Decoded? {
  let head = bytes.prefix(1 << 16)
  let even = stride(from: 0, to: head.count, by: 2).count { head[$0] == 0 }
  let odd = stride(from: 1, to: head.count, by: 2).count { head[$0] == 0 }
  guard max(even, odd) * 10 > head.count, min(even, odd) * 10 < max(even, odd) else { return nil }
  let encoding = even > odd ? "UTF-16BE" : "UTF-16LE"
  let whole = Array(bytes.dropLast(bytes.count % 2))
  return converted(whole, from: encoding).map { Decoded(text: $0, encoding: encoding) }
}

/// `<?xml … encoding="ISO-8859-1"?>`
private func declared(_ bytes: [UInt8]) -> Decoded? {
  let head = String(decoding: bytes.prefix(200), as: UTF8.self)
  guard head.hasPrefix("<?xml"), let end = head.firstRange(of: "?>"),
    let key = head[..<end.lowerBound].firstRange(of: "encoding=")
  else { return nil }
  let value = head[key.upperBound..<end.lowerBound]
  guard let quote = value.first, let name = value.dropFirst().split(separator: quote).first
  else { return nil }
  return converted(bytes, from: String(name)).map { Decoded(text: $0, encoding: String(name)) }
}

/// UTF-8 with a few broken bytes, as a cut or a bad merge leaves them.
private func mended(_ bytes: [UInt8]) -> Decoded? {
  guard !looksBinary(bytes) else { return nil }
  let text = String(decoding: bytes, as: UTF8.self)
  let broken = text.unicodeScalars.count { $0 == "\u{FFFD}" }
  let whole = text.unicodeScalars.count { $0.value > 127 } - broken
  guard bytes.starts(with: mark) || whole > broken * 10 else { return nil }
  let place = text.unicodeScalars.firstIndex(of: "\u{FFFD}") ?? text.startIndex
  let line = text.unicodeScalars[..<place].count { $0 == "\n" } + 1
  return Decoded(
    text: Array(text.utf8), encoding: "UTF-8",
    notices: [SubtitleNotice(line: line, sentence: "Bytes that are not UTF-8 were replaced.")])
}

private func guessed(_ bytes: [UInt8], _ options: SubtitleOptions) -> Decoded? {
  guard !looksBinary(bytes) else { return nil }
  let detected = detected(bytes)
  let likely = encodings(of: options.language ?? "")
  // uchardet tells no confidence: an answer the language rules out is taken for a guess.
  let isPlausible = likely.isEmpty || likely.contains(detected)
  let order = isPlausible ? [detected] + likely : likely + [detected]
  for encoding in order where !encoding.isEmpty {
    for table in [superset(of: encoding), encoding] {
      if let text = converted(bytes, from: table) { return Decoded(text: text, encoding: encoding) }
    }
  }
  return converted(bytes, from: "WINDOWS-1252").map { Decoded(text: $0, encoding: "WINDOWS-1252") }
}

/// Only the start is looked at, which is plenty for statistics.
private func detected(_ bytes: [UInt8]) -> String {
  let detector = uchardet_new()
  defer { uchardet_delete(detector) }
  bytes.prefix(1 << 18).withUnsafeBytes { raw in
    _ = uchardet_handle_data(detector, raw.bindMemory(to: CChar.self).baseAddress, raw.count)
  }
  uchardet_data_end(detector)
  return uchardet_get_charset(detector).map { String(cString: $0).uppercased() } ?? ""
}
