import Engine
import Foundation
package import GRDB

/// What was run and spent on this machine: a SQLite file in the store's folder.
///
/// History, never truth: without it nothing is recomputed or bought again. Several processes write to it at once.
public final class Ledger: Sendable {
  /// Its file in the folder of a store.
  public static let fileName = "ledger.sqlite"

  package let database: DatabasePool
  /// What a person must know of how it was found: that a damaged one was set aside, what it could not write.
  let troubles = Locked<[String]>([])
  /// The folder of a copy that goes with this.
  private let copy: String?

  /// Opens the ledger of a store, making it if need be.
  ///
  /// One that is damaged is set aside as `ledger.sqlite.damaged-DATE`, and a new one begins.
  /// - Throws: `LedgerError` where there can be none, as on a disk that is full.
  public convenience init(in folder: String) throws(LedgerError) {
    try self.init(in: folder, copy: nil)
  }

  private init(in folder: String, copy: String?) throws(LedgerError) {
    self.copy = copy
    let path = "\(folder)/\(Self.fileName)"
    do {
      let aside: String?
      do {
        (database, aside) = (try Self.locked(path, LOCK_SH) { try Self.openShared(path) }, nil)
      } catch  where Self.isDamage(error) {
        (database, aside) = try Self.locked(path, LOCK_EX) { try Self.replaceDamaged(path) }
      }
      guard let aside else { return }
      report("The ledger could not be read and is kept as \(aside); a new one begins.")
    } catch let error as LedgerError { throw error } catch { throw LedgerError(path, error) }
  }

  /// Opens the ledger of a store to look into it; where its folder cannot be written, a copy.
  ///
  /// SQLite reads what was written last only with files of its own beside the ledger.
  public convenience init(lookingIn folder: String) throws(LedgerError) {
    guard access(folder, W_OK) != 0 else {
      try self.init(in: folder)
      return
    }
    let copy = FileManager.default.temporaryDirectory
      .appending(path: "polydub-\(UUID().uuidString)").path
    do {
      try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
      for tail in ["", "-wal"] where access("\(folder)/\(Self.fileName)\(tail)", F_OK) == 0 {
        try FileManager.default.copyItem(
          atPath: "\(folder)/\(Self.fileName)\(tail)", toPath: "\(copy)/\(Self.fileName)\(tail)")
      }
      try self.init(in: copy, copy: copy)
    } catch {
      try? FileManager.default.removeItem(atPath: copy)
      throw error as? LedgerError ?? LedgerError("\(folder)/\(Self.fileName)", error)
    }
  }

  deinit { if let copy { try? FileManager.default.removeItem(atPath: copy) } }

  /// Sentences for a person, each told once.
  public func takeWarnings() -> [String] {
    troubles.withLock { all in
      defer { all = [] }
      return all
    }
  }

  /// Writes; what cannot be written is told once and loses nothing but history.
  package func attempt<Value>(_ change: (Database) throws -> Value) -> Value? {
    do {
      return try database.write(change)
    } catch {
      report("\(LedgerError(database.path, error)) The run goes on; its history has gaps.")
      return nil
    }
  }

  private func report(_ sentence: String) {
    troubles.withLock { if !$0.contains(sentence) { $0.append(sentence) } }
  }

  private static func open(_ path: String) throws -> DatabasePool {
    var settings = Configuration()
    // Other processes write too: wait for them rather than lose a row.
    settings.busyMode = .timeout(20)
    settings.label = "polydub.ledger"
    settings.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
    let database = try DatabasePool(path: path, configuration: settings)
    try Migrations.migrator.migrate(database)
    try database.write(closeAbandoned)
    return database
  }

  /// Processes that start together all find no tables: one makes them, and the others find them when they look again.
  private static func openShared(_ path: String) throws -> DatabasePool {
    for attempt in 1...5 {
      do {
        return try open(path)
      } catch  where !isDamage(error) {
        usleep(UInt32(attempt * attempt) * 20_000)
      }
    }
    return try open(path)
  }

  private static func isDamage(_ error: any Error) -> Bool {
    guard let error = error as? DatabaseError else { return error is RowDecodingError }
    return [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT].contains(error.resultCode)
  }

  /// Opens with a lock: nobody opens a ledger while another sets it aside.
  private static func locked<Value>(_ path: String, _ kind: Int32, _ body: () throws -> Value)
    rethrows -> Value
  {
    let lock = Foundation.open("\(path).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    defer { close(lock) }
    while flock(lock, kind) != 0, errno == EINTR {}
    return try body()
  }

  /// Sets a damaged ledger aside and begins a new one, unless another process has just done so.
  private static func replaceDamaged(_ path: String) throws -> (DatabasePool, String?) {
    do {
      return (try openShared(path), nil)
    } catch  where isDamage(error) {
      let aside = try setAside(path)
      return (try openShared(path), aside)
    }
  }

  /// What belongs to the damaged file goes with it: it would spoil the new one.
  private static func setAside(_ path: String) throws(LedgerError) -> String {
    let stamp = Date().formatted(.iso8601.dateTimeSeparator(.standard)).filter {
      $0 != Character(":")
    }
    let first = "\(path).damaged-\(stamp)"
    var (aside, number) = (first, 1)
    while access(aside, F_OK) == 0 {
      number += 1
      aside = "\(first)-\(number)"
    }
    for tail in ["-wal", "-shm", ""] where rename(path + tail, aside + tail) != 0 {
      guard tail.isEmpty else { continue }
      throw LedgerError(path, reason: String(cString: strerror(errno)))
    }
    return aside
  }
}

/// The ledger cannot do its work: where, why, and what helps.
public struct LedgerError: Error, Hashable, CustomStringConvertible {
  public var path: String
  public var reason: String

  init(_ path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  init(_ path: String, _ error: any Error) {
    self.path = path
    let damage = "it is damaged. Move it away for study, and the next command begins a new one"
    guard let error = error as? DatabaseError else {
      // Its own words would be the whole row.
      reason = error is RowDecodingError ? damage : "\(error)"
      return
    }
    // SQLite's own words: a statement could hold values.
    reason =
      switch error.resultCode {
      case .SQLITE_FULL: "there is no space left on its disk"
      case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_IOERR: "it cannot be written"
      case .SQLITE_BUSY, .SQLITE_LOCKED: "another process does not let go of it"
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: damage
      default: error.message ?? "\(error.resultCode)"
      }
  }

  public var description: String {
    "The ledger \(path): \(reason). Check its disk and permissions, or choose another --store."
  }
}

extension Row {
  /// A column's value.
  ///
  /// - Throws: `RowDecodingError` where damage made it one of another kind; a subscript would end the process.
  func read<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: String) throws
    -> Value
  {
    try decode(forColumn: column)
  }
}
