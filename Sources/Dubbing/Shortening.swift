/// The least natural speech to cut, piece by piece, so that the whole track fits comfortably; zero for most.
///
/// - Returns: one time a piece, in the same order.
public func shortening(of pieces: [Piece], pictureEnd: Time, constants: FitConstants) -> [Time] {
  let plan = fit(pieces, pictureEnd: pictureEnd, constants: constants)
  return plan.fits.map { fit in
    let over = fit.natural.samples - fit.room.samples * constants.comfortableRate / 100
    return Time(samples: fit.verdict == .overruns ? max(0, over) : 0)
  }
}

/// Characters to cut from a text so that it is shorter by `cut`, rounded up; 0 without a cut.
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
