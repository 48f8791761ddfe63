/// What can be asked of a realtime session, beyond voice and language.
public struct RealtimeSettings: Hashable, Sendable {
  public var commit = Commit.server
  /// Percent of the voice's own rate and pitch, 50 to 200; nil leaves them as they are.
  public var rate: Int?
  public var pitch: Int?
  /// 0 to 100; the service's own is 50.
  public var volume: Int?
  /// Samples a second.
  public var sampleRate = 24_000

  public init() {}

  /// Who decides when a text is complete.
  public enum Commit: String, CaseIterable, Sendable {
    /// The service, sentence by sentence (`server_commit`).
    case server
    /// We do, once all of it is sent (`commit`).
    case client
  }

  public static let percents = 50...200
  public static let volumes = 0...100
  /// Source: Model Studio, Qwen-TTS realtime client events, and the vendor's own client.
  public static let sampleRates = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]

  /// What of them is heard, for a voice's settings; nothing where all is as usual.
  var heard: [String: String] {
    let numbers = ["rate": rate, "pitch": pitch, "volume": volume].compactMapValues(\.self)
    let usual = RealtimeSettings().sampleRate
    return numbers.merging(sampleRate == usual ? [:] : ["sample_rate": sampleRate]) { $1 }
      .mapValues { "\($0)" }
  }
}
