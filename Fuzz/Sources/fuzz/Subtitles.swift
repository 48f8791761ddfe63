import Dubbing

@testable import Subtitles

extension Target {
  /// Every format by itself, whatever is in the file; the choice of encoding; and both together.
  static let subtitles: [Target] =
    subtitleFormats.map { format in
      let kind = format.extensions.first ?? "table"
      return Target(kind) { bytes in
        let name = "a.\(kind)"
        guard let document = try? SubtitleDocument(bytes, named: name, options: .init())
        else { return }
        _ = format.recognises(document)
        guard let script = try? format.read(document) else { return }
        precondition(script.cues.count == script.lines.count)
      }
    } + [
      Target("encoding") { bytes in
        guard let decoded = try? decode(bytes, named: "a.srt", .init()) else { return }
        precondition(String(validating: decoded.text, as: UTF8.self) != nil)
      },
      Target("subtitles") { bytes in
        guard let script = try? readSubtitles(bytes, named: "a") else { return }
        precondition(script.cues.count == script.lines.count && !script.cues.isEmpty)
        precondition(script.cues.allSatisfy { $0.start >= .zero && $0.start <= $0.end })
      },
    ]
}
