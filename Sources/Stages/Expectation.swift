public import Dubbing
public import Engine
public import Media

/// What one dub of the finished file must be.
public struct Expectation: Codable, Hashable, Sendable {
  public var language: String
  public var title: String
  /// The lines, in order of time.
  public var lines: [ExpectedLine]
  public var goal: LoudnessGoal
  /// The integrated loudness it was levelled to, in hundredths of LUFS; nil where none could be reached.
  public var aim: Int?

  public struct ExpectedLine: Codable, Hashable, Sendable {
    public var label: String
    public var placed: Placed
  }
}
