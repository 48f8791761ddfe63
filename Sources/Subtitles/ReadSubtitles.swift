import Dubbing

/// Reads subtitles of any known format and encoding.
///
/// The format is chosen by content first and by the file name's ending second. Damage whose meaning
/// is clear is read with a notice; anything else is refused with file, line and remedy. Files over
/// 64 MiB and more than 200,000 cues are refused unless `limits` allow them, lines over 1 MiB always.
/// Nothing is read but `bytes`; `name` is for messages and for its ending.
public func readSubtitles(
  _ bytes: [UInt8], named name: String, options: SubtitleOptions = .init()
) throws(SubtitleError) -> Script {
  guard bytes.count <= options.limits.mebibytes << 20 else {
    throw SubtitleError(
      file: name,
      problem: "is larger than \(options.limits.mebibytes) MiB, too large for subtitles",
      remedy: "Check that this is the file you meant.")
  }
  if let other = signature(bytes) {
    throw SubtitleError(
      file: name, problem: "\(other), not subtitles",
      remedy: "Give a subtitle file: SubRip, WebVTT, ASS, TTML, SBV or CSV.")
  }
  let decoded = try decode(bytes, named: name, options)
  let document = try SubtitleDocument(decoded.text, named: name, options: options)
  let format = try chooseFormat(document)
  var script = try format.read(document)
  script.format = format.name
  script.encoding = decoded.encoding
  script.notices += decoded.notices
  if let named = subtitleFormats.first(where: { $0.extensions.contains(document.ending) }),
    named != format
  {
    script.note(1, "This is \(format.name), though its name says \(named.name).")
  }
  return try settle(script, document, most: options.limits.cues)
}

private func chooseFormat(
  _ document: SubtitleDocument
) throws(SubtitleError) -> any SubtitleFormat.Type {
  guard document.lines.contains(where: { !$0.isBlank }) else {
    throw document.refusal(nil, "is empty", "Give a file with at least one cue.")
  }
  let named = subtitleFormats.first { $0.extensions.contains(document.ending) }
  if let format = subtitleFormats.first(where: { $0.recognises(document) }) {
    // A WebVTT file without its header is refused, not read as the SubRip it resembles.
    return named == VTT.self && format == SRT.self ? VTT.self : format
  }
  guard let named else {
    throw document.refusal(
      nil, "is in no subtitle format that is known here",
      "Export it as SubRip, WebVTT, ASS, TTML, SBV or CSV.")
  }
  return named
}

/// Drops what cannot be said, mends times, and sorts.
private func settle(_ read: Script, _ document: SubtitleDocument, most: Int)
  throws(SubtitleError) -> Script
{
  guard read.cues.count <= most else {
    throw document.refusal(
      read.lines[most], "has more than \(most) cues", "Split it, and dub it in parts.")
  }
  var script = read
  (script.cues, script.lines) = ([], [])
  var (last, unsorted) = (Time.zero, 0)
  for (cue, line) in zip(read.cues, read.lines) {
    guard !cue.text.isEmpty else {
      script.note(line, "This cue has no text and is left out.")
      continue
    }
    var cue = cue
    if cue.end < cue.start {
      script.note(line, "This cue ends before it starts; its end is taken to be its start.")
      cue.end = cue.start
    } else if cue.end == cue.start {
      script.note(line, "This cue has no length.")
    }
    if cue.start < last, unsorted == 0 { unsorted = line }
    last = max(last, cue.start)
    script.add(cue, line: line)
  }
  guard !script.cues.isEmpty else {
    let fault = script.notices.first
    throw document.refusal(
      fault?.line, "no cue with text can be read" + (fault.map { " (\($0.sentence))" } ?? ""),
      "Check that this is the file you meant.")
  }
  if unsorted > 0 { script.note(unsorted, "The cues from here on are not in order of time.") }
  sort(&script)
  return script
}

private func sort(_ script: inout Script) {
  let cues = script.cues
  let lines = script.lines
  let order = cues.indices.sorted { (cues[$0].start, $0) < (cues[$1].start, $1) }
  script.cues = order.map { cues[$0] }
  script.lines = order.map { lines[$0] }
  for (earlier, later) in zip(script.cues.indices, script.cues.indices.dropFirst())
  where script.cues[later].start < script.cues[earlier].end
    && script.cues[later].start > script.cues[earlier].start
  {
    script.note(script.lines[later], "This cue starts before the one before it has ended.")
  }
  script.notices = script.notices.enumerated()
    .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
}
