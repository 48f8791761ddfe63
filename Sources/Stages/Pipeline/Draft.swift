public import Dubbing
import Foundation
import Subtitles

/// A first pipeline file for a video and its translations, ready to edit.
public struct Draft: Sendable {
  public var video: String
  public var output: String
  public var sourceLanguage: String?
  public var translations: [Translation]

  /// A subtitle file and the language it is in.
  public struct Translation: Hashable, Sendable {
    public var path: String
    public var language: String
    public var speakers: [String]
    /// How the language was found: by the file's name or from its text.
    public var evidence: String
  }

  public init(video: String, output: String, sourceLanguage: String?, translations: [Translation]) {
    self.video = video
    self.output = output
    self.sourceLanguage = sourceLanguage
    self.translations = translations
  }

  /// The language and speakers of a subtitle file.
  public static func examine(_ path: String) throws -> Translation {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("\(path): cannot be read. Check the path and its permissions.")
    }
    let script = try readSubtitles([UInt8](data), named: path)
    let text = script.cues.prefix(400).map(\.text).joined(separator: "\n")
    let named = Set(script.cues.compactMap(\.speaker))
    let speakers = named.union(speakerNames(in: script.cues)).sorted()
    if let named = languageInName(of: path) {
      return Translation(
        path: path, language: named, speakers: speakers, evidence: "from the file's name")
    }
    guard let guessed = Language.guess(of: text) else {
      throw InputError(
        "\(path): its language is not clear from its name or text. Name it like `film.es.srt`.")
    }
    return Translation(
      path: path, language: guessed, speakers: speakers, evidence: "from the text")
  }

  /// `film.pt-BR.srt`, `es.vtt`: the part before the extension, when it is a language tag people use.
  public static func languageInName(of path: String) -> String? {
    let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let part = stem.split(whereSeparator: { $0 == "." || $0 == "_" }).last.map(String.init) ?? stem
    return Language.isWellFormed(part) && Language(part).isKnown
      ? Language(part).canonicalTag : nil
  }

  /// The YAML, with paths as seen from `folder`.
  public func yaml(from folder: String) -> String {
    var lines = [
      "# Written by `polydub init`. Look at the voices (`polydub voices`), then: polydub plan, polydub run.",
      "video: \(quoted(relative(video, to: folder)))",
      "output: \(quoted(relative(output, to: folder)))      # .mkv, .mp4, .mov or .webm",
    ]
    lines.append(
      sourceLanguage.map { "source_language: \($0)" } ?? "# source_language: en")
    lines.append("languages:")
    for translation in translations {
      lines.append("  \(translation.language):      # \(translation.evidence)")
      lines.append("    subtitles: \(quoted(relative(translation.path, to: folder)))")
      lines.append("    voice: espeak/\(translation.language)")
      guard !translation.speakers.isEmpty else { continue }
      lines.append("    # cast:      # a voice of their own for:")
      lines += translation.speakers.map {
        "    #   \(quoted($0)): espeak/\(translation.language)+f3"
      }
    }
    lines += ["mix: { mode: duck }      # or replace: the dub alone", ""]
    return lines.joined(separator: "\n")
  }

  /// A double-quoted YAML scalar: JSON strings are YAML.
  private func quoted(_ text: String) -> String {
    let plain = text.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
    guard !plain || text.isEmpty || text.hasPrefix("-") else { return text }
    let data = try? JSONEncoder.plain.encode(text)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  private func relative(_ path: String, to folder: String) -> String {
    let target = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
    let base = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL.pathComponents
    let shared = zip(target, base).prefix { $0 == $1 }.count
    guard shared > 1 else { return URL(fileURLWithPath: path).standardizedFileURL.path }
    let up = Array(repeating: "..", count: base.count - shared)
    return (up + target[shared...]).joined(separator: "/")
  }
}

extension JSONEncoder {
  static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}
