import GRDB

extension Migration {
  /// The audit trail of consents: what the ledger knows of them is told by its entries, and none is ever changed.
  static let consents = Migration(name: "consents") { database in
    try database.execute(sql: trail)
  }

  /// REPLACE deletes without a trigger, so an insertion has to be the next in number as well.
  private static let trail = """
    CREATE TABLE consent_trail (
      number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL,
      action TEXT NOT NULL, consent TEXT NOT NULL, details TEXT NOT NULL,
      previous TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER consent_trail_is_not_edited BEFORE UPDATE ON consent_trail
      BEGIN SELECT RAISE(ABORT, 'entries of the consent trail are never changed'); END;
    CREATE TRIGGER consent_trail_is_kept BEFORE DELETE ON consent_trail
      BEGIN SELECT RAISE(ABORT, 'entries of the consent trail are never deleted'); END;
    CREATE TRIGGER consent_trail_goes_on BEFORE INSERT ON consent_trail
      WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM consent_trail)
      BEGIN SELECT RAISE(ABORT, 'entries of the consent trail follow each other'); END;
    """
}
