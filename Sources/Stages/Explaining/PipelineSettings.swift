import Engine
import Foundation
import Yams

extension Pipeline {
  /// The settings of a pipeline file one by one, `mix.mode` and its value, for telling what was edited.
  ///
  /// Words of the script, keys and addresses are told apart by a digest and not kept.
  public static func settings(in file: String) -> [String: String] {
    guard let bytes = FileManager.default.contents(atPath: file),
      let node = try? Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
    else { return [:] }
    var all: [String: String] = [:]
    flatten(node, at: "", into: &all)
    return all
  }

  /// The settings of a run of some languages; those of the others stay as they were, so that their edits are still edits
  /// when their turn comes.
  public static func settings(
    in file: String, of languages: [String], others before: [String: String]?
  ) -> [String: String] {
    let now = settings(in: file)
    func language(_ name: String) -> String? {
      let parts = name.split(separator: ".").map(String.init)
      return parts.first == "languages" && parts.count > 1 ? parts[1] : nil
    }
    let absent = Set(now.keys.compactMap(language)).subtracting(languages)
    func isAbsent(_ name: String) -> Bool { language(name).map(absent.contains) ?? false }
    return now.filter { !isAbsent($0.key) }
      .merging((before ?? [:]).filter { isAbsent($0.key) }) { $1 }
  }

  private static func flatten(_ node: Node, at path: String, into all: inout [String: String]) {
    switch node {
    case .mapping where path.hasSuffix(".lexicon"), .sequence where path.hasSuffix(".lexicon"):
      // Its words are the script's: told as one.
      all[path] = hidden((try? Yams.serialize(node: node, sortKeys: true)) ?? "")
    case .mapping(let mapping):
      for (key, value) in mapping {
        let name = key.string ?? "?"
        flatten(value, at: path.isEmpty ? name : "\(path).\(name)", into: &all)
      }
    case .sequence(let sequence):
      for (index, value) in sequence.enumerated() {
        flatten(value, at: "\(path)[\(index + 1)]", into: &all)
      }
    case .scalar(let scalar): all[path] = isPrivate(path) ? hidden(scalar.string) : scalar.string
    case .alias: break
    }
  }

  private static let privateNames: Set<String> = [
    "key", "url", "base_url", "say", "direction", "written", "spoken", "instructions",
  ]

  private static func isPrivate(_ path: String) -> Bool {
    let names = path.split(whereSeparator: { ".[".contains($0) }).map(String.init)
    return names.contains(where: privateNames.contains)
  }

  private static func hidden(_ text: String) -> String {
    "#" + Digest(of: Data(text.utf8)).rawValue.prefix(12)
  }
}

/// Settings that were edited between two runs.
struct EditedSettings {
  /// By name: before and after, nil where it was not there.
  let all: [String: (before: String?, after: String?)]

  init(from before: [String: String], to after: [String: String]) {
    var all: [String: (before: String?, after: String?)] = [:]
    for name in Set(before.keys).union(after.keys) where before[name] != after[name] {
      all[name] = (before[name], after[name])
    }
    self.all = all
  }

  /// Those that may bear on a step: of its own language, or of none. A field narrows it where some setting has its name.
  func names(on label: String, fields: Set<String>) -> [String] {
    let exact = names(on: label, named: fields)
    return exact.isEmpty ? near(label) : exact
  }

  /// Those that have the name of a field.
  func names(on label: String, named fields: Set<String>) -> [String] {
    near(label).filter { name in
      name.split(separator: ".").contains { fields.contains(String($0)) }
    }
  }

  /// The one a parameter was taken from: of its name, and with its values where the file has them.
  func setting(_ name: String, on label: String, _ before: String, _ after: String) -> String? {
    near(label).first { setting in
      guard setting.split(separator: ".").last.map(String.init) == name, let change = all[setting]
      else { return false }
      return (change.before ?? before) == before && (change.after ?? after) == after
    }
  }

  /// What was edited of some settings of a provider's entry.
  func ofProvider(_ name: String, _ settings: Set<String>) -> [String] {
    all.keys.filter { setting in
      let parts = setting.split(separator: ".").map(String.init)
      return parts.count == 3 && parts[0] == "providers" && parts[1].snakeCase == name
        && settings.contains(parts[2])
    }.sorted().map(sentence)
  }

  private func near(_ label: String) -> [String] {
    let language = label.split(separator: "/").first.map(String.init) ?? ""
    return all.keys.filter { name in
      let parts = name.split(separator: ".").map(String.init)
      guard parts.first == "languages", parts.count > 1, label.contains("/") else { return true }
      return parts[1] == language
    }.sorted()
  }

  /// `mix.mode: duck → replace`.
  func sentence(_ name: String) -> String {
    guard let change = all[name] else { return name }
    let isHidden = [change.before, change.after].contains { $0?.hasPrefix("#") == true }
    switch (change.before, change.after) {
    case (nil, _?): return isHidden ? "\(name) was added" : "\(name): \(change.after ?? "") is new"
    case (_?, nil): return "\(name) was removed"
    case (let before?, let after?) where !isHidden: return "\(name): \(before) → \(after)"
    default: return "\(name) changed"
    }
  }
}
