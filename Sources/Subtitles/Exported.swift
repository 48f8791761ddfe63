import Dubbing

/// The cues of a translation tool's export: its texts, with times of their own or of the subtitles they come from.
func script(
  of found: [TranslationUnit], _ document: SubtitleDocument
) throws(SubtitleError) -> Script {
  let units = found.filter { !$0.source.isEmpty || !$0.target.isEmpty }
  guard !units.isEmpty else {
    throw document.refusal(nil, "has no texts", "Export the finished translation again.")
  }
  let empty = units.filter(\.target.isEmpty)
  if let first = empty.first {
    throw document.refusal(
      first.line,
      "this text is not translated" + (empty.count > 1 ? ", nor are \(empty.count - 1) more" : ""),
      "Finish the translation and export it again.")
  }
  var script =
    if let timing = document.options.timing {
      try Retiming.script(units, over: timing, document)
    } else {
      try timed(units, document)
    }
  let unfinished = units.filter { $0.unfinished != nil }
  if let first = unfinished.first, let state = first.unfinished {
    let more = unfinished.count > 1 ? ", as are \(unfinished.count - 1) more" : ""
    script.note(first.line, "This text is marked as unfinished (\(state.prefix(40)))\(more).")
  }
  return script
}

/// Where every unit says its time itself, as exports of subtitle editors do.
private func timed(
  _ units: [TranslationUnit], _ document: SubtitleDocument
) throws(SubtitleError) -> Script {
  var script = Script()
  for unit in units {
    guard let (start, end) = unit.times() else {
      throw document.refusal(
        unit.line, "this text has no time",
        "Give the subtitles it was made from: `subtitles: { file: film.es.xlf, timing: film.en.srt }`."
      )
    }
    script.add(
      Cue(
        start: try document.time(start, line: unit.line),
        end: try document.time(end, line: unit.line), text: unit.target),
      line: unit.line)
  }
  return script
}
