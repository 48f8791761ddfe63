import Dubbing
import Foundation
import Testing
import Voices
import Yams

@testable import Stages

/// The folder of the package.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

@Suite struct SchemaTests {
  /// The schema's keys at a path of `properties`.
  func keys(_ path: [String]) throws -> Set<String> {
    let data = try Data(contentsOf: root.appending(path: "pipelines/polydub.schema.json"))
    var node = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for step in path { node = try #require(node[step] as? [String: Any], "\(step)") }
    return Set(node.keys)
  }

  /// The forms `mix.loudness` may have.
  func loudnessForms() throws -> [[String: Any]] {
    let data = try Data(contentsOf: root.appending(path: "pipelines/polydub.schema.json"))
    var node = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for step in ["properties", "mix", "properties", "loudness"] {
      node = try #require(node[step] as? [String: Any], "\(step)")
    }
    return try #require(node["oneOf"] as? [[String: Any]])
  }

  @Test func theSchemaKnowsTheKeysTheDecoderKnows() throws {
    let language = ["properties", "languages", "additionalProperties", "properties"]
    #expect(try keys(["properties"]) == Set(Pipeline.keys))
    #expect(try keys(["properties", "audio", "properties"]) == Set(Pipeline.audioKeys))
    #expect(try keys(["properties", "mix", "properties"]) == Set(Pipeline.mixKeys))
    #expect(try keys(["properties", "fit", "properties"]) == Set(Pipeline.fitKeys))
    #expect(try keys(["properties", "limits", "properties"]) == Set(InputLimits.keys))
    let provider = ["properties", "providers", "additionalProperties", "properties"]
    #expect(try keys(provider) == Set(Pipeline.providerKeys + Pipeline.speechServerKeys))
    #expect(try keys(provider + ["price", "properties"]) == Set(Pipeline.priceKeys))
    let loudness = try loudnessForms()
    #expect(
      loudness.compactMap { $0["enum"] as? [String] } == [LoudnessTarget.presets.map(\.name)])
    #expect(
      loudness.compactMap { ($0["properties"] as? [String: Any]).map { Set($0.keys) } }
        == [Set(Pipeline.loudnessKeys)])
    #expect(try keys(language) == Set(Pipeline.languageKeys))
    #expect(
      try keys(["properties", "spoken_text", "properties"])
        == Set(SpokenTextRules.names.map(\.name)))
  }

  @Test func theReferenceFileNamesEveryKeyWithItsDefault() throws {
    let file = root.appending(path: "pipelines/reference.yaml").path
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let reference = try Pipeline(contentsOf: file)
    let node = try #require(try Yams.compose(yaml: text))
    #expect(Set(node.mapping?.keys.compactMap(\.string) ?? []) == Set(Pipeline.keys))
    #expect(Set(node["mix"]?.mapping?.keys.compactMap(\.string) ?? []) == Set(Pipeline.mixKeys))
    #expect(Set(node["fit"]?.mapping?.keys.compactMap(\.string) ?? []) == Set(Pipeline.fitKeys))
    let bare = try pipeline(yaml())
    #expect(reference.providers["qwen"] == .dashScope(DashScopeAccount(name: "qwen")))
    #expect(reference.mix == bare.mix)
    #expect(reference.loudness == bare.loudness)
    #expect(reference.fit == bare.fit)
    #expect(reference.spokenText == bare.spokenText)
    #expect(reference.segmentation == bare.segmentation)
    #expect(reference.output.codec == bare.output.codec)
    #expect(reference.output.subtitles == bare.output.subtitles)
    #expect(reference.output.defaultTrack == bare.output.defaultTrack)
  }

  @Test func everyPipelineFileInTheFolderIsRead() throws {
    let folder = root.appending(path: "pipelines")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }
    #expect(files.contains("demo.yaml"))
    for file in files { _ = try Pipeline(contentsOf: folder.appending(path: file).path) }
  }
}
