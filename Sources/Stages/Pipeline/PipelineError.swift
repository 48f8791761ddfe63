/// What is wrong with a pipeline file: the place, the fault and the remedy in one sentence.
public struct PipelineError: Error, Hashable, CustomStringConvertible {
  public var file: String
  /// Counted from 1; nil where the fault is in no one place.
  public var line: Int?
  public var column: Int?
  public var sentence: String

  public init(_ sentence: String, file: String, line: Int? = nil, column: Int? = nil) {
    self.sentence = sentence
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String {
    let place = [line, column].compactMap { $0.map(String.init) }
    return ([file] + place).joined(separator: ":") + ": " + sentence
  }
}
