/// How loud a track is, by EBU R 128 and ITU-R BS.1770; integers, because they are part of keys.
public struct Loudness: Codable, Hashable, Sendable {
  /// Integrated loudness in hundredths of LUFS; nil where nothing is above the gate.
  public var integrated: Int?
  /// Loudness range in hundredths of LU.
  public var range: Int
  /// True peak of the loudest channel in hundredths of dBTP; −20,000 for silence.
  public var truePeak: Int

  public init(integrated: Int?, range: Int, truePeak: Int) {
    self.integrated = integrated
    self.range = range
    self.truePeak = truePeak
  }
}
