/// Bytes in the store, by digest. An output that names a blob is kept only while the blob is there.
public struct Blob: Codable, Hashable, Sendable {
  public var digest: Digest
  public var bytes: Int
  /// The usual file extension of what it holds, `wav`; part of its file name.
  public var kind: String

  init(digest: Digest, bytes: Int, kind: String) {
    self.digest = digest
    self.bytes = bytes
    self.kind = kind
  }

  private enum CodingKeys: String, CodingKey {
    case digest = "blob"
    case bytes, kind
  }

  /// Decoding a result tells which blobs it needs.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    digest = try container.decode(Digest.self, forKey: .digest)
    bytes = try container.decode(Int.self, forKey: .bytes)
    kind = try container.decode(String.self, forKey: .kind)
    (decoder.userInfo[.needed] as? NeededBlobs)?.add(self)
  }
}

/// A file that is given and never copied into the store: known by its content, found by its path.
public struct Source: Codable, Hashable, Sendable {
  public var digest: Digest
  public var bytes: Int

  private enum CodingKeys: String, CodingKey {
    case digest = "source"
    case bytes
  }
}

/// Collects the blobs of one result while it is decoded.
final class NeededBlobs: Sendable {
  private let list = Locked<[Blob]>([])

  var blobs: [Blob] { list.withLock { $0 } }
  func add(_ blob: Blob) { list.withLock { $0.append(blob) } }
}

extension CodingUserInfoKey {
  static let needed = CodingUserInfoKey(rawValue: "needed")!
}
