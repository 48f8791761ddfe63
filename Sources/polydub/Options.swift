import ArgumentParser
import Engine
import Foundation
import Stages

/// Where takes and results are kept, and how much runs at once.
struct WorkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder of the store: every take and result, by content.",
      discussion:
        "Default: `store:` of the pipeline, else $POLYDUB_STORE, else polydub/ in $XDG_DATA_HOME (~/.local/share).",
      valueName: "folder"))
  var store: String?

  @Option(help: "Steps that run at once. Default: the number of cores.")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 256.")
    }
  }

  var width: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  /// Where runs of this machine tell each other of their calls; nil, with a warning, where that cannot be.
  static var stateFolder: String? {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? "/tmp"
    let state =
      environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/state"
    let folder = state + "/polydub/rates"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if access(folder, W_OK) == 0 { return folder }
    Console.warning(
      "\(folder) cannot be written: other runs on this machine will not know how often this one asks a service"
    )
    return nil
  }

  /// Opens the store; `pipeline` is the folder a pipeline file names.
  func openStore(pipeline: String? = nil, for purpose: Store.Purpose = .work) throws -> Store {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"] ?? "/tmp"
    let data =
      environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share"
    let folder = store ?? pipeline ?? environment["POLYDUB_STORE"] ?? data + "/polydub"
    do {
      return try Store(at: folder, for: purpose, concealing: .script)
    } catch {
      // What cannot even begin is wrong from the start, not a failure on the way.
      throw InputError("\(error)")
    }
  }
}

/// One JSON object on stdout, and nothing else there.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object on stdout.")
  var json = false

  func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
