import Foundation
import Testing

/// The files a run leaves for whoever wants to know how good a dub is.
@Suite struct ReportTests {
  func reported(_ edit: (Film) throws -> Void = { _ in }) throws -> Film {
    let film = try Film()
    try film.write("film.yaml", Film.pipeline + "\nreport: reports\n")
    try edit(film)
    return film
  }

  func object(_ film: Film, _ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: film.path(name)))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// A JSON value as text, for comparing.
  func text(_ value: Any) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: [value], options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
  }

  static let names = [
    "film.html", "film.json", "film.es.json", "film.es.csv", "film.fr.json", "film.fr.csv",
  ]

  @Test func aReportIsTheSameBytesWhenNothingChanged() throws {
    let film = try reported()
    let first = try film.polydub("run", "film.yaml", "--json")
    try #require(first.status == 0, "\(first.errors)")
    let folder = try FileManager.default.contentsOfDirectory(atPath: film.path("reports"))
    #expect(Set(folder) == Set(Self.names))
    let digests = try Self.names.map { try film.sha256("reports/\($0)") }
    let again = try film.polydub("run", "film.yaml", "--json")
    #expect(try again.number("made") == 0)
    #expect(try Self.names.map { try film.sha256("reports/\($0)") } == digests)
    let told = try #require(try again.json()["reports"] as? [[String: Any]])
    #expect(told.map { $0["sha256"] as? String } == digests)
  }

  @Test func theReportSaysWhatTheRunSaid() throws {
    let film = try reported()
    let run = try film.polydub("run", "film.yaml", "--json").json()
    let lines = try #require(run["lines"] as? [[String: Any]])
    let languages = try #require(
      try object(film, "reports/film.json")["languages"] as? [[String: Any]])
    let reported = try languages.flatMap { try #require($0["lines"] as? [[String: Any]]) }
    #expect(reported.count == lines.count)
    for (line, told) in zip(lines, reported) {
      for (key, value) in line {
        #expect(try text(told[key] ?? "nothing") == text(value), "\(key)")
      }
    }
    #expect(reported.contains { $0["text"] as? String == "El mar está en calma." })
  }

  @Test func loudnessIsWhatFfmpegMeasures() throws {
    let film = try reported()
    try #require(film.polydub("run", "film.yaml").status == 0)
    let track = try #require(try object(film, "reports/film.es.json")["track"] as? [String: Any])
    let loudness = try #require(track["loudness"] as? [String: Double])
    let heard = try tool(
      "sh",
      [
        "-c",
        "ffmpeg -nostats -i \"$0\" -map 0:a:1 -af ebur128=peak=true -f null - 2>&1 | tail -12",
        film.path("out/film.mkv"),
      ])
    let words = heard.split(whereSeparator: \.isWhitespace)
    let place = try #require(words.lastIndex(of: "I:"))
    let integrated = try #require(Double(words[place + 1]))
    #expect(abs(try #require(loudness["integrated_lufs"]) - integrated) <= 0.2)
  }

  @Test func noInputIsOverwritten() throws {
    let film = try reported {
      try $0.write("film.es.csv", "start,end,text\n0.5,2,Hola.\n")
      try $0.edit("film.yaml", "es.srt", "film.es.csv")
      try $0.edit("film.yaml", "report: reports", "report: .")
    }
    let refused = try film.polydub("run", "film.yaml")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("film.yaml:7:"))
    #expect(refused.errors.contains("would overwrite"))
    try film.edit("film.yaml", "report: .", "")
    #expect(try film.polydub("run", "film.yaml", "--report", ".").status == 2)
    #expect(try film.polydub("run", "film.yaml", "--report", "reports").status == 0)
  }

  @Test func aFolderThatCannotBeMadeIsFoundBeforeAnyWork() throws {
    let film = try reported { try $0.edit("film.yaml", "report: reports", "report: es.srt") }
    let refused = try film.polydub("run", "film.yaml", "--json")
    #expect(refused.status == 2)
    #expect(!FileManager.default.fileExists(atPath: film.path("out/film.mkv")))
  }

  @Test func noPathOfTheMachineIsInAReport() throws {
    let film = try reported { try $0.edit("es.srt", "00:00:02,000", "00:00:00,100") }
    try #require(film.polydub("run", "film.yaml").status == 0)
    for name in Self.names {
      let text = try String(contentsOfFile: film.path("reports/\(name)"), encoding: .utf8)
      #expect(!text.contains(film.folder.path), "\(name)")
    }
  }

  @Test func checkMeasuresTheFileAlone() throws {
    let film = try reported()
    try #require(film.polydub("run", "film.yaml").status == 0)
    let told = try film.polydub("check", film.path("out/film.mkv"), "--json").json()
    let tracks = try #require(told["tracks"] as? [[String: Any]])
    #expect(tracks.map { $0["is_dub"] as? Bool } == [false, true, true])
    let track = try #require(try object(film, "reports/film.fr.json")["track"] as? [String: Any])
    let planned = try #require(track["loudness"] as? [String: Double])
    let heard = try #require(tracks[2]["loudness"] as? [String: Double])
    for (key, value) in planned { #expect(abs(try #require(heard[key]) - value) <= 0.1, "\(key)") }
  }
}
