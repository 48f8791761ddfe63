import Dubbing
import Engine
import Foundation
import Testing

@testable import Stages

@Suite struct ReportPageTests {
  /// What people put into subtitles to break whoever shows them.
  static let hostile = [
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onfocus=\"alert(1)",
    "&lt;b&gt; & &amp;", "<!-- --> ]]> {{7*7}} ${7*7}", "\u{202E}gnp.exe \u{2066}",
    "a\u{0}b\u{8}c\u{FFFE}",
    "مرحبا بالعالم", "שלום 42 https://example.com/",
    "\u{1F469}\u{200D}\u{1F680} e\u{301}\u{301}\u{301}",
    String(repeating: "wide", count: 60), "two\nlines",
  ]

  static let hostilePage = ReportFixture.page(
    ReportFixture.report(languages: ["ar", "es", "ja"], lines: 36) {
      hostile[($0 - 1) % hostile.count]
    })

  /// As many cues as a long film has, of the usual length.
  static let longPage = ReportFixture.page(
    ReportFixture.report(
      languages: ["zh", "de", "it", "pt-BR", "es", "ja", "ko", "fr", "ru"], lines: 2000
    ) { "Line \($0): the boats come home, as they always do." })

  @Test func noTextBecomesMarkup() throws {
    let html = try Self.hostilePage.html()
    #expect(!html.contains("<script>alert"))
    #expect(!html.contains("<img"))
    #expect(!html.contains("\" onfocus"))
    #expect(html.contains("&lt;/script&gt;&lt;script&gt;alert(1)"))
    #expect(!html.unicodeScalars.contains("\u{0}"))
    #expect(html.components(separatedBy: "<script").count == 3)
  }

  @Test func thePageNamesNoPlaceToLoadFrom() throws {
    let html = try ReportFixture.page(ReportFixture.report(languages: ["es"], lines: 3)).html()
    #expect(!html.contains("//www") && !html.contains("http:") && !html.contains("https:"))
    #expect(!html.contains(" src=") && !html.contains("@import") && !html.contains("url(h"))
    #expect(html.contains("default-src 'none'"))
    #expect(!html.contains("unsafe-"))
  }

  @Test func thePolicyNamesTheScriptByItsHash() throws {
    let html = try Self.hostilePage.html()
    let script = try #require(html.components(separatedBy: "<script>").last)
      .components(separatedBy: "</script>")[0]
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "polydub-\(UUID().uuidString).js")
    try Data(script.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let hash = try judged(
      "import base64,hashlib,sys; print(base64.b64encode(hashlib.sha256(open(sys.argv[1],'rb').read()).digest()).decode())",
      file.path)
    #expect(
      html.contains("script-src 'sha256-\(hash.trimmingCharacters(in: .whitespacesAndNewlines))'"))
  }

  @Test func everyLineIsInItsTableInItsOwnDirection() throws {
    let html = try Self.hostilePage.html()
    #expect(html.components(separatedBy: "<tr data-p=").count == 1 + 3 * 36)
    #expect(html.components(separatedBy: "lang=ar dir=auto").count == 1 + 36)
  }

  @Test func aLongFilmInNineLanguagesIsUnderFiveMegabytes() throws {
    #expect(try Self.longPage.html().utf8.count < 5_000_000)
  }

  @Test func theSameReportIsTheSameBytes() throws {
    #expect(try Self.longPage.html() == Self.longPage.html())
  }

  /// `make page` opens them in a browser.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["POLYDUB_PAGES"] != nil))
  func pagesForTheBrowserAreWritten() throws {
    let folder = ProcessInfo.processInfo.environment["POLYDUB_PAGES"] ?? ""
    for (name, page) in [("hostile", Self.hostilePage), ("long", Self.longPage)] {
      let file = URL(fileURLWithPath: folder).appending(path: "\(name).html")
      try Data(page.html().utf8).write(to: file)
    }
  }
}

/// What a Python script prints about a file.
func judged(_ script: String, _ file: String) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script, file]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0)
  return String(decoding: output, as: UTF8.self)
}
