import Foundation
import Testing

/// Whatever becomes of the files of a store, a dub is right or is not made.
@Suite struct DamagedStoreTests {
  @Test func oneBitWrongInEachKindOfFileChangesNoDub() throws {
    let film = try Film()
    #expect(try film.polydub("run", "film.yaml").status == 0)
    let right = try film.sha256("out/film.mkv")
    let store = film.folder.appending(path: "store")
    var kinds: Set<String> = []
    let names = try #require(FileManager.default.enumerator(atPath: store.path)?.allObjects)
    for name in names.compactMap({ $0 as? String }).sorted() {
      let file = store.appending(path: name)
      let parts = name.split(separator: "/")
      let kind = parts.prefix(parts[0] == "results" ? 2 : 1) + [file.pathExtension.prefix(9)]
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
        kinds.insert(kind.joined(separator: "/")).inserted
      else { continue }
      var bytes = try Data(contentsOf: file)
      guard !bytes.isEmpty else { continue }
      bytes[bytes.count / 2] ^= 4
      try bytes.write(to: file)
      try FileManager.default.removeItem(atPath: film.path("out/film.mkv"))
      let outcome = try film.polydub("run", "film.yaml")
      #expect(outcome.status == 0, "\(name): \(outcome.errors)")
      #expect(try film.sha256("out/film.mkv") == right, "\(name)")
    }
    #expect(kinds.count > 15, "\(kinds.sorted())")
  }

  @Test func aDamagedTakeIsNamedAndBoughtAgain() async throws {
    let service = try Service()
    let film = try Film()
    try film.edit("film.yaml", "espeak/es", "qwen/Cherry")
    try film.write(
      "film.yaml",
      String(contentsOfFile: film.path("film.yaml"), encoding: .utf8) + """

        providers:
          qwen: { type: dashscope, base_url: "\(service.base)", requests_per_second: 1000 }

        """)
    let key = ["DASHSCOPE_API_KEY": Service.key]
    #expect(try film.polydub("run", "film.yaml", environment: key).status == 0)
    let right = try film.sha256("out/film.mkv")
    let takes = try String(contentsOfFile: film.path("out/film.mkv.json"), encoding: .utf8)
    try #require(takes.contains("dashscope"))
    let results = film.folder.appending(path: "store/results/speak")
    let name = try #require(
      FileManager.default.enumerator(atPath: results.path)?.compactMap { $0 as? String }
        .first {
          let path = results.appending(path: $0).path
          return (try? String(contentsOfFile: path, encoding: .utf8))?.contains("dashscope")
            == true
        })
    let result = try String(contentsOf: results.appending(path: name), encoding: .utf8)
    let digest = String(
      try #require(result.firstMatch(of: /"blob":"([0-9a-f]{64})"/)).output.1)
    let blob = film.folder.appending(
      path: "store/blobs/\(digest.prefix(2))/\(digest.dropFirst(2)).wav")
    var bytes = try Data(contentsOf: blob)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: blob)
    try await service.plan([])
    let again = try film.polydub("run", "film.yaml", environment: key)
    #expect(again.status == 0)
    #expect(again.errors.contains("have to be spoken again"), "\(again.errors)")
    #expect(try await service.count().calls == 1)
    #expect(try film.sha256("out/film.mkv") == right)
  }
}
