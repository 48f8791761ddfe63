import Transport

/// Sound as servers of the OpenAI contract send it, told apart by its first bytes, then by what the answer says of it.
enum OpenAISpeechSound {
  struct Found: Sendable {
    var bytes: [UInt8]
    var kind: Speech.Kind
  }

  /// A whole sound file of an answer's body.
  ///
  /// WAV gets a true header; samples alone get one, 24 kHz unless the type names a `rate`; FLAC, MP3 and Ogg stay as they
  /// are, from servers that pass over the format they were asked for.
  /// - Throws: `badAudio` for what is no sound, for none, and for silence.
  static func file(_ body: [UInt8], type: String) throws(SpeechError) -> Found {
    guard !body.isEmpty else { throw silence }
    if body.starts(with: "RIFF".utf8) {
      return Found(bytes: try DashScopeSound.wave(body).bytes, kind: .wav)
    }
    if body.starts(with: "fLaC".utf8) { return Found(bytes: body, kind: .flac) }
    if body.starts(with: "OggS".utf8) { return Found(bytes: body, kind: .ogg) }
    let bare = bareType(type)
    let isFrame = body.count > 1 && body[0] == 0xFF && body[1] & 0xE0 == 0xE0
    if body.starts(with: "ID3".utf8) || isFrame && ["audio/mpeg", "audio/mp3"].contains(bare) {
      return Found(bytes: body, kind: .mp3)
    }
    let isBare = ["audio/pcm", "audio/l16", "audio/x-pcm", "application/octet-stream"].contains(
      bare)
    guard isBare else {
      throw SpeechError(
        .badAudio,
        "The server sent \(plain(bare)), which is none of WAV, PCM, FLAC, MP3 or Ogg; set its `response_format`."
      )
    }
    return Found(bytes: try DashScopeSound.wave(body, rate: rate(type)).bytes, kind: .wav)
  }

  private static let silence = SpeechError(
    .badAudio, "The server answered with no sound; check the voice, and its log.", retry: .maybe)

  static func bareType(_ type: String) -> String {
    (type.split(separator: ";").first ?? "").lowercased().filter { $0 != " " }
  }

  /// `audio/pcm; rate=16000`.
  private static func rate(_ type: String) -> Int {
    let pairs = type.lowercased().split(separator: ";").dropFirst().map { $0.filter { $0 != " " } }
    let value = pairs.first { $0.hasPrefix("rate=") }.flatMap { Int($0.dropFirst(5)) }
    return value.flatMap { (8_000...192_000).contains($0) ? $0 : nil } ?? 24_000
  }

  private static func plain(_ type: String) -> String {
    let safe = type.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "/.+-".contains($0)) }
    return safe.isEmpty ? "something without a type" : String(safe.prefix(40))
  }
}
