import CEbur128
public import Dubbing

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// Measures how loud sound is, by EBU R 128: integrated loudness, loudness range and true peak.
///
/// Takes blocks of any size; a measurement does not depend on how the sound was cut into blocks.
public final class LoudnessMeter {
  private var state: UnsafeMutablePointer<ebur128_state>?
  private let channels: Int

  /// Whether peaks between samples are looked for: that takes as long again as all the rest.
  public enum Peaks: Sendable { case measured, ignored }

  /// - Parameters:
  ///   - speakers: what each channel is for, in the order of the samples.
  ///   - peaks: ignored ones read as silence.
  public init(speakers: [Speaker], rate: Int = 48_000, peaks: Peaks = .measured) {
    channels = speakers.count
    var mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue
    if peaks == .measured { mode |= EBUR128_MODE_TRUE_PEAK.rawValue }
    // Histogram: memory does not grow with the length of the sound.
    let modes = Int32(mode | EBUR128_MODE_HISTOGRAM.rawValue)
    state = ebur128_init(UInt32(channels), UInt(rate), modes)
    for (index, speaker) in speakers.enumerated() {
      ebur128_set_channel(state, UInt32(index), speaker.role)
    }
  }

  deinit { ebur128_destroy(&state) }

  /// Measures the next samples of every channel.
  public func add(_ planar: [[Float]]) {
    guard let state, let count = planar.first?.count, count > 0 else { return }
    var frames = [Float](repeating: 0, count: count * channels)
    for (channel, samples) in planar.prefix(channels).enumerated() {
      for (index, sample) in samples.prefix(count).enumerated() {
        frames[index * channels + channel] = sample
      }
    }
    ebur128_add_frames_float(state, frames, count)
  }

  /// What was heard so far.
  public var loudness: Loudness {
    Loudness(integrated: integrated, range: range, truePeak: truePeak)
  }

  private var integrated: Int? {
    var value = -Double.infinity
    guard let state, ebur128_loudness_global(state, &value) == 0, value.isFinite else { return nil }
    return Int((value * 100).rounded())
  }

  private var range: Int {
    var value = 0.0
    guard let state, ebur128_loudness_range(state, &value) == 0, value.isFinite else { return 0 }
    return Int((value * 100).rounded())
  }

  /// Rounded up: a peak is never reported lower than it is.
  private var truePeak: Int {
    var highest = 0.0
    for channel in 0..<UInt32(channels) {
      var value = 0.0
      if let state, ebur128_true_peak(state, channel, &value) == 0 { highest = max(highest, value) }
    }
    return highest > 1e-10 ? Int((2000 * log10(highest)).rounded(.up)) : -20_000
  }

  /// What a channel is for, as far as loudness is concerned.
  public enum Speaker: Hashable, Sendable {
    case front, surround
    /// Low frequency effects, and whatever else is not counted.
    case uncounted

    fileprivate var role: Int32 {
      switch self {
      // BS.1770 weighs left, right and centre alike.
      case .front: Int32(EBUR128_CENTER.rawValue)
      case .surround: Int32(EBUR128_LEFT_SURROUND.rawValue)
      case .uncounted: Int32(EBUR128_UNUSED.rawValue)
      }
    }
  }
}
