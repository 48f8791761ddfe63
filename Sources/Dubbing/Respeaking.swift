/// When a line is spoken once more, nearer to the pace the fit wants, before anything is stretched.
///
/// Paces are multiples of `step` percent, so that small changes of the fit ask for nothing new and the rest that is stretched is
/// within half a step.
public struct Respeaking: Hashable, Sendable {
  /// Percent. A rest of ±2.5 % is not heard (the just noticeable difference of tempo is about 5 %).
  static let step = 5
  /// Percent of the voice's own pace beyond which no voice is asked, the fit's own limit.
  static let fastest = 150

  /// The paces each voice can speak at, in percent.
  public var paces: [Voice: ClosedRange<Int>]

  public init(paces: [Voice: ClosedRange<Int>]) { self.paces = paces }

  /// The pace to ask for; nil where the take there is near enough, or its voice has no other.
  ///
  /// - Parameters:
  ///   - line: as it was spoken.
  ///   - spoken: how long that take is.
  ///   - planned: how long it should be.
  public func pace(for line: Line, spoken: Time, planned: Time) -> Int? {
    guard let able = paces[line.voice], spoken > .zero, planned > .zero else { return nil }
    let wanted = Double(line.pace) * Double(spoken.samples) / Double(planned.samples)
    let rounded = Int((wanted / Double(Self.step)).rounded()) * Self.step
    let pace = min(max(rounded, able.lowerBound), min(able.upperBound, Self.fastest))
    return pace == line.pace ? nil : pace
  }

  /// Which of several takes is nearest to a length, by ratio; the first of equals.
  public static func nearest(_ lengths: [Time], to planned: Time) -> Int {
    let distances = lengths.map { length in
      let (longer, shorter) = (max(length, planned).samples, min(length, planned).samples)
      return Double(longer) / Double(max(1, shorter))
    }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }
}
