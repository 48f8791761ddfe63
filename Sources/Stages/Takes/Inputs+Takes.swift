public import Dubbing
public import Engine
import Foundation
import Voices

extension Casting {
  /// What people chose for a language, with the locked lines and the recordings it means.
  static func chosen(
    _ all: TakeChoices, in language: String, beside file: String, workspace: Workspace
  ) throws -> [ChooseTakes.Chosen] {
    try (all.languages[language] ?? []).map { choice in
      var chosen = ChooseTakes.Chosen(choice: choice)
      switch choice.decision {
      case .pick: break
      case .lock(let key):
        let key = Digest(rawValue: key)
        let archive = all.archive(of: key)
        let spoken = choice.spoken ?? choice.text
        if workspace.lockedLine(key, spoken) == nil,
          FileManager.default.isReadableFile(atPath: archive)
        {
          _ = try workspace.store.unpack(archive, stages: [SpeakLine.name])
        }
        guard let line = workspace.lockedLine(key, spoken) else {
          throw InputError(
            "\(all.path): \(language)/\(choice.line) is locked to a take that neither this store nor \(archive) has. "
              + "Put that file back, or `polydub store unpack` the takes; `polydub unlock` lets the line be spoken anew."
          )
        }
        chosen.line = line
      case .recording(let name):
        let path = URL(
          fileURLWithPath: name, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent()
        ).standardizedFileURL.path
        guard FileManager.default.isReadableFile(atPath: path) else {
          throw InputError(
            "The recording of \(language)/\(choice.line) cannot be read: \(path). Put it back, or "
              + "`polydub replace --undo` the line.")
        }
        let source = try workspace.admit(path)
        chosen.voice = Voice(
          provider: Recording.type, model: "human", name: source.digest.rawValue)
      }
      return chosen
    }
  }
}

extension TakeChoices {
  /// The file that keeps the take of a locked line: it outlives the store, and goes where the pipeline goes.
  public func archive(of key: Digest) -> String { "\(folder)/\(key.rawValue.prefix(16)).tar" }
}

extension Workspace {
  /// The line of a take that can be used as it is: another would be bought in its place.
  ///
  /// - Parameter words: what the take says; the store conceals it, but of what an earlier version kept.
  fileprivate func lockedLine(_ key: Digest, _ words: String) -> Line? {
    guard let result = store.resultJSON(stage: SpeakLine.name, key: key),
      let old = Line(ofRecipe: result["recipe"])
    else { return nil }
    var line = old
    line.text = words
    let speak = SpeakLine(providers: .init(Providers()), tally: .init(Tally()))
    return [line, old].first { (try? self.key(of: speak, $0)) == key && kept(speak, of: $0) != nil }
  }
}

extension Line {
  /// The line that a take was asked for with, its words concealed where the recipe's are.
  init?(ofRecipe recipe: Any?) {
    guard let inputs = (recipe as? [String: Any])?["inputs"] as? [Any], let input = inputs.first,
      let data = try? JSONSerialization.data(withJSONObject: input),
      let line = try? JSONDecoder().decode(Line.self, from: data)
    else { return nil }
    self = line
  }
}
