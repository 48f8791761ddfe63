/// Why a subtitle file was refused, where, and what to do about it.
public struct SubtitleError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1; none where the whole file is meant.
  public var line: Int?
  /// From 1, in characters; none where the whole line is meant.
  public var column: Int?
  /// A sentence without its full stop.
  public var problem: String
  /// A sentence.
  public var remedy: String

  /// `movie.es.srt:12: the time 00:00:61 … . Write ….`
  public var description: String {
    let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }
    return place.joined(separator: ":") + ": \(problem). \(remedy)"
  }
}
