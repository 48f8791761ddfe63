/// The least natural speech to cut, piece by piece, so that the whole track fits comfortably; zero for most.
///
/// Walks the track at the comfortable rate and as early as allowed. Where a piece comes too late, the missing time is taken from
/// those that press on it, most from those that are longest for their cues. For one speaker the sum is the least there is
/// (a linear programme on a chain; Benchmarks/fit holds it against one). Where cues stand so close that not even
/// silence would be in time, no cut helps and what remains late stays so.
///
/// - Parameters:
///   - pieces: in any order.
/// - Returns: one time a piece, in the same order.
public func shortening(of pieces: [Piece], pictureEnd: Time, constants: FitConstants) -> [Time] {
  let track = FitTrack(pieces, pictureEnd: pictureEnd, constants: constants)
  var comfort = FitComfort(track)
  let full = comfort.lengths
  for i in track.indices where comfort.excess(i) > 0 {
    // Three tenths of a line are kept as long as others can give.
    comfort.free(i, keeping: full.map { $0 * 3 / 10 })
    comfort.free(i, keeping: nil)
  }
  var cuts = [Time](repeating: .zero, count: pieces.count)
  for i in track.indices where comfort.lengths[i] < full[i] {
    let cut = Double(full[i] - comfort.lengths[i]) / comfort.slowness
    cuts[track.order[i]].samples = min(track.natural[i], Int(cut.rounded(.up)))
  }
  return cuts
}

extension FitComfort {
  /// Cuts until a piece is in time, or nothing can be taken from those that press on it.
  fileprivate mutating func free(_ i: Int, keeping least: [Int]?) {
    while excess(i) > 0, let (giver, most) = giver(for: i, keeping: least) {
      // A tenth at a time, so that the cut is spread over those that are too long by as much.
      let step = max(samples(50), lengths[giver] / 10)
      shorten(giver, by: min(excess(i), most, step), through: i)
    }
  }

  /// Which of those that press on a piece is longest for its cue, and how much it can give with effect.
  private func giver(for i: Int, keeping least: [Int]?) -> (Int, Int)? {
    var best: (piece: Int, most: Int)?
    var score = 0.0
    var effect = Int.max
    var at = i
    // The piece itself can give when it ends after the picture; no more than 64 are asked, or crowds would cost the square of their number.
    for step in 0..<64 {
      let givesItself = step > 0 || starts[i] + lengths[i] > track.pictureEnd
      let most = min(effect, lengths[at] - (least?[at] ?? 0))
      let slot = max(Time.rate / 5, track.end[at] - track.start[at])
      if givesItself, most > 0, Double(lengths[at]) / Double(slot) > score {
        score = Double(lengths[at]) / Double(slot)
        best = (at, most)
      }
      effect = min(effect, starts[at] - track.soonest(at))
      guard pressedBy[at] != at, effect > 0 else { break }
      at = pressedBy[at]
    }
    return best
  }
}

/// Characters to cut from a text so that its speech is shorter by `cut`, rounded up; 0 without a cut.
///
/// - Parameters:
///   - text: what is spoken.
///   - natural: how long that takes at the voice's own pace.
///   - cut: natural speech to cut.
public func charactersToCut(from text: String, natural: Time, cut: Time) -> Int {
  guard cut > .zero, natural > .zero else { return 0 }
  let share = Double(min(cut, natural).samples) / Double(natural.samples)
  return min(text.count, max(1, Int((share * Double(text.count)).rounded(.up))))
}
