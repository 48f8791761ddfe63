import Dubbing
import Foundation
import Media
import Sound

/// What a finished file alone tells: checks, and every sound in it as it is heard.
public struct Inspection: Codable, Sendable {
  public var checks: [Check]
  public var tracks: [HeardTrack]

  public init(checks: [Check], tracks: [HeardTrack] = []) {
    self.checks = checks
    self.tracks = tracks
  }
}

/// A sound of a file, decoded to its end and measured.
public struct HeardTrack: Codable, Sendable {
  /// The number of its stream.
  public var track: Int
  public var language: String?
  public var title: String?
  public var isDub: Bool
  public var lengthMs: Double
  public var loudness: LoudnessReport
  /// Highest sample; nil for silence.
  public var samplePeakDbfs: Double?
}

/// Verifies and measures a finished file without knowing what it was made from.
public func inspect(_ file: String) throws -> Inspection {
  let found = try probe(file)
  let audio = found.streams.filter { $0.kind == .audio }
  let defaults = audio.count { $0.dispositions.contains("default") }
  var checks = [
    Check("there is sound", passed: !audio.isEmpty, detail: "\(audio.count) audio tracks"),
    Check(
      "exactly one audio track is the default", passed: defaults == 1, detail: "\(defaults)"),
  ]
  var tracks: [HeardTrack] = []
  for stream in audio {
    let name = "track \(stream.index) (\(stream.title ?? stream.language ?? stream.codec))"
    let isDub = stream.dispositions.contains("dub")
    let isTagged = stream.language.map { $0 != "und" } ?? false
    checks.append(
      Check(
        "\(name): has a language", passed: isTagged || !isDub,
        detail: stream.language ?? "no tag"))
    let sound = try measure(file, stream, origin: found.origin)
    tracks.append(HeardTrack(stream, sound))
    if isDub {
      checks.append(lengthCheck(stream, name, picture: found.origin..<found.origin + found.length))
      checks.append(
        Check(
          "\(name): is not silent", passed: sound.peak > 0.001,
          detail: "peak \(decibels(of: sound.peak)) dBFS"))
      checks.append(
        Check(
          "\(name): no sample is clipped", passed: sound.peak < 1,
          detail: "peak \(decibels(of: sound.peak)) dBFS"))
    }
  }
  return Inspection(checks: checks, tracks: tracks)
}

/// What is heard of a track that is decoded to its end.
private struct Measurement {
  var peak: Float
  var samples: Int
  var loudness: Loudness
}

extension HeardTrack {
  fileprivate init(_ stream: StreamInfo, _ sound: Measurement) {
    track = stream.index
    language = stream.language
    title = stream.title
    isDub = stream.dispositions.contains("dub")
    lengthMs = Time(samples: sound.samples).roundedMilliseconds
    loudness = LoudnessReport(sound.loudness)
    samplePeakDbfs =
      sound.peak > 0 ? (2000 * log10(Double(sound.peak))).rounded() / 100 : nil
  }
}

private func measure(_ file: String, _ stream: StreamInfo, origin: Int) throws(MediaError)
  -> Measurement
{
  var reader = try AudioReader(file, stream: stream.index, origin: origin)
  let meter = LoudnessMeter(speakers: reader.layout.speakers)
  var peak: Float = 0
  var samples = 0
  while true {
    let block = try reader.read(Time.rate)
    guard let count = block.first?.count, count > 0 else {
      return Measurement(peak: peak, samples: samples, loudness: meter.loudness)
    }
    samples += count
    meter.add(block)
    for channel in block { peak = max(peak, samplePeak(channel)) }
  }
}

/// A dub begins and ends with the picture, to one frame of its codec at each end.
///
/// - Parameter picture: samples at 48 kHz on the file's own clock.
func lengthCheck(_ stream: StreamInfo, _ name: String, picture: Range<Int>) -> Check {
  // Frames of the codecs polydub writes: AC-3 1,536 samples, AAC 1,024, Opus 960; lossless up to 4,096 but cut to fit.
  let frame = stream.codec.hasSuffix("ac3") ? 1536 : 1024
  let begins = stream.start - picture.lowerBound
  let ends = stream.start + stream.length - picture.upperBound
  return Check(
    "\(name): as long as the picture, to one audio frame",
    passed: abs(begins) <= frame && abs(ends) <= frame,
    detail: "begins \(begins), ends \(ends) samples from it")
}

/// A peak in decibels of full scale, as people read it.
func decibels(of peak: Float) -> String {
  peak > 0 ? "\((200 * log10(Double(peak))).rounded() / 10)" : "-∞"
}
