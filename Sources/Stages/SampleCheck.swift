import Foundation
import Media
public import Voices

/// A recording to learn a voice from, looked at before anything is sent.
public struct SampleCheck: Sendable {
  public var sample: VoiceSample
  /// What is not wrong and could be better.
  public var notices: [String]

  /// Source: Model Studio, voice cloning of Qwen-TTS, October 2026: WAV of 16 bits, MP3 or M4A, 24 kHz or more, mono,
  /// under 10 MB, from 3 to 60 seconds; 10 to 20 are recommended.
  public init(_ path: String, transcript: String?, language: String?) throws {
    let types = ["wav": "audio/wav", "mp3": "audio/mpeg", "m4a": "audio/mp4"]
    guard let type = types[URL(fileURLWithPath: path).pathExtension.lowercased()] else {
      throw InputError("\(path): a sample is a .wav, .mp3 or .m4a file.")
    }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw InputError("The sample cannot be read: \(path). Check the path.")
    }
    guard bytes.count < 10_000_000 else {
      throw InputError("\(path): has \(bytes.count) bytes, and a sample has less than 10 MB.")
    }
    let sounds = try probe(path).streams.filter { $0.kind == .audio }
    guard sounds.count == 1, let sound = sounds.first, let rate = sound.sampleRate else {
      throw InputError("\(path): must have one sound; it has \(sounds.count).")
    }
    guard rate >= 24_000, sound.layout == .mono else {
      throw InputError(
        "\(path): must be mono with 24 kHz or more; it has \(rate) Hz\(sound.layout == .mono ? "" : " and more than one channel"). "
          + "`ffmpeg -i IN -ac 1 -ar 48000 OUT.wav` makes it mono; what was recorded at less than 24 kHz has to be recorded anew."
      )
    }
    guard type != "audio/wav" || sound.codec == "pcm_s16le" else {
      throw InputError("\(path): a WAV sample has 16 bits; this is \(sound.codec).")
    }
    let seconds = Double(sound.length) / 48_000
    guard (3.0...60.0).contains(seconds) else {
      throw InputError(
        String(format: "%@: must last from 3 to 60 seconds; it lasts %.1f.", path, seconds))
    }
    notices =
      (10.0...20.0).contains(seconds)
      ? [] : [String(format: "10 to 20 seconds make the best clones; this is %.1f", seconds)]
    sample = VoiceSample(
      audio: [UInt8](bytes), type: type, transcript: transcript, language: language)
  }
}
