import Dubbing

/// A time as people type it: groups of digits parted by `:`, `.`, `,` or `;`.
struct Timestamp {
  private var groups: [(value: Int, count: Int)] = []
  private var separators: [UInt8] = []
  private(set) var isNegative = false

  /// Why a timestamp is not a time.
  enum Fault: Error {
    case shape
    /// The last group counts frames, and nobody said how many make a second.
    case frames
  }

  init?(_ reader: inout ByteReader) {
    isNegative = reader.take(45)
    guard let first = reader.digits() else { return nil }
    groups.append(first)
    while groups.count < 5, let separator = reader.next, ":.,;".utf8.contains(separator) {
      let before = reader.position
      reader.position += 1
      reader.skipBlanks()
      guard let group = reader.digits() else {
        reader.position = before
        return
      }
      separators.append(separator)
      groups.append(group)
    }
  }

  /// The only thing in a field, blanks apart.
  init?(whole text: Substring) {
    var reader = ByteReader(text)
    reader.skipBlanks()
    self.init(&reader)
    reader.skipBlanks()
    guard reader.isAtEnd else { return nil }
  }

  /// More than one group, so that `3 -> 4` in a sentence is no timing.
  var isClock: Bool { groups.count > 1 }

  /// Hours may be left out; after `.` or `,` comes a decimal fraction, after a third `:` or a `;`
  /// come milliseconds (three digits) or frames. A single group counts seconds.
  func time(_ rate: FrameRate?) throws(Fault) -> Time {
    var clock = groups
    var part = 0
    if clock.count > 3 || (separators.last.map { ".,;".utf8.contains($0) } ?? false) {
      part = try fraction(clock.removeLast(), after: separators.last ?? 0, rate)
    }
    guard clock.count <= 3, !clock.isEmpty else { throw .shape }
    let seconds = clock.reduce(0) { $0 * 60 + $1.value }
    return isNegative ? .zero : Time(samples: seconds * Time.rate + part)
  }

  private func fraction(
    _ group: (value: Int, count: Int), after separator: UInt8, _ rate: FrameRate?
  ) throws(Fault) -> Int {
    let isDecimal = separator == 46 || separator == 44
    if !isDecimal, group.count < 3 {
      guard let rate, rate.numerator > 0, rate.denominator > 0 else { throw .frames }
      return Timestamp.samples(frames: group.value, rate)
    }
    // Digits beyond the ninth are below a sample, and their value was cut off by the reader.
    let scale = (0..<min(group.count, 9)).reduce(1) { scale, _ in scale * 10 }
    return (min(group.value, scale - 1) * Time.rate + scale / 2) / scale
  }

  /// The sample nearest to the start of a frame.
  static func samples(frames: Int, _ rate: FrameRate) -> Int {
    Int(
      (Double(frames) * Double(rate.denominator) / Double(rate.numerator)
        * Double(Time.rate)).rounded())
  }
}

extension SubtitleDocument {
  /// The time a timestamp means, or a refusal that names the line.
  func time(_ stamp: Timestamp, line: Int) throws(SubtitleError) -> Time {
    let fault: Timestamp.Fault
    do throws(Timestamp.Fault) {
      return try stamp.time(options.framesPerSecond)
    } catch {
      fault = error
    }
    switch fault {
    case .frames:
      throw refusal(
        line, "this time counts frames, and the frame rate (fps) is not known",
        "Give the fps of the video, or write milliseconds after a comma: 00:00:01,500.")
    case .shape:
      throw refusal(line, "this is not a time", "Write it as hours:minutes:seconds,milliseconds.")
    }
  }
}
