/// Why bytes could not be read as a WAV file.
public enum WAVError: Error, Hashable, Sendable, CustomStringConvertible {
  case notWAV
  case noFormat
  case noSamples
  case unsupported(format: Int, bits: Int)
  case impossible(rate: Int, channels: Int)

  public var description: String {
    switch self {
    case .notWAV:
      "This is not a WAV file: it does not begin with RIFF and WAVE. Convert it to WAV first."
    case .noFormat:
      "This WAV file says nothing about its format before its sound. Export it again."
    case .noSamples:
      "This WAV file has no sound in it: its data chunk is missing. Fetch or export it again."
    case .unsupported(let format, let bits):
      "WAV encoding \(format) with \(bits) bits is not read here. "
        + "Convert it to 16, 24 or 32-bit PCM, or to 32-bit float."
    case .impossible(let rate, let channels):
      "This WAV file claims \(rate) samples per second in \(channels) channels. Export it again."
    }
  }
}
