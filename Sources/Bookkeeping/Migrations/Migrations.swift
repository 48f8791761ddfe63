import GRDB

/// One step of the ledger's shape. Names are for ever; what was released is never edited, but followed by another.
struct Migration: Sendable {
  var name: String
  var change: @Sendable (Database) throws -> Void
}

/// Every step, in order.
enum Migrations {
  // To add one: a file in this folder with `extension Migration { static let … }`, and its name here.
  static let all: [Migration] = [.history, .consents]

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for step in all { migrator.registerMigration(step.name, migrate: step.change) }
    return migrator
  }
}
