public import Dubbing

/// SubRip text for export; speakers are not written, as the format has no place for them.
public func writeSRT(_ cues: [Cue]) -> String {
  cues.enumerated().map { index, cue in
    "\(index + 1)\n\(clock(cue.start, ",")) --> \(clock(cue.end, ","))\n\(cue.text)\n\n"
  }.joined()
}

/// WebVTT text for export; speakers become `<v Name>`.
public func writeVTT(_ cues: [Cue]) -> String {
  "WEBVTT\n\n"
    + cues.map { cue in
      let voice = cue.speaker.map { "<v \(escaped($0))>" } ?? ""
      return "\(clock(cue.start, ".")) --> \(clock(cue.end, "."))\n\(voice)\(escaped(cue.text))\n\n"
    }.joined()
}

private func escaped(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: String(scalar)
    }
  }.joined()
}

/// `00:00:01,500`, to the nearest millisecond.
private func clock(_ time: Time, _ point: String) -> String {
  let total = max(0, (time.samples * 1000 + Time.rate / 2) / Time.rate)
  func padded(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
  let (hours, minutes, seconds) = (total / 3_600_000, total / 60_000 % 60, total / 1000 % 60)
  return "\(padded(hours)):\(padded(minutes)):\(padded(seconds))\(point)\(padded(total % 1000, 3))"
}
