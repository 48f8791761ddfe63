import Foundation
import Testing

@testable import Media

@Suite struct MuxCorpusTests {
  static let corpus = ProcessInfo.processInfo.environment["POLYDUB_CORPUS"] ?? ""

  static var films: [String] {
    let folder = corpus + "/video"
    guard !corpus.isEmpty, let names = FileManager.default.enumerator(atPath: folder) else {
      return []
    }
    return names.compactMap { $0 as? String }.filter { $0.contains(".") && !$0.hasSuffix(".srt") }
      .sorted().map { folder + "/" + $0 }
  }

  @Test(.enabled(if: !corpus.isEmpty), arguments: films, MuxContainer.allCases)
  func everyFilmIsKeptWholeOrRefused(film: String, container: MuxContainer) throws {
    let fixture = try Fixture()
    let codec: AudioCodec = container == .webm ? .opus : .aac
    guard let info = try? probe(film) else {
      #expect(throws: MediaError.self) { try probe(film) }
      return
    }
    guard refusals(of: info, in: container, dubs: codec).isEmpty else { return }
    let dub = MuxPlan.Dub(
      file: try fixture.dub(codec, length: info.length, onset: 4_800), language: spanish,
      title: "Español")
    let out = fixture.path("out.\(container.rawValue)")
    let report = try mux(fixture.plan(film, container, dubs: [dub]), to: out)
    var found = try probe(out)
    for stream in info.streams where !report.dropped.contains(stream.index) {
      let twin = found.streams.firstIndex {
        $0.digest == stream.digest && ($0.packets == stream.packets || $0.kind == .attachment)
      }
      #expect(twin != nil, "stream \(stream.index) (\(stream.codec))")
      if let twin { found.streams.remove(at: twin) }
    }
    #expect(found.streams.count { $0.kind == .audio } == 1)
    guard info.length > 9_600, info.pictureStart != nil else { return }
    let sound = try fixture.decoded(
      out, stream: "a:\(try probe(out).streams.count { $0.kind == .audio } - 1)")
    let onset = try #require(sound.firstIndex { abs($0) > 0.05 })
    let start = try fixture.start(out, stream: "V:0")
    #expect(abs(Double(onset) / 48_000 - start - 0.1) < 0.0015)
  }
}
