/// The least natural speech to cut, piece by piece, so that the whole track fits comfortably; zero
/// for most.
///
/// Walks the track at the comfortable rate and as early as allowed. Where a piece comes too late,
/// the missing time is taken from those just before it, where a cut serves the most of what
/// follows; afterwards cuts are handed on to earlier pieces that are longer for their cues, as far
/// as nothing else moves. For one speaker the sum is the least there is (the cuts cover intervals
/// of a chain; Benchmarks/fit holds it against a linear programme). Where cues stand so close that
/// not even silence would be in time, no cut helps and what is late stays so.
///
/// - Parameters:
///   - pieces: in any order.
/// - Returns: one time a piece, in the same order.
public func shortening(of pieces: [Piece], pictureEnd: Time, constants: FitConstants) -> [Time] {
  let track = FitTrack(pieces, pictureEnd: pictureEnd, constants: constants)
  var comfort = FitComfort(track)
  let full = comfort.lengths
  for i in track.indices { comfort.free(i) }
  for i in track.indices.reversed() where comfort.lengths[i] < full[i] {
    comfort.handOn(from: i, full: full[i])
  }
  // Where speakers overlap, a piece may have been pressed by two at once.
  for i in track.indices { comfort.free(i) }
  var cuts = [Time](repeating: .zero, count: pieces.count)
  for i in track.indices where comfort.lengths[i] < full[i] {
    let cut = Double(full[i] - comfort.lengths[i]) / comfort.slowness
    cuts[track.order[i]].samples = min(track.natural[i], Int(cut.rounded(.up)))
  }
  return cuts
}

extension FitComfort {
  /// Cuts until a piece is in time, or nothing can be taken from those that press on it.
  fileprivate mutating func free(_ i: Int) {
    place(i)
    while excess(i) > 0 {
      let isOverEnd = starts[i] + lengths[i] > track.pictureEnd
      let asked = isOverEnd ? [(piece: i, effect: Int.max)] + pressing(on: i) : pressing(on: i)
      guard let giver = asked.first(where: { lengths[$0.piece] > 0 }) else { return }
      let cut = min(excess(i), giver.effect, lengths[giver.piece])
      change(giver.piece, by: -cut, through: i)
    }
  }

  /// Lets earlier pieces that are longer for their cues bear the cut of a piece, a tenth of a line
  /// at a time.
  fileprivate mutating func handOn(from i: Int, full: Int) {
    while lengths[i] < full {
      let givers = pressing(on: i).filter { lengths[$0.piece] > 0 }
      guard let giver = givers.max(by: { crowding($0.piece) < crowding($1.piece) }),
        crowding(giver.piece) > crowding(i)
      else { return }
      let step = max(samples(50), lengths[giver.piece] / 10)
      let cut = min(min(step, full - lengths[i]), min(giver.effect, lengths[giver.piece]))
      // What follows does not move: the pieces between begin earlier, and this one is longer by as
      // much.
      change(i, by: cut, through: i)
      change(giver.piece, by: -cut, through: i)
    }
  }

  /// How long a piece is for its cue.
  private func crowding(_ i: Int) -> Double {
    Double(lengths[i]) / Double(max(Time.rate / 5, track.end[i] - track.start[i]))
  }

  /// The pieces that press on a piece, nearest first, and how much of a cut of theirs reaches it.
  private func pressing(on i: Int) -> [(piece: Int, effect: Int)] {
    var found: [(piece: Int, effect: Int)] = []
    var effect = Int.max
    var at = i
    // No more than 64, or crowds would cost the square of their number.
    while pressedBy[at] != at, found.count < 64 {
      effect = min(effect, starts[at] - track.soonest(at))
      at = pressedBy[at]
      found.append((at, effect))
    }
    return found
  }
}

/// Characters to cut from a text so that its speech is shorter by `cut`, rounded up; 0 without a
/// cut.
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
