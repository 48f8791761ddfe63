import Crypto
import Foundation

/// Results by key and bytes by digest, on disk; everything in it is written once, beside, and renamed.
///
/// ```
/// blobs/ab/cdef….wav          bytes, named by their SHA-256
/// results/speak/ab/cdef….json {"output":…,"recipe":…,"key":…}
/// sources/…                   digests of files that are not copied
/// whole/…                     large blobs that were found undamaged
/// runs/…                      what each pipeline ran last, for `explain`
/// rates/…                     how fast each voice speaks, for `plan`
/// leases/…                    what is being bought now, and by whom
/// uses/…                      runs that are going on
/// tmp/…                       half-written files, named by their process
/// ```
///
/// Several processes may share one store: publishing is a rename, and equal keys have equal content.
public struct Store: Sendable {
  public let root: String
  /// What it keeps of no recipe.
  let concealment: Concealment
  var terms = LeaseTerms()
  /// The bytes its disk has left; nil where the system does not say.
  var free: @Sendable (String) -> Int? = freeBytes

  /// What a store is opened for: only looking needs nothing to be written.
  public enum Purpose: Sendable { case work, looking }

  /// Opens a store, making its folder if need be; one that is there and cannot be written may still be looked into.
  public init(
    at root: String, for purpose: Purpose = .work,
    concealing concealment: Concealment = Concealment()
  ) throws(StoreError) {
    self.concealment = concealment
    self.root = URL(fileURLWithPath: root, isDirectory: true).standardizedFileURL.path
    let isClosed = access(self.root, F_OK) == 0 && access(self.root, W_OK) != 0
    if purpose == .looking, isClosed { return }
    for folder in ["blobs", "results", "sources", "runs", "leases", "uses", "tmp"] {
      try Self.makeFolder("\(self.root)/\(folder)", store: self.root)
      // Known before anything is spoken; root may write anywhere but to a read-only file system.
      guard access("\(self.root)/\(folder)", W_OK) == 0 else {
        throw StoreError(self.root, errno: errno)
      }
    }
    removeAbandoned()
  }

  /// The file of a blob.
  public func path(of blob: Blob) -> String { path(of: blob.digest, kind: blob.kind) }

  private func path(of digest: Digest, kind: String) -> String {
    "\(root)/blobs/\(digest.rawValue.prefix(2))/\(digest.rawValue.dropFirst(2)).\(kind)"
  }

  func resultPath(stage: String, key: Digest) -> String {
    "\(root)/results/\(stage)/\(key.rawValue.prefix(2))/\(key.rawValue.dropFirst(2)).json"
  }

  /// A path for a file in the making.
  public func scratch(_ kind: String) -> String {
    "\(root)/tmp/\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString).\(kind)"
  }

  /// Keeps bytes.
  func keep(_ bytes: Data, kind: String, durability: Durability) throws(StoreError) -> Blob {
    let blob = Blob(digest: Digest(of: bytes), bytes: bytes.count, kind: kind)
    if holds(blob) {
      markUsed(path(of: blob))
    } else {
      try publish(bytes, to: path(of: blob), durability: durability)
    }
    return blob
  }

  /// Keeps a file made at a scratch path, moving it.
  func keep(fileAt scratch: String, kind: String) throws -> Blob {
    let (digest, bytes) = try Self.hash(scratch)
    let blob = Blob(digest: digest, bytes: bytes, kind: kind)
    guard !holds(blob) else {
      markUsed(path(of: blob))
      unlink(scratch)
      return blob
    }
    try Self.makeFolder(folder(of: path(of: blob)), store: root)
    guard rename(scratch, path(of: blob)) == 0 else { throw StoreError(root, errno: errno) }
    return blob
  }

  /// Writes beside, and renames; nobody ever sees half a file.
  func publish(_ bytes: Data, to path: String, durability: Durability) throws(StoreError) {
    try Self.makeFolder(folder(of: path), store: root)
    let beside = scratch("part")
    let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw StoreError(root, errno: errno) }
    var failure: Int32 = write(bytes, to: file)
    if failure == 0, durability == .synced, fsync(file) != 0 { failure = errno }
    if close(file) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(beside, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(beside)
      throw StoreError(root, errno: failure)
    }
    if durability == .synced { syncFolder(folder(of: path)) }
  }

  /// How sure a write must be before the run goes on.
  enum Durability: Sendable {
    /// Safe from a killed process.
    case written
    /// Safe from a power cut too: it was paid for.
    case synced
  }

  private func write(_ bytes: Data, to file: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Foundation.write(file, buffer.baseAddress! + done, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return errno }
        done += count
      }
      return 0
    }
  }

  /// Makes sure that a result, and the blobs its output names, outlast a power cut.
  func sync(_ output: Data, resultOf recipe: Recipe, stage: String) throws(StoreError) {
    let files = blobNames(in: output).compactMap(blobFile)
    for path in files + [resultPath(stage: stage, key: recipe.key)] {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { throw StoreError(root, errno: errno) }
      defer { close(file) }
      guard fsync(file) == 0 else { throw StoreError(root, errno: errno) }
      syncFolder(folder(of: path))
    }
  }

  /// The file of a blob of whichever kind.
  func blobFile(_ digest: String) -> String? {
    let folder = "\(root)/blobs/\(digest.prefix(2))"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.first { $0.hasPrefix(digest.dropFirst(2)) }.map { "\(folder)/\($0)" }
  }

  private func syncFolder(_ path: String) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private func folder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }

  private static func makeFolder(_ path: String, store: String) throws(StoreError) {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw StoreError(store, errno: errno == 0 ? EACCES : errno)
    }
  }

  /// Half-written files of processes that are no more.
  private func removeAbandoned() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/tmp")) ?? []
    for name in names {
      guard let process = pid_t(name.prefix { $0 != "-" }) else { continue }
      if kill(process, 0) != 0, errno == ESRCH { unlink("\(root)/tmp/\(name)") }
    }
  }
}
