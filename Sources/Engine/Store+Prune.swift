public import Foundation

/// What was removed from a store, or would be.
public struct Pruned: Codable, Hashable, Sendable {
  public var results = 0
  public var blobs = 0
  public var bytes = 0
}

extension Store {
  /// Whether a prune acts or only counts.
  public enum PruneMode: Sendable { case dryRun, remove }

  /// Removes results not used since a date, then the blobs no result names.
  ///
  /// A blob younger than an hour stays: another run may be about to name it.
  public func prune(unusedSince limit: Date, mode: PruneMode) throws -> Pruned {
    var pruned = Pruned()
    var named: Set<String> = []
    try visit("results") { path, status in
      if Double(status.st_mtim.tv_sec) < limit.timeIntervalSince1970 {
        pruned.results += 1
        if mode == .remove { unlink(path) }
      } else {
        named.formUnion(blobNames(in: path))
      }
    }
    let youngest = time(nil) - 3600
    try visit("blobs") { path, status in
      let parts = path.split(separator: "/").suffix(2)
      let digest = parts.joined().prefix(64)
      guard !named.contains(String(digest)), status.st_mtim.tv_sec < youngest else { return }
      pruned.blobs += 1
      pruned.bytes += Int(status.st_size)
      if mode == .remove { unlink(path) }
    }
    return pruned
  }

  /// Every file below a folder of the store, one at a time.
  private func visit(_ folder: String, _ body: (String, stat) -> Void) throws {
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
  private func blobNames(in path: String) -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
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
