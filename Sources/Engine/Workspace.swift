import Foundation

/// Where a stage finds what it reads and leaves what it makes.
public struct Workspace: Sendable {
  public let store: Store
  private let sources = Locked<[Digest: String]>([:])
  private let durability: Store.Durability
  private let stops: @Sendable () -> Bool
  /// Keeps `prune` away from what is used here.
  private let use: StoreUse?

  public init(store: Store) {
    self.store = store
    use = StoreUse(of: store)
    durability = .written
    stops = { false }
  }

  private init(
    _ other: Workspace, durability: Store.Durability, stops: @escaping @Sendable () -> Bool
  ) {
    store = other.store
    use = other.use
    self.durability = durability
    self.stops = stops
    sources.withLock { $0 = other.sources.withLock { $0 } }
  }

  /// The same workspace for a stage whose bytes were paid for.
  func paid(stops: @escaping @Sendable () -> Bool) -> Workspace {
    Workspace(self, durability: .synced, stops: stops)
  }

  /// The same workspace, whose bytes are made sure of later.
  var quick: Workspace { Workspace(self, durability: .written, stops: stops) }

  /// Whether the run is about to end: what costs money and has not begun should not.
  ///
  /// Known to stages that spend; never so for others.
  public var isStopping: Bool { stops() }

  /// Makes a file known by its content; it is not copied.
  public func admit(_ path: String) throws -> Source {
    let (digest, bytes) = try store.digest(ofFileAt: path)
    sources.withLock { $0[digest] = path }
    return Source(digest: digest, bytes: bytes)
  }

  /// The path a source was admitted from.
  public func path(of source: Source) throws -> String { try path(of: source.digest) }

  /// The path the source of that digest was admitted from.
  public func path(of digest: Digest) throws -> String {
    guard let path = sources.withLock({ $0[digest] }) else {
      throw StoreError(store.root, "source \(digest) was never admitted.")
    }
    return path
  }

  public func path(of blob: Blob) -> String { store.path(of: blob) }

  /// A path for a file in the making; `keep` moves it into the store.
  public func scratch(_ kind: String) -> String { store.scratch(kind) }

  public func keep(_ file: String, kind: String) throws -> Blob {
    try store.keep(fileAt: file, kind: kind)
  }

  public func keep(_ bytes: [UInt8], kind: String) throws -> Blob {
    try store.keep(Data(bytes), kind: kind, durability: durability)
  }
}
