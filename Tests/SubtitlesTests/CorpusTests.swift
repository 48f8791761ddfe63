import Dubbing
import Foundation
import Testing

@testable import Subtitles

/// Real and broken files that live outside the repository.
private let corpus = ProcessInfo.processInfo.environment["POLYDUB_CORPUS"]

private func corpusFiles(_ folder: String, _ endings: Set<String>) -> [URL] {
  guard let corpus else { return [] }
  let root = URL(fileURLWithPath: corpus).appendingPathComponent(folder)
  let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
  return (all?.allObjects as? [URL] ?? []).filter { endings.contains($0.pathExtension) }
    .sorted { $0.path < $1.path }
}

@Suite(.enabled(if: corpus != nil)) struct CorpusTests {
  private static let endings: Set = ["srt", "vtt", "ttml", "sbv"]

  @Test(arguments: corpusFiles("subtitles", endings))
  func everyRealFileIsRead(_ file: URL) throws {
    let script = try readSubtitles([UInt8](Data(contentsOf: file)), named: file.lastPathComponent)
    #expect(script.cues.count >= 5)
    #expect(script.cues.count == script.lines.count)
    #expect(script.cues.allSatisfy { !$0.text.contains("-->") && !$0.text.contains("</") })
  }

  @Test(arguments: corpusFiles("nasty-subtitles", endings))
  func everyNastyFileIsReadOrRefusedWithinASecond(_ file: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: file))
    let seconds = processorSeconds {
      do throws(SubtitleError) {
        let script = try readSubtitles(bytes, named: file.lastPathComponent)
        #expect(!script.cues.isEmpty)
        #expect(script.cues.allSatisfy { $0.start <= $0.end && !$0.text.isEmpty })
      } catch {
        let isSentence = !error.problem.isEmpty && error.description.hasSuffix(".")
        #expect(isSentence)
      }
    }
    #expect(seconds < 1)
  }

  /// Where vtt.js itself departs from the standard: it reads times with a third digit in the
  /// minutes as hours, and begins no cue right after the header or after a lone `-->`.
  private static let departures = [
    "minimum-spots-over-sixty.vtt": 0, "min-top-digits.vtt": 0, "header-no-new-line.vtt": 1,
    "id.vtt": 5,
  ]

  /// `X-proc.json` holds one element for each cue the standard's parser makes of `X.vtt`.
  @Test(arguments: corpusFiles("nasty-subtitles/vttjs", ["vtt"]))
  func cuesAreAsManyAsTheStandardSays(_ file: URL) throws {
    let base = file.deletingPathExtension().path
    guard
      let expected = try? Data(contentsOf: URL(fileURLWithPath: base + "-proc.json")),
      let cues = try JSONSerialization.jsonObject(with: expected) as? [Any]
    else { return }
    let text = try decode([UInt8](Data(contentsOf: file)), named: "a.vtt", .init()).text
    let script = try? VTT.read(SubtitleDocument(text, named: "a.vtt", options: .init()))
    let count = Self.departures[file.lastPathComponent] ?? cues.count
    #expect(Set(script?.lines ?? []).count == count)
  }

  /// The test files say themselves when each text "must appear at N seconds".
  @Test(arguments: corpusFiles("nasty-subtitles/imsc", ["ttml"]))
  func textsAppearWhenTheySayTheyMust(_ file: URL) throws {
    let script = try readSubtitles([UInt8](Data(contentsOf: file)), named: file.lastPathComponent)
    let appear = /must appear at (\d+) second/
    let remain = /visible to (\d+) second/
    for cue in script.cues {
      #expect(!cue.text.contains("must not appear"))
      guard let start = cue.text.firstMatch(of: appear).flatMap({ Double($0.1) }) else { continue }
      #expect(cue.start == Time(seconds: start))
      guard let end = cue.text.firstMatch(of: remain).flatMap({ Double($0.1) }) else { continue }
      #expect(cue.end == Time(seconds: end))
    }
  }
}
