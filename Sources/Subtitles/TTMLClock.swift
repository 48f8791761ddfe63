/// Reads the time expressions of TTML (W3C TTML 1, section 10.3.1) as seconds.
struct TTMLClock {
  private let framesPerSecond: Double
  private let subFrames: Double
  private let ticksPerSecond: Double

  /// The rates come from the root's `ttp:` attributes; the defaults are those of the standard.
  init(_ root: Element, _ options: SubtitleOptions) {
    func number(_ name: String) -> Double? {
      root.attributes[name].flatMap { Double($0) }.flatMap { $0 >= 1 && $0 < 1e9 ? $0 : nil }
    }
    let parts = (root.attributes["frameRateMultiplier"] ?? "1 1")
      .split { $0 == " " || $0 == ":" }.compactMap { Double($0) }
    let multiplier = parts.count == 2 && parts.allSatisfy { $0 > 0 } ? parts[0] / parts[1] : 1
    let given = options.framesPerSecond.map { Double($0.numerator) / Double($0.denominator) }
    let rate = number("frameRate").map { $0 * multiplier } ?? given ?? 30
    framesPerSecond = rate.isFinite && rate > 0 ? rate : 30
    subFrames = number("subFrameRate") ?? 1
    ticksPerSecond =
      number("tickRate") ?? (number("frameRate") == nil ? 1 : framesPerSecond * subFrames)
  }

  /// `00:01:02.5`, `00:01:02:12`, `62.5s`, `1500ms`, `36f`, `90000t`; nothing if it is none of these.
  func seconds(_ text: String) -> Double? {
    var reader = ByteReader(plainText(text))
    guard let first = reader.decimal() else { return nil }
    if reader.take(58) { return clock(first, &reader) }
    let unit = String(decoding: reader.bytes[reader.position...], as: UTF8.self)
    switch unit {
    case "h": return first * 3600
    case "m": return first * 60
    case "s": return first
    case "ms": return first / 1000
    case "f": return first / framesPerSecond
    case "t": return first / ticksPerSecond
    default: return nil
    }
  }

  private func clock(_ hours: Double, _ reader: inout ByteReader) -> Double? {
    guard let minutes = reader.digits(), reader.take(58), let seconds = reader.decimal() else {
      return nil
    }
    let whole = hours * 3600 + Double(minutes.value) * 60 + seconds
    guard reader.take(58) else { return reader.isAtEnd ? whole : nil }
    guard let frames = reader.digits() else { return nil }
    var part = Double(frames.value)
    if reader.take(46), let sub = reader.digits() { part += Double(sub.value) / subFrames }
    return reader.isAtEnd ? whole + part / framesPerSecond : nil
  }
}

extension ByteReader {
  /// Digits, a point (or the comma some tools write), digits.
  fileprivate mutating func decimal() -> Double? {
    guard let whole = digits() else { return nil }
    guard next == 46 || next == 44 else { return Double(whole.value) }
    position += 1
    guard let part = digits() else { return nil }
    let scale = (0..<min(part.count, 9)).reduce(1.0) { scale, _ in scale * 10 }
    return Double(whole.value) + min(Double(part.value), scale - 1) / scale
  }
}
