import GRDB

/// What was run and spent on this machine: a SQLite file beside the store.
///
/// History, never truth: without it nothing is recomputed or bought again.
public struct Ledger: Sendable {}
