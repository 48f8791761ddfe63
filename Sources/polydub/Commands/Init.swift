import ArgumentParser
import Dubbing
import Foundation
import Media
import Stages

/// Writes a pipeline file from what it finds.
struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a pipeline file for a video and its translations.")

  @Argument(help: "The video.", completion: .file())
  var video: String

  @Argument(help: "The finished translations, one subtitle file per language.", completion: .file())
  var subtitles: [String]

  @Option(
    name: .shortAndLong, help: "The pipeline file to write. Default: the video's name with .yaml.")
  var output: String?

  @OptionGroup var print: OutputOptions

  func run() async throws {
    let info = try probe(video)
    let translations = try subtitles.map(Draft.examine)
    var seen: Set<String> = []
    for translation in translations where !seen.insert(translation.language).inserted {
      throw InputError(
        "\(translation.path): there is already a file in `\(translation.language)`. Give one per language."
      )
    }
    let source = info.mainAudio?.language.flatMap { $0 == "und" ? nil : Language($0).shortest }
    let name = URL(fileURLWithPath: video).deletingPathExtension()
    let file = output ?? name.lastPathComponent + ".yaml"
    guard !FileManager.default.fileExists(atPath: file) else {
      throw InputError("\(file): already exists. Name another with --output, or remove it.")
    }
    let draft = Draft(
      video: video, output: name.path + ".dub.mkv", sourceLanguage: source,
      translations: translations)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    do {
      try draft.yaml(from: folder).write(toFile: file, atomically: true, encoding: .utf8)
    } catch {
      throw InputError("\(file): cannot be written. Check that its folder exists and is yours.")
    }
    try tell(file, draft)
  }

  private func tell(_ file: String, _ draft: Draft) throws {
    if print.json {
      return try print.print([
        "pipeline": [file], "languages": draft.translations.map(\.language),
      ])
    }
    for translation in draft.translations {
      Console.line("\(translation.language): \(translation.path) (\(translation.evidence))")
    }
    Console.line("wrote \(file). Edit the voices and the cast in it, then: polydub plan \(file)")
  }
}
