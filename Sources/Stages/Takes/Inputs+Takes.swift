public import Dubbing
public import Engine
import Foundation
import Voices

extension Casting {
  /// What people chose for a language, with the locked lines and the recordings it means.
  static func chosen(
    _ choices: [TakeChoice], in language: String, beside file: String, workspace: Workspace
  ) throws -> [ChooseTakes.Chosen] {
    try choices.map { choice in
      var chosen = ChooseTakes.Chosen(choice: choice)
      switch choice.decision {
      case .pick: break
      case .lock(let key):
        guard let line = workspace.line(ofTake: Digest(rawValue: key)) else {
          throw InputError(
            "\(language)/\(choice.line) is locked to a take that this store does not have. `polydub store unpack` brings "
              + "it; `polydub unlock` lets the line be spoken anew.")
        }
        chosen.line = line
      case .recording(let name):
        let path = URL(
          fileURLWithPath: name, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent()
        ).standardizedFileURL.path
        guard FileManager.default.isReadableFile(atPath: path) else {
          throw InputError(
            "The recording of \(language)/\(choice.line) cannot be read: \(path). Put it back, or "
              + "`polydub unlock` the line.")
        }
        let source = try workspace.admit(path)
        chosen.voice = Voice(
          provider: Recording.type, model: "human", name: source.digest.rawValue)
      }
      return chosen
    }
  }
}

extension Workspace {
  /// The line that a take was asked for with; nil where the store does not have it.
  public func line(ofTake key: Digest) -> Line? {
    guard let json = store.resultJSON(stage: SpeakLine.name, key: key),
      let recipe = json["recipe"] as? [String: Any], let inputs = recipe["inputs"] as? [Any],
      let input = inputs.first, let data = try? JSONSerialization.data(withJSONObject: input)
    else { return nil }
    return try? JSONDecoder().decode(Line.self, from: data)
  }
}
