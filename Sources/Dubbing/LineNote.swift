/// What a person wants of one line, beside its text.
public struct LineNote: Codable, Hashable, Sendable {
  /// The words to say instead of the subtitle's, exactly as given.
  public var say: String?
  /// How to say it, in words, for voices that follow such.
  public var direction: String?
  /// Speaking rate in percent of the voice's own.
  public var pace: Int?

  public init(say: String? = nil, direction: String? = nil, pace: Int? = nil) {
    self.say = say
    self.direction = direction
    self.pace = pace
  }

  /// This note, with what it leaves open taken from another.
  public func over(_ other: LineNote?) -> LineNote {
    LineNote(
      say: say ?? other?.say, direction: direction ?? other?.direction, pace: pace ?? other?.pace)
  }

  public var isEmpty: Bool { self == LineNote() }
}
