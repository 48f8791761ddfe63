public import Logging

/// Where log lines go, how they look, and how many there are.
public struct LogSettings: Sendable {
  /// A file lines are added to; nil for stderr.
  public var file: String?
  public var format: Format
  public var level: Logger.Level

  public enum Format: String, CaseIterable, Sendable {
    /// One JSON object a line.
    case json
    case text
  }

  public init(file: String?, format: Format = .json, level: Logger.Level = .info) {
    self.file = file
    self.format = format
    self.level = level
  }
}
