/// Samples waiting to be read, one queue a channel, with silence and cuts that cost no memory.
struct PlanarQueue {
  private enum Part {
    case sound([[Float]])
    case silence(Int)

    var count: Int {
      switch self {
      case .sound(let planar): planar.first?.count ?? 0
      case .silence(let count): count
      }
    }
  }

  private let channels: Int
  private var parts: [Part] = []
  private var consumed = 0
  /// Samples still to be thrown away as they arrive.
  private var debt = 0
  private(set) var count = 0

  init(channels: Int) { self.channels = channels }

  mutating func append(_ planar: [[Float]]) {
    let length = planar.first?.count ?? 0
    let dropped = min(debt, length)
    debt -= dropped
    guard length > dropped else { return }
    parts.append(.sound(dropped == 0 ? planar : planar.map { Array($0.dropFirst(dropped)) }))
    count += length - dropped
  }

  /// A jump of the clock: ahead leaves silence, back throws away what comes twice.
  mutating func shift(_ samples: Int) {
    guard samples > 0 else {
      debt -= samples
      return
    }
    let paid = min(debt, samples)
    debt -= paid
    guard samples > paid else { return }
    parts.append(.silence(samples - paid))
    count += samples - paid
  }

  /// Takes up to `wanted` samples.
  mutating func take(_ wanted: Int) -> [[Float]] {
    let total = min(wanted, count)
    var planar = [[Float]](repeating: [], count: channels)
    for channel in planar.indices { planar[channel].reserveCapacity(total) }
    while planar[0].count < total {
      let part = parts[0]
      let length = min(part.count - consumed, total - planar[0].count)
      for channel in planar.indices {
        switch part {
        case .sound(let sound): planar[channel] += sound[channel][consumed..<(consumed + length)]
        case .silence: planar[channel] += repeatElement(0, count: length)
        }
      }
      consumed += length
      if consumed == part.count {
        parts.removeFirst()
        consumed = 0
      }
    }
    count -= total
    return planar
  }
}
