public import Foundation

/// What may be removed from a store. Each rule removes by itself.
public struct PruneRules: Sendable {
  /// Results not used since then.
  public var unusedSince: Date?
  /// Whether results go that no pipeline reached in its last run.
  public var unreached = false
  /// The least recently used results go until the store has at most so many bytes.
  public var mostBytes: Int?
  /// Results that stay whatever the rules say, by stage and file: paid takes.
  public var spares: @Sendable (_ stage: String, _ result: Data) -> Bool = { _, _ in false }

  public init() {}
}

/// What was removed from a store, or would be.
public struct Pruned: Codable, Hashable, Sendable {
  public var results = 0
  public var blobs = 0
  public var bytes = 0
  /// Recordings the rules would have removed, kept because they were paid for; one that two results name counts once.
  public var spared = 0
  /// Bytes the store has afterwards.
  public var left = 0
}

extension Store {
  /// Whether a prune acts or only counts.
  public enum PruneMode: Sendable { case dryRun, remove }

  /// Removes results by rules, then the blobs no result names.
  ///
  /// What a run that is going on has used stays, and a blob younger than an hour: some run may be about to name it.
  public func prune(_ rules: PruneRules, mode: PruneMode) throws -> Pruned {
    let hour = Date(timeIntervalSinceNow: -3600)
    let inUse = oldestUse() ?? .distantFuture
    var pruned = Pruned()
    var kept = try survey(rules, since: inUse, &pruned)
    var sizes = try blobSizes()
    pruned.left = kept.reduce(0) { $0 + $1.bytes } + sizes.values.reduce(0) { $0 + $1.bytes }
    var uses = kept.reduce(into: [String: Int]()) { uses, result in
      for name in Set(result.blobs) { uses[name, default: 0] += 1 }
    }
    func isLoose(_ name: String) -> Bool {
      guard uses[name, default: 0] == 0, let blob = sizes[name] else { return false }
      return blob.modified < min(hour, inUse)
    }
    func drop(_ result: KeptResult) {
      guard mode == .dryRun || !isUsed(result.path, since: result.used) else { return }
      pruned.results += 1
      pruned.bytes += result.bytes
      if mode == .remove { unlink(result.path) }
      for name in Set(result.blobs) { uses[name, default: 1] -= 1 }
    }
    for result in kept where result.isCondemned { drop(result) }
    var freed = sizes.keys.reduce(0) { $0 + (isLoose($1) ? sizes[$1]?.bytes ?? 0 : 0) }
    if let most = rules.mostBytes {
      kept = kept.filter { !$0.isCondemned && !$0.isSpared }.sorted { $0.used < $1.used }
      for result in kept where pruned.left - pruned.bytes - freed > most {
        drop(result)
        freed += Set(result.blobs).reduce(0) { $0 + (isLoose($1) ? sizes[$1]?.bytes ?? 0 : 0) }
      }
    }
    sizes = sizes.filter { isLoose($0.key) }
    for blob in sizes.values where mode == .dryRun || !isUsed(blob.path, since: blob.modified) {
      pruned.blobs += 1
      pruned.bytes += blob.bytes
      if mode == .remove { unlink(blob.path) }
    }
    pruned.left -= pruned.bytes
    return pruned
  }

  private struct KeptResult {
    var path: String
    var used: Date
    var bytes: Int
    var blobs: [String]
    var isCondemned: Bool
    var isSpared: Bool
  }

  /// Every result, and what the rules say of it.
  private func survey(_ rules: PruneRules, since inUse: Date, _ pruned: inout Pruned) throws
    -> [KeptResult]
  {
    let reached = rules.unreached ? try reachedResults() : []
    var results: [KeptResult] = []
    var spared: Set<[String]> = []
    try visit("results") { path, status in
      guard let data = FileManager.default.contents(atPath: path) else { return }
      let used = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
      let stage = path.dropFirst("\(root)/results/".count).prefix { $0 != "/" }
      let isOld = rules.unusedSince.map { used < $0 } ?? false
      let isCondemned = used < inUse && (isOld || rules.unreached && !reached.contains(path))
      let isPaid = rules.spares(String(stage), data)
      let blobs = blobNames(in: data)
      if isCondemned, isPaid { spared.insert(blobs.isEmpty ? [path] : blobs) }
      results.append(
        KeptResult(
          path: path, used: used, bytes: data.count, blobs: blobs,
          isCondemned: isCondemned && !isPaid, isSpared: isPaid || used >= inUse))
    }
    pruned.spared = spared.count
    return results
  }

  /// Whether a run has touched a file since it was looked at, or began meanwhile and may have found it in use.
  private func isUsed(_ path: String, since looked: Date) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return true }
    return Double(status.st_mtim.tv_sec) != looked.timeIntervalSince1970
      || oldestUse().map { looked >= $0 } ?? false
  }

  /// The results that the last run of any pipeline reached.
  private func reachedResults() throws -> Set<String> {
    var paths: Set<String> = []
    try visit("runs") { path, _ in
      guard let record: RunRecord = note(at: path) else { return }
      for step in record.steps.values {
        paths.insert(resultPath(stage: step.stage, key: step.key))
      }
    }
    return paths
  }

  private func blobSizes() throws -> [String: (path: String, bytes: Int, modified: Date)] {
    var sizes: [String: (String, Int, Date)] = [:]
    try visit("blobs") { path, status in
      let digest = path.split(separator: "/").suffix(2).joined().prefix(64)
      let modified = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
      sizes[String(digest)] = (path, Int(status.st_size), modified)
    }
    return sizes
  }

  /// Every file below a folder of the store, one at a time.
  func visit(_ folder: String, _ body: (String, stat) -> Void) throws {
    let start = "\(root)/\(folder)"
    guard let names = FileManager.default.enumerator(atPath: start) else {
      throw StoreError(start, "it cannot be read. Check its permissions.")
    }
    for case let name as String in names {
      let path = "\(start)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
      body(path, status)
    }
  }

  /// The digests a result names, found as text so that any stage's result can be read.
  func blobNames(in data: Data) -> [String] {
    let mark = Data("\"blob\":\"".utf8)
    var names: [String] = []
    var place = data.startIndex
    while let found = data.range(of: mark, in: place..<data.endIndex) {
      names.append(String(decoding: data[found.upperBound...].prefix(64), as: UTF8.self))
      place = found.upperBound
    }
    return names
  }
}
