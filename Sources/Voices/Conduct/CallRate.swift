/// When an account may be asked next; times in nanoseconds of a clock that never jumps.
///
/// In every span in which the service may count, at most as many calls as allowed are sent, with 3 % to spare because
/// calls arrive less evenly than they are sent. It begins at a third of the rate and rises, and stays lower
/// for a while after the service refused.
struct CallRate: Codable, Hashable {
  /// When the latest calls were sent, oldest first.
  private(set) var sent: [Int] = []
  /// When it began to rise, and how long it rises.
  private var rising = 0
  private var rise = Self.shortestRise
  private var pausedUntil = 0
  /// Thousandths of the allowed rate that are used.
  private var share = 1_000

  private static let second = 1_000_000_000
  private static let shortestRise = 3 * second
  private static let longestRise = 60 * second
  /// After so long without a call it rises anew.
  private static let idle = 60 * second
  private static let spare = 0.97
  private static let shortestPause = second

  /// The earliest moment for the next call.
  func next(at now: Int, _ allowance: Allowance) -> Int {
    guard let last = sent.last, last <= now else { return pausedUntil }
    let interval = interval(at: now, allowance)
    let many = Self.many(allowance)
    // A little closer than even, so that one that was late is made up for, within what the span allows.
    let spaced = last + (many > 1 ? interval * 4 / 5 : interval)
    let oldest = sent.count >= many ? sent[sent.count - many] + many * interval : 0
    return max(spaced, oldest, pausedUntil)
  }

  mutating func send(at now: Int, _ allowance: Allowance) {
    if sent.last.map({ now - $0 > Self.idle || $0 > now }) ?? true {
      sent = []
      rising = now
    }
    sent.append(now)
    sent.removeFirst(max(0, sent.count - Self.many(allowance)))
  }

  /// - Parameter wish: how long the service asks to be left alone.
  mutating func refused(_ pressure: Pressure, at now: Int, wish: Int?) {
    pausedUntil = max(pausedUntil, now + max(wish ?? 0, Self.shortestPause))
    switch pressure {
    case .rate: share = max(100, share * 9 / 10)
    case .burst:
      rising = pausedUntil
      rise = min(Self.longestRise, rise * 2)
    }
  }

  mutating func answered() { share = min(1_000, share + 5) }

  /// What was written under another clock, as before the machine was started anew, says nothing.
  func isOf(clock now: Int) -> Bool {
    (sent.last ?? 0) <= now && rising <= now + Self.longestRise
      && pausedUntil <= now + 120 * Self.second
  }

  private static func many(_ allowance: Allowance) -> Int {
    max(1, allowance.callsPerKilosecond / 1_000)
  }

  private func interval(at now: Int, _ allowance: Allowance) -> Int {
    let risen = Double(now - rising) / Double(rise)
    let part = min(1, max(0, risen) * 2 / 3 + 1 / 3) * Double(share) / 1_000 * Self.spare
    let perSecond = Double(max(1, allowance.callsPerKilosecond)) / 1_000 * part
    return Int(Double(Self.second) / perSecond)
  }
}
