/// What a fit may do and what it avoids. Milliseconds, percent and whole numbers, because they are
/// part of keys.
///
/// The fit looks for the plan of a whole track whose costs, added up, are smallest; tolerances say
/// how soon a cost is felt, walls where a listener is disturbed. Sources: ITU-R BT.1359 (what is
/// noticed between picture and sound), EBU R 37, Brannon et al. (TACL 11, 2023: timing in human
/// dubs), studies of time-compressed speech (comfortable up to a quarter faster), Quené (2007: a
/// tempo change of 5 % is noticed), and measurements on 50 subtitle tracks (Benchmarks/fit).
public struct FitConstants: Codable, Hashable, Sendable {
  /// How long after its cue speech should begin: 0 in a dub; a voice-over lets the original be
  /// heard first.
  public var delay = 0
  /// How far speech may begin before that; never more. BT.1359: 90 ms early are acceptable, 185 no
  /// longer.
  public var early = 120
  /// How late it may begin before that counts as overrunning.
  public var late = 250
  /// A start as early or as late as this costs as much as a rate off by `rateTolerance`. The study
  /// has 250 for late; with 200, 95 % of the starts are within 204 ms instead of 230 and no more
  /// lines are bad (Benchmarks/fit).
  public var earlyTolerance = 120
  public var lateTolerance = 200
  /// Cost per second of being later than `late`. Linear beyond the limit: a square alone spreads
  /// damage over many cues.
  public var lateWall = 60

  /// Speed of the whole track against the voice's own, in percent: what every line is spoken at
  /// when nothing presses.
  public var tempo = 100
  /// The speed a listener finds comfortable, and the one that is never exceeded for comfort's sake.
  public var comfortableRate = 125
  public var highestRate = 150
  /// Change of a line's length, in percent, that costs 1.
  public var rateTolerance = 20
  /// Cost of being shorter than wanted at all, in percent: keeps lines that need nothing at exactly
  /// their own speed.
  public var hurry = 200
  /// Cost of being faster than `comfortableRate`, for a line that would be gone altogether.
  public var rateWall = 60
  /// Length of speech that weighs 100 %, and the bounds of the weight: haste in a long line is
  /// heard for longer.
  public var weightLength = 2000
  public var lightest = 50
  public var heaviest = 200

  /// Speech running past the end of its cue by this costs 1.
  public var pastTolerance = 500
  /// Neighbours whose lengths differ by this, in percent, cost `evenness` percent, less the longer
  /// the gap between them.
  public var evenTolerance = 15
  public var evenness = 50
  /// The gap after which that cost is down to 37 %.
  public var evenGap = 1000

  /// Pause between two lines of one speaker: the cues' own, within these bounds.
  public var shortestPause = 30
  public var longestPause = 80
  /// What counts as at its own time, and as at its own speed.
  public var noticedOffset = 40
  public var noticedRate = 103

  public init() {}

  /// Where speakers' mouths are seen.
  public static let onScreen = FitConstants()
  /// Where they are not: narration.
  public static let offScreen: FitConstants = {
    var constants = FitConstants()
    constants.early = 250
    constants.late = 500
    constants.earlyTolerance = 250
    constants.lateTolerance = 500
    return constants
  }()
  /// Voice-over: the original is heard first. Speech begins a second after its cue, 0.7 s at the
  /// soonest and 2 s at the latest.
  public static let lector: FitConstants = {
    var constants = FitConstants.offScreen
    constants.delay = 1000
    constants.early = 300
    constants.late = 1000
    return constants
  }()

  /// The presets by their names in pipeline files.
  public static let presets: [(name: String, constants: FitConstants)] = [
    ("on-screen", .onScreen), ("off-screen", .offScreen), ("lector", .lector),
  ]
}

extension FitConstants {
  /// One constant as pipeline files name it, with the values it may have.
  public struct Key: Sendable {
    public var name: String
    public var range: ClosedRange<Int>
    public var path: any WritableKeyPath<FitConstants, Int> & Sendable
  }

  /// Every constant that can be overridden.
  public static let keys: [Key] = [
    Key(name: "delay", range: 0...10_000, path: \.delay),
    Key(name: "early", range: 0...10_000, path: \.early),
    Key(name: "late", range: 0...10_000, path: \.late),
    Key(name: "early_tolerance", range: 10...10_000, path: \.earlyTolerance),
    Key(name: "late_tolerance", range: 10...10_000, path: \.lateTolerance),
    Key(name: "late_wall", range: 0...1000, path: \.lateWall),
    Key(name: "tempo", range: 80...140, path: \.tempo),
    Key(name: "comfortable_rate", range: 100...200, path: \.comfortableRate),
    Key(name: "highest_rate", range: 100...200, path: \.highestRate),
    Key(name: "rate_tolerance", range: 1...100, path: \.rateTolerance),
    Key(name: "hurry", range: 0...1000, path: \.hurry),
    Key(name: "rate_wall", range: 0...1000, path: \.rateWall),
    Key(name: "weight_length", range: 100...60_000, path: \.weightLength),
    Key(name: "lightest", range: 1...1000, path: \.lightest),
    Key(name: "heaviest", range: 1...1000, path: \.heaviest),
    Key(name: "past_tolerance", range: 10...60_000, path: \.pastTolerance),
    Key(name: "even_tolerance", range: 1...100, path: \.evenTolerance),
    Key(name: "evenness", range: 0...1000, path: \.evenness),
    Key(name: "even_gap", range: 10...60_000, path: \.evenGap),
    Key(name: "shortest_pause", range: 0...1000, path: \.shortestPause),
    Key(name: "longest_pause", range: 0...2000, path: \.longestPause),
    Key(name: "noticed_offset", range: 0...1000, path: \.noticedOffset),
    Key(name: "noticed_rate", range: 100...200, path: \.noticedRate),
  ]
}
