import ArgumentParser
import Dubbing
import Foundation
import Stages
import Voices

/// Puts a recording in place of a line.
struct Replace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Use a person's recording (WAV or FLAC) in place of a line's voice.",
    discussion:
      "It is copied beside the pipeline, into NAME.takes/, so that it goes where the pipeline goes."
  )

  @OptionGroup var arguments: LineArguments

  @Argument(help: "The recording.", completion: .file(extensions: ["wav", "flac"]))
  var recording: String?

  @Flag(help: "Give the line back to its voice.")
  var undo = false

  func validate() throws {
    if undo == (recording != nil) { throw ValidationError("Give a recording, or --undo.") }
  }

  func run() async throws {
    guard let recording else { return try await giveBack() }
    try await replace(by: recording)
  }

  private func giveBack() async throws {
    let line = try await arguments.find(.ignored)
    guard case .recording = line.choice?.decision else {
      throw InputError(
        "\(line.name) is not replaced."
          + (line.isLocked ? " It is locked; `polydub unlock` it." : ""))
    }
    try line.choose(nil)
    try arguments.tell(line, "its voice's again")
  }

  private func replace(by recording: String) async throws {
    guard let bytes = FileManager.default.contents(atPath: recording) else {
      throw InputError("The recording cannot be read: \(recording). Check the path.")
    }
    let speech: Speech
    do {
      speech = try Recording.speech(from: [UInt8](bytes))
    } catch {
      throw InputError("\(recording): \(error)")
    }
    let line = try await arguments.find(.ignored)
    guard !line.isLocked else {
      throw InputError("\(line.name) is locked. `polydub unlock` it first.")
    }
    let (path, name) = line.recordingPath(for: bytes, kind: speech.kind.rawValue)
    try prepareOutput(path)
    do {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw DeliveryError("\(path): cannot be written. Check its folder, and run again.")
    }
    try line.choose(.recording(name))
    try arguments.tell(line, "replaced by \(name)")
  }
}
