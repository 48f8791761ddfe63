import Sound

@testable import Voices

extension Target {
  /// The reader of WAV files, and the repair of those that services stream.
  static let sounds: [Target] = [
    Target("wav") { bytes in
      guard let sound = try? readWAV(bytes) else { return }
      precondition(sound.samples.count <= bytes.count && sound.samples.allSatisfy(\.isFinite))
    },
    Target("wave-repair") { bytes in
      guard let file = try? WaveFile(repairing: bytes) else { return }
      precondition(!file.samples.isEmpty && file.samples.upperBound <= file.bytes.count)
      _ = file.isSilent
      _ = try? readWAV(file.bytes)
    },
  ]
}
