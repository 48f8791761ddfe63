import Foundation
import Testing

@testable import Stages

@Suite struct DraftTests {
  let samples = root.appending(path: "samples")

  @Test(arguments: ["harbour.es.srt", "harbour.ja.vtt", "harbour.ru.ass", "harbour.ko.ttml"])
  func everyFormatTellsWhoSpeaks(_ name: String) throws {
    let translation = try Draft.examine(samples.appending(path: name).path)
    #expect(translation.speakers.count == 2)
  }

  @Test func aDraftIsAPipelineFile() throws {
    let folder = samples.path
    let translation = try Draft.examine("\(folder)/harbour.pt-BR.ttml")
    let draft = Draft(
      video: "\(folder)/harbour.mp4", output: "\(folder)/harbour.dub.mkv", sourceLanguage: "en",
      translations: [translation])
    let pipeline = try Pipeline(yaml: draft.yaml(from: folder), file: "\(folder)/harbour.yaml")
    #expect(pipeline.video == "\(folder)/harbour.mp4")
    #expect(pipeline.languages.map(\.language) == ["pt-BR"])
  }
}
