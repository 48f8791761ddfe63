import Dubbing
import Foundation
import Testing

@testable import Stages

@Suite struct ReportTableTests {
  /// The table as Python's `csv` reads it: a dictionary a row.
  func read(_ csv: String) throws -> [[String: String]] {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "polydub-\(UUID().uuidString).csv")
    try Data(csv.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let json = try judged(
      "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1],newline='',encoding='utf-8'),strict=True))))",
      file.path)
    return try JSONDecoder().decode([[String: String]].self, from: Data(json.utf8))
  }

  @Test func everyTextComesBackFromTheTable() throws {
    let texts = [
      "plain", "a, b", "say \"no\"", "two\nlines", "one\r\ntwo", "  spaces ", "日本語、", "",
    ]
    let report = ReportFixture.report(languages: ["ja"], lines: texts.count) { texts[$0 - 1] }
    let rows = try read(ReportTable(lines: report.languages[0].lines).csv)
    #expect(rows.map { $0["text"] } == texts)
  }

  @Test func noTextIsAFormula() throws {
    let texts = ["=1+1", "+49", "- Yes.", "@SUM(A1)", "\tx", "1=1"]
    let report = ReportFixture.report(languages: ["es"], lines: texts.count) { texts[$0 - 1] }
    let rows = try read(ReportTable(lines: report.languages[0].lines).csv)
    #expect(rows.map { $0["text"] } == ["'=1+1", "'+49", "'- Yes.", "'@SUM(A1)", "'\tx", "1=1"])
  }

  @Test func numbersAreThoseOfTheJSON() throws {
    let report = ReportFixture.report(languages: ["es"], lines: 12)
    let rows = try read(ReportTable(lines: report.languages[0].lines).csv)
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let json = try JSONSerialization.jsonObject(
      with: encoder.encode(report.languages[0].lines))
    let lines = try #require(json as? [[String: Any]])
    #expect(lines.count == rows.count)
    for (line, row) in zip(lines, rows) {
      for key in [
        "rate", "stretch", "onset_ms", "start_ms", "end_ms", "cue_start_ms", "cue_end_ms",
        "characters", "cut", "budget", "take",
      ] {
        let cell = try #require(row[key])
        #expect(Double(cell) == (line[key] as? NSNumber)?.doubleValue, "\(key): \(cell)")
      }
      #expect(row["cue"] == line["cue"] as? String)
      #expect(row["levers"] == (line["levers"] as? [String])?.joined(separator: " "))
    }
  }

  @Test func everyColumnIsNamed() throws {
    let report = ReportFixture.report(languages: ["es"], lines: 1)
    let rows = try read(ReportTable(lines: report.languages[0].lines).csv)
    #expect(Set(rows[0].keys) == Set(ReportTable.columns))
  }
}
