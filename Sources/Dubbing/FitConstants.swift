/// What a fit may do. Times in milliseconds and rates in percent, because they are part of keys.
///
/// Sources: ITU-R BT.1359 for what is noticed, the time-compression studies behind 1.25, and measurements on subtitles.
public struct FitConstants: Codable, Hashable, Sendable {
  /// How far speech may begin before its cue.
  public var early = 120
  /// How late it may begin before that counts as overrunning.
  public var late = 250
  /// The speed a listener finds comfortable, and the one that is never exceeded for comfort's sake.
  public var comfortableRate = 125
  public var highestRate = 150
  /// Pause between two lines of one speaker: the cues' own, within these bounds.
  public var shortestPause = 30
  public var longestPause = 80
  /// What counts as at its own time, and as at its own speed.
  public var noticedOffset = 40
  public var noticedRate = 103

  /// Where speakers' mouths are seen.
  public static let onScreen = FitConstants()
  /// Where they are not: narration, voice-over.
  public static let offScreen: FitConstants = {
    var constants = FitConstants()
    constants.early = 250
    constants.late = 500
    return constants
  }()

  /// The presets by their names in pipeline files.
  public static let presets: [(name: String, constants: FitConstants)] = [
    ("on-screen", .onScreen), ("off-screen", .offScreen),
  ]
}
