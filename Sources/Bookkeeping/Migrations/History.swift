import GRDB

extension Migration {
  /// Runs, their steps and calls, takes, outputs. Times are milliseconds since 1970, money is billionths of its currency.
  static let history = Migration(name: "history") { database in
    try database.execute(sql: tables)
  }

  private static let tables = """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pipeline TEXT NOT NULL, command TEXT NOT NULL, version TEXT NOT NULL,
      started INTEGER NOT NULL, ended INTEGER,
      status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted', 'killed')),
      process TEXT NOT NULL,
      made INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0,
      lines INTEGER NOT NULL DEFAULT 0, calls INTEGER NOT NULL DEFAULT 0,
      characters INTEGER NOT NULL DEFAULT 0, proof TEXT
    ) STRICT;
    CREATE INDEX runs_status ON runs (status) WHERE status = 'running';

    -- What a run spent and saved, by currency: never added up across them.
    CREATE TABLE costs (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, currency TEXT NOT NULL,
      spent INTEGER NOT NULL, saved INTEGER NOT NULL,
      PRIMARY KEY (run, currency)
    ) STRICT, WITHOUT ROWID;

    -- Made and failed steps one by one; those kept only as counts, for there may be thousands a run.
    CREATE TABLE steps (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, label TEXT NOT NULL,
      stage TEXT NOT NULL, key TEXT,
      outcome TEXT NOT NULL CHECK (outcome IN ('made', 'failed')),
      why TEXT, duration INTEGER,
      PRIMARY KEY (run, label)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE kept_steps (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, stage TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (run, stage)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE calls (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, step TEXT,
      provider TEXT NOT NULL, type TEXT NOT NULL, account TEXT NOT NULL,
      model TEXT NOT NULL, revision TEXT, voice TEXT NOT NULL, language TEXT NOT NULL,
      estimated INTEGER NOT NULL, billed INTEGER,
      -- Of the characters estimated while the call is open or unknown, of those billed when it ended.
      cost INTEGER NOT NULL, currency TEXT NOT NULL,
      attempt INTEGER NOT NULL, started INTEGER NOT NULL,
      latency INTEGER, connecting INTEGER, first_audio INTEGER,
      request TEXT, failure TEXT,
      state TEXT NOT NULL CHECK (state IN ('open', 'ended', 'unknown'))
    ) STRICT;
    CREATE INDEX calls_run ON calls (run);
    CREATE INDEX calls_open ON calls (run) WHERE state = 'open';

    CREATE TABLE takes (
      key TEXT NOT NULL PRIMARY KEY,
      blob TEXT NOT NULL, length INTEGER, characters INTEGER NOT NULL,
      cost INTEGER NOT NULL, currency TEXT NOT NULL,
      made INTEGER NOT NULL, run INTEGER REFERENCES runs ON DELETE SET NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE outputs (
      run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, path TEXT NOT NULL,
      language TEXT, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
      PRIMARY KEY (run, path)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE review_marks (
      id INTEGER PRIMARY KEY, pipeline TEXT NOT NULL, language TEXT NOT NULL,
      line TEXT NOT NULL, key TEXT NOT NULL,
      mark TEXT NOT NULL CHECK (mark IN ('good', 'wrong')),
      reviewer TEXT, made INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX review_marks_line ON review_marks (pipeline, language, line);
    """
}
