/// How loud a dub shall be, and how high it may peak. Levels are hundredths of a LUFS or dBTP.
public struct LoudnessTarget: Codable, Hashable, Sendable {
  /// What is brought to which level.
  public enum Aim: Codable, Hashable, Sendable {
    /// The track to the loudness of the original's main sound.
    case original
    /// The track to a loudness.
    case integrated(Int)
    /// Its speech to a loudness, whatever lies between the lines.
    case dialogue(Int)
    /// Nothing: the track stays as it was mixed, and only its peaks are kept down.
    case asMixed
  }
  public var aim: Aim
  /// The ceiling, after encoding.
  public var truePeak: Int

  public init(_ aim: Aim, truePeak: Int) {
    self.aim = aim
    self.truePeak = truePeak
  }

  /// For a dub beside its original: changing the track does not change the volume. Peaks as in EBU R 128.
  public static let match = LoudnessTarget(.original, truePeak: -100)
  /// For podcasts and most platforms (AES TD1008 asks for −16 to −18 LUFS); the default where there is no original.
  public static let stream = LoudnessTarget(.integrated(LoudnessGoal.usual), truePeak: -150)
  /// What YouTube turns louder videos down to.
  public static let youtube = LoudnessTarget(.integrated(-1400), truePeak: -100)
  /// Television in Europe, EBU R 128.
  public static let ebuR128 = LoudnessTarget(.integrated(-2300), truePeak: -100)
  /// Netflix sound specifications: −27 LKFS ±2 gated by dialogue, peaks under −2 dBTP.
  public static let netflix = LoudnessTarget(.dialogue(-2700), truePeak: -200)
  public static let none = LoudnessTarget(.asMixed, truePeak: -100)

  /// By the names pipeline files know.
  public static let presets: [(name: String, target: LoudnessTarget)] = [
    ("match", match), ("stream", stream), ("youtube", youtube), ("ebu-r128", ebuR128),
    ("netflix", netflix), ("none", none),
  ]
}

/// What the goal of a track depends on.
public struct LoudnessReference: Codable, Hashable, Sendable {
  /// Of the original's main sound; nil without one, or where it is silent.
  public var original: Int?
  /// Of the dub alone while it speaks; nil where it was not measured or nothing is spoken.
  public var dialogue: Int?
  /// How much of the track is speech, in percent.
  public var spoken: Int

  public init(original: Int? = nil, dialogue: Int? = nil, spoken: Int = 0) {
    self.original = original
    self.dialogue = dialogue
    self.spoken = spoken
  }
}

/// What one track shall measure when it is encoded. Levels are hundredths.
public struct LoudnessGoal: Codable, Hashable, Sendable {
  /// LUFS; nil leaves the level as it was mixed.
  public var level: Int?
  /// What of the mix has that level: its speech, which now has this loudness; nil for all of it.
  public var dialogue: Int?
  /// dBTP that no peak may exceed.
  public var truePeak: Int

  /// Dialogue is no measure of a track that hardly has any: under 15 % of speech the programme counts, at −24 LKFS
  /// (Netflix sound specifications).
  static let leastSpoken = 15
  static let withoutDialogue = -2400

  /// An original that cannot be measured gives no level to match: `stream`.
  static let usual = -1600

  /// How far a finished track may be from its level: ±0.3 LU, of dialogue ±2 LU.
  public var tolerance: Int { dialogue == nil ? 30 : 200 }

  public init(_ target: LoudnessTarget, _ reference: LoudnessReference) {
    truePeak = target.truePeak
    switch target.aim {
    case .original: level = reference.original ?? Self.usual
    case .integrated(let level): self.level = level
    case .asMixed: break
    case .dialogue(let level):
      let counts = reference.dialogue != nil && reference.spoken >= Self.leastSpoken
      self.level = counts ? level : Self.withoutDialogue
      dialogue = counts ? reference.dialogue : nil
    }
  }

  /// The gain in hundredths of a decibel that brings a mix to the goal; nil where the mix cannot be measured.
  public func gain(for mix: Loudness) -> Int? {
    guard let level else { return 0 }
    guard let measured = mix.integrated else { return nil }
    return level - (dialogue ?? measured)
  }
}
