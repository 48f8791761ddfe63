import Foundation

/// What was found wrong in a store.
public struct Verified: Codable, Hashable, Sendable {
  public var results = 0
  public var blobs = 0
  public var bytes = 0
  public var damaged: [Damaged] = []

  /// One file that is not what was written, or a result whose bytes are gone.
  public struct Damaged: Codable, Hashable, Sendable {
    /// Within the store.
    public var path: String
    public var what: String
    /// The steps of pipelines that used it last, such as `es/speak/17`.
    public var steps: [String]
  }
}

extension Store {
  /// Whether a damaged file stays for study or goes, so that the next run makes it again.
  public enum VerifyMode: Sendable { case look, repair }

  /// Reads every result, note and blob, and compares each with its digest.
  ///
  /// - Parameter unsealed: stages whose results count without a seal too: they were paid for before there were any.
  public func verify(_ mode: VerifyMode, unsealed: Set<String>) throws -> Verified {
    var found = Verified()
    let users = try users()
    var (whole, broken): (Set<String>, Set<String>) = ([], [])
    func damage(_ path: String, _ what: String) {
      let name = String(path.dropFirst(root.count + 1))
      found.damaged.append(.init(path: name, what: what, steps: users[path] ?? []))
      if mode == .repair { unlink(path) }
    }
    try visit("blobs") { path, status in
      found.blobs += 1
      found.bytes += Int(status.st_size)
      let name = String(path.split(separator: "/").suffix(2).joined().prefix(64))
      guard (try? Self.hash(path).digest.rawValue) != name else {
        whole.insert(name)
        return
      }
      broken.insert(name)
      damage(path, "its bytes are not those it is named by")
    }
    try visit("results") { path, _ in
      found.results += 1
      guard let data = FileManager.default.contents(atPath: path) else {
        return damage(path, "it cannot be read")
      }
      let stage = path.dropFirst("\(root)/results/".count).prefix { $0 != "/" }
      let seal = Seal.state(of: data)
      guard seal == .whole || seal == .unsealed && unsealed.contains(String(stage)),
        (try? JSONSerialization.jsonObject(with: data)) != nil
      else { return damage(path, "it is not what was written") }
      let names = blobNames(in: data)
      if names.contains(where: broken.contains) {
        damage(path, "bytes it names are damaged")
      } else if !names.allSatisfy({ whole.contains($0) || hasBlob($0) }) {
        damage(path, "bytes it names are gone")
      }
    }
    for kind in ["runs", "sources", "whole", "rates"]
    where FileManager.default.fileExists(atPath: "\(root)/\(kind)") {
      try visit(kind) { path, _ in
        let data = FileManager.default.contents(atPath: path)
        guard data.map(Seal.state) != .whole else { return }
        damage(path, "it is not what was written")
      }
    }
    return found
  }

  /// Looked for by itself: a run may have made it meanwhile.
  private func hasBlob(_ digest: String) -> Bool { blobFile(digest) != nil }

  /// The steps that reached each result in the last run of their pipeline.
  private func users() throws -> [String: [String]] {
    var users: [String: [String]] = [:]
    try visit("runs") { path, _ in
      guard let record: RunRecord = note(at: path) else { return }
      for (label, step) in record.steps {
        users[resultPath(stage: step.stage, key: step.key), default: []].append(label)
      }
    }
    return users.mapValues { $0.sorted() }
  }
}
