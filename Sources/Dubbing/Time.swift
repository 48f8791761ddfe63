/// A position or a length, counted in samples at 48 kHz from the start of the picture.
///
/// An integer, so that milliseconds are exact (48 samples each), mixing is exact, and a time can be part of a key.
public struct Time: Hashable, Comparable, Sendable {
  /// Samples per second of every time and every waveform inside polydub.
  public static let rate = 48_000
  public static let zero = Time(samples: 0)

  public var samples: Int

  public init(samples: Int) { self.samples = samples }
  public init(milliseconds: Int) { self.samples = milliseconds * (Self.rate / 1000) }
  /// The sample nearest to a time in seconds.
  public init(seconds: Double) { self.samples = Int((seconds * Double(Self.rate)).rounded()) }

  public var seconds: Double { Double(samples) / Double(Self.rate) }
  public var milliseconds: Double { Double(samples) * 1000 / Double(Self.rate) }

  public static func < (a: Time, b: Time) -> Bool { a.samples < b.samples }
  public static func + (a: Time, b: Time) -> Time { Time(samples: a.samples + b.samples) }
  public static func - (a: Time, b: Time) -> Time { Time(samples: a.samples - b.samples) }
}

/// On disk a time is the bare number of samples.
extension Time: Codable {
  public init(from decoder: any Decoder) throws {
    samples = try decoder.singleValueContainer().decode(Int.self)
  }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(samples)
  }
}

extension Time: CustomStringConvertible {
  /// `1:02:03.456`, as people read it.
  public var description: String {
    let total = (abs(samples) * 1000 + Self.rate / 2) / Self.rate
    let (hours, minutes) = (total / 3_600_000, total / 60_000 % 60)
    func padded(_ value: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(value).count)) + String(value)
    }
    let sign = samples < 0 ? "-" : ""
    return
      "\(sign)\(hours):\(padded(minutes, 2)):\(padded(total / 1000 % 60, 2)).\(padded(total % 1000, 3))"
  }
}
