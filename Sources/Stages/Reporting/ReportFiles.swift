import Dubbing
public import Engine
import Foundation

/// The report of a run as files: JSON and CSV for other programs, a page for people.
///
/// Named after the output: `harbour.html`, `harbour.json` for the whole run, `harbour.es.json` and `harbour.es.csv` for
/// each language. The same dub gives the same bytes.
public struct ReportFiles {
  private let report: RunReport
  private let page: ReportPage
  private let name: (String) -> String

  /// - Parameters:
  ///   - folder: where the files go.
  ///   - report: of the same run; the video's own checks and digest are in it.
  public init(
    in folder: String, of dub: Dub, pipeline: Pipeline, outcome: Outcome, report: Report,
    workspace: Workspace
  ) throws {
    self.report = try RunReport(of: dub, pipeline: pipeline, outcome: outcome, report: report)
    name = { pipeline.reportPath($0, in: folder) }
    func outline(_ peaks: Peaks?) throws -> ReportPage.Outline? {
      guard let peaks else { return nil }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: workspace.path(of: peaks.bytes)))
      return ReportPage.Outline(peaks: bytes, samplesPerPeak: peaks.samplesPerPeak)
    }
    let original = dub.original.flatMap { outcome.value(of: $0) }
    page = ReportPage(
      report: self.report, original: try outline(original?.peaks),
      outlines: try dub.languages.map { language in
        let peaks = language.waveform.flatMap { outcome.value(of: $0) }
        return try outline(peaks) ?? ReportPage.Outline(peaks: Data(), samplesPerPeak: Time.rate)
      })
  }

  /// Writes every file beside its place and renames it, the page first.
  ///
  /// - Throws: `DeliveryError`.
  public func write() throws -> [Report.Output] {
    var written = [try put(Data(page.html().utf8), at: name("html"), language: nil)]
    written.append(try put(try json(report), at: name("json"), language: nil))
    for language in report.languages {
      let tag = language.language
      written.append(try put(try json(language), at: name("\(tag).json"), language: tag))
      let table = ReportTable(lines: language.lines).csv
      written.append(try put(Data(table.utf8), at: name("\(tag).csv"), language: tag))
    }
    return written
  }

  private func put(_ bytes: Data, at path: String, language: String?) throws -> Report.Output {
    let delivery = Delivery(to: path)
    do {
      try bytes.write(to: URL(fileURLWithPath: delivery.beside))
    } catch {
      unlink(delivery.beside)
      throw DeliveryError(
        "\(path): cannot be written. Check its folder and the space left, and run again.")
    }
    try delivery.publish()
    return Report.Output(
      path: path, language: language, sha256: Digest(of: bytes).rawValue, bytes: bytes.count)
  }

  private func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(value) + Data("\n".utf8)
  }
}

extension Pipeline {
  /// Every file a run only reads.
  var inputPaths: [String] {
    var paths = [file, video]
    for dubbed in languages {
      if case .file(let path, _, _, _) = dubbed.subtitles { paths.append(path) }
      paths += dubbed.takes.values
    }
    return paths
  }

  /// `harbour.es.csv` for `es.csv`, in the folder of reports.
  func reportPath(_ suffix: String, in folder: String) -> String {
    let output = URL(fileURLWithPath: output.path).deletingPathExtension().lastPathComponent
    return URL(fileURLWithPath: folder).appending(path: "\(output).\(suffix)").path
  }

  /// Every file the report is written to, the page first; none without `report`.
  public var reportPaths: [String] {
    guard let report else { return [] }
    let own =
      ["html", "json"] + languages.flatMap { ["\($0.language).json", "\($0.language).csv"] }
    return own.map { reportPath($0, in: report) }
  }

  /// An input or another output that the report would overwrite.
  public var overwrittenByReport: String? {
    let real = { (path: String) in URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    let taken = Set((inputPaths + outputPaths + [output.path + ".json"]).map(real))
    return reportPaths.first { taken.contains(real($0)) }
  }
}
