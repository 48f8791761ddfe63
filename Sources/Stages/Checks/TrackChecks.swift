import Dubbing
import Media

extension CheckOutput {
  /// Number, languages, titles, dispositions and lengths of the dubs.
  func trackChecks(
    _ found: MediaInfo, of source: MediaInfo, dubs: [StreamInfo], expected: [Expectation]
  ) -> [Check] {
    let audio = found.streams.filter { $0.kind == .audio }
    let defaults = audio.filter { $0.dispositions.contains("default") }
    let wanted = expected.firstIndex { $0.language == defaultTrack }
    let sounds = source.streams.filter { $0.kind == .audio && $0.packets > 0 }
    let original = sounds.firstIndex { $0.index == source.mainAudio?.index } ?? 0
    let usual = audio.indices.contains(original) ? audio[original].index : nil
    let marked = wanted.map { dubs.indices.contains($0) ? dubs[$0].index : -1 } ?? usual
    var checks = [
      Check(
        "there is a dub for every language", passed: dubs.count == expected.count,
        detail: "\(dubs.count) of \(expected.count)"),
      Check(
        "exactly one audio track is the default, the one asked for",
        passed: defaults.map(\.index) == [marked].compactMap { $0 },
        detail: "default: \(defaults.map(\.index)), asked for: \(marked.map(String.init) ?? "none")"
      ),
    ]
    if subtitles {
      let count = found.streams.count { $0.kind == .subtitle }
      checks.append(
        Check(
          "every translation is a subtitle track", passed: count >= expected.count,
          detail: "\(count) subtitle tracks"))
    }
    let start = origin(of: found, from: source)
    let picture = start..<start + pictureLength(source, found)
    for (stream, dub) in zip(dubs, expected) {
      checks += labelChecks(stream, dub)
      checks.append(lengthCheck(stream, dub.language, picture: picture))
    }
    return checks
  }

  /// How long the picture is: the source knows, as long as what was written agrees but for its last frame.
  ///
  /// Of a variable frame rate Matroska, and MP4 without an edit, do not say how long the last frame lasts; readers guess.
  private func pictureLength(_ source: MediaInfo, _ found: MediaInfo) -> Int {
    let longestGuess = Time.rate * 3 / 20
    return abs(found.length - source.length) <= longestGuess ? source.length : found.length
  }

  private func labelChecks(_ stream: StreamInfo, _ dub: Expectation) -> [Check] {
    let tag = Language(dub.language)
    let languages = [dub.language, tag.iso639]
    let checks = [
      Check(
        "\(dub.language): tagged with its language",
        passed: languages.contains(stream.language ?? ""), detail: stream.language ?? "no tag"),
      Check(
        "\(dub.language): titled", passed: stream.title == dub.title,
        detail: stream.title ?? "no title"),
    ]
    guard container.marksDubs else { return checks }
    let mark = Check(
      "\(dub.language): marked as a dub", passed: stream.dispositions.contains("dub"),
      detail: stream.dispositions.joined(separator: ", "))
    return checks + [mark]
  }
}
