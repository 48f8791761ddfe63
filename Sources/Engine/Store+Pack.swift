import Foundation

/// What an archive brought to a store.
public struct Unpacked: Codable, Hashable, Sendable {
  /// Results that were not there, and results that were.
  public var taken = 0
  public var known = 0
  public var bytes = 0
}

/// Results and their bytes as one file that any machine can read: a tar archive.
extension Store {
  /// The largest result and blob an archive may hold.
  private static let mostResult = 1 << 20
  private static let mostBlob = 1 << 30

  /// Writes results, and the blobs they name, into an archive; equal results make equal archives.
  ///
  /// - Returns: how many results there are in it; those that are damaged are left out.
  public func pack(_ results: [(stage: String, key: Digest)], to path: String) throws -> Int {
    let beside = path + ".part"
    guard FileManager.default.createFile(atPath: beside, contents: nil),
      let file = FileHandle(forWritingAtPath: beside)
    else { throw StoreError(path, errno: errno) }
    defer { unlink(beside) }
    var count = 0
    var packed: Set<String> = []
    for name in Set(results.map { resultPath(stage: $0.stage, key: $0.key) }).sorted() {
      guard let data = FileManager.default.contents(atPath: name), Seal.state(of: data) == .whole
      else { continue }
      let blobs = blobNames(in: data).compactMap(wholeBlob)
      guard blobs.count == blobNames(in: data).count else { continue }
      for blob in blobs where packed.insert(blob).inserted {
        try add(blob, Data(contentsOf: URL(fileURLWithPath: blob)), to: file)
      }
      try add(name, data, to: file)
      count += 1
    }
    try file.write(contentsOf: Data(count: 2 * TarHeader.block))
    try file.close()
    guard rename(beside, path) == 0 else { throw StoreError(path, errno: errno) }
    return count
  }

  /// The keys of all results of a stage.
  public func keys(ofStage stage: String) throws -> [Digest] {
    let folder = "results/\(stage)"
    guard FileManager.default.fileExists(atPath: "\(root)/\(folder)") else { return [] }
    var keys: [Digest] = []
    try visit(folder) { path, _ in
      let name = path.split(separator: "/").suffix(2).joined()
      keys.append(Digest(rawValue: String(name.prefix(64))))
    }
    return keys
  }

  private func add(_ path: String, _ bytes: Data, to file: FileHandle) throws {
    let header = TarHeader(name: String(path.dropFirst(root.count + 1)), bytes: bytes.count)
    try file.write(contentsOf: header.encoded + bytes + Data(count: header.padding))
  }

  /// The file of a blob of whichever kind, undamaged.
  private func wholeBlob(_ digest: String) -> String? {
    guard let path = blobFile(digest), (try? Self.hash(path).digest.rawValue) == digest
    else { return nil }
    return path
  }

  /// Takes in what an archive holds, each file once it was found to be what its name says.
  ///
  /// Only results of the given stages are taken, and what is there already stays as it is.
  public func unpack(_ path: String, stages: Set<String>) throws -> Unpacked {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw StoreError(path, errno: errno)
    }
    defer { try? file.close() }
    let cut = StoreError(path, "it ends in the middle. Copy it again, and unpack it once more.")
    func block() throws -> Data {
      let bytes = try file.read(upToCount: TarHeader.block) ?? Data()
      guard !bytes.isEmpty else { throw cut }
      return bytes
    }
    var unpacked = Unpacked()
    while let header = try TarHeader(block(), of: path) {
      let most = header.name.hasPrefix("blobs/") ? Self.mostBlob : Self.mostResult
      guard header.bytes <= most else {
        throw StoreError(path, "\(shown(header.name)) in it is too large; nothing more was taken.")
      }
      let bytes = try file.read(upToCount: header.bytes) ?? Data()
      guard bytes.count == header.bytes else { throw cut }
      try take(bytes, named: header.name, stages, from: path, &unpacked)
      _ = try file.read(upToCount: header.padding)
    }
    // Two blocks of zeros end an archive: without the second it was cut.
    guard try TarHeader(block(), of: path) == nil else { throw cut }
    return unpacked
  }

  private func take(
    _ bytes: Data, named name: String, _ stages: Set<String>, from archive: String,
    _ unpacked: inout Unpacked
  ) throws {
    let foreign = StoreError(
      archive, "\(shown(name)) in it is not what its name says. Pack it again.")
    if let match = name.wholeMatch(of: /blobs\/([0-9a-f]{2})\/([0-9a-f]{62})\.(wav|flac)/) {
      guard Digest(of: bytes).rawValue == match.1 + match.2 else { throw foreign }
      _ = try keep(bytes, kind: String(match.3), durability: .synced)
      unpacked.bytes += bytes.count
      return
    }
    guard let match = name.wholeMatch(of: /results\/([a-z]+)\/([0-9a-f]{2})\/([0-9a-f]{62})\.json/),
      stages.contains(String(match.1)), Seal.state(of: bytes) == .whole,
      key(in: bytes) == String(match.2 + match.3)
    else { throw foreign }
    let path = "\(root)/\(name)"
    if let there = FileManager.default.contents(atPath: path), Seal.state(of: there) == .whole {
      unpacked.known += 1
    } else {
      try publish(bytes, to: path, durability: .synced)
      unpacked.taken += 1
    }
  }

  /// The key in a result; in one of an earlier version, the digest of its recipe.
  private func key(in result: Data) -> String? {
    let mark = Data(",\"recipe\":".utf8)
    guard let start = result.range(of: mark)?.upperBound,
      let end = result.range(of: Data(",\"sha256\":\"".utf8), options: .backwards)?.lowerBound,
      start < end
    else { return nil }
    let rest = result[start..<end]
    guard let member = rest.range(of: Data(",\"key\":\"".utf8), options: .backwards),
      rest.endIndex - member.upperBound == 65, rest.last == UInt8(ascii: "\"")
    else { return Digest(of: rest).rawValue }
    return String(decoding: rest[member.upperBound...].dropLast(), as: UTF8.self)
  }

  private func shown(_ name: String) -> String {
    String(name.filter { $0.isASCII && !$0.isWhitespace }.prefix(80))
  }
}
