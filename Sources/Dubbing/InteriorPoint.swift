/// Solves a fit exactly: a primal-dual interior-point method, one narrow linear system a step, a couple of dozen steps whatever the film's length.
///
/// Method: Mehrotra-like centring with one step length, as in the study; walls that yield are eliminated where they stand.
struct InteriorPoint {
  private let problem: FitProblem
  private(set) var values: [Double]
  private(set) var steps = 0
  private var bounds: [Barrier]
  private var gaps: [Barrier]
  private var matrix: Skyline
  private var gradient: [Double]
  private var right: [Double]
  private var products = 0

  /// Where the method stops: products of distances and forces, and forces out of balance.
  private static let precision = (product: 1e-8, balance: 1e-5)
  private static let mostSteps = 80

  init(_ problem: FitProblem) {
    self.problem = problem
    values = Self.start(problem)
    let values = values
    bounds = problem.bounds.map {
      Barrier(room: $0.sign * (values[$0.unknown] - $0.limit), slope: $0.slope)
    }
    gaps = problem.gaps.map {
      Barrier(
        room: values[$0.second] - values[$0.first] - $0.natural * values[$0.slowness] - $0.pause,
        slope: $0.slope)
    }
    matrix = Skyline(first: Self.profile(problem))
    gradient = Array(repeating: 0, count: problem.unknowns)
    right = gradient
    products = (bounds + gaps).reduce(0) { $0 + $1.products }
  }

  /// A plan inside all hard walls: half fast, and each piece as soon as those before it allow.
  private static func start(_ problem: FitProblem) -> [Double] {
    var values = [Double](repeating: 0, count: problem.unknowns)
    values[problem.pictureEnd.unknown] = problem.pictureEnd.at
    for group in problem.groups { values[group.slowness] = (problem.fastest + problem.slowest) / 2 }
    for place in problem.places { values[place.start] = max(0, place.cue) + 0.02 }
    for gap in problem.gaps where !gap.slope.isFinite {
      let free = values[gap.first] + gap.natural * values[gap.slowness] + gap.pause + 0.02
      values[gap.second] = max(values[gap.second], free)
    }
    return values
  }

  private static func profile(_ problem: FitProblem) -> [Int] {
    var first = Array(0..<problem.unknowns)
    func couple(_ a: Int, _ b: Int) { first[max(a, b)] = min(first[max(a, b)], min(a, b)) }
    for place in problem.places { couple(place.start, place.slowness) }
    for pair in problem.pairs { couple(pair.a, pair.b) }
    for gap in problem.gaps {
      couple(gap.first, gap.slowness)
      couple(gap.first, gap.second)
      couple(gap.slowness, gap.second)
    }
    return first
  }

  /// Steps until nothing can be gained.
  mutating func solve() {
    guard !problem.places.isEmpty else { return }
    var share = 0.0
    while steps < Self.mostSteps {
      let product =
        (bounds.reduce(0) { $0 + $1.complementarity } + gaps.reduce(0) { $0 + $1.complementarity })
        / Double(max(1, products))
      let centring = steps == 0 ? 0.5 : min(0.9, max(0.05, (1 - share) * (1 - share)))
      let balance = assemble(target: centring * product)
      if product < Self.precision.product, balance < Self.precision.balance { return }
      matrix.factor()
      matrix.solve(&right)
      share = step(target: centring * product)
      steps += 1
    }
  }

  /// Fills the linear system; returns the greatest force out of balance.
  private mutating func assemble(target: Double) -> Double {
    matrix.clear()
    for i in gradient.indices {
      gradient[i] = 0
      right[i] = 0
    }
    addCosts()
    for i in gradient.indices { right[i] = -gradient[i] }
    for (bound, barrier) in zip(problem.bounds, bounds) {
      let (curvature, push) = barrier.pull(target)
      matrix.add(curvature, bound.unknown, bound.unknown)
      right[bound.unknown] += bound.sign * push
      gradient[bound.unknown] -= bound.sign * barrier.push
    }
    for (gap, barrier) in zip(problem.gaps, gaps) { add(gap, barrier, target) }
    let forces = gradient.reduce(0) { max($0, abs($1)) }
    let yields = bounds.reduce(0) { max($0, $1.imbalance) }
    return max(forces, gaps.reduce(yields) { max($0, $1.imbalance) })
  }

  private mutating func add(_ gap: FitProblem.Gap, _ barrier: Barrier, _ target: Double) {
    let (curvature, push) = barrier.pull(target)
    let (a, r, b, d) = (gap.first, gap.slowness, gap.second, gap.natural)
    matrix.add(curvature, a, a)
    matrix.add(curvature, b, b)
    matrix.add(curvature * d * d, r, r)
    matrix.add(-curvature, a, b)
    matrix.add(curvature * d, a, r)
    matrix.add(-curvature * d, r, b)
    right[a] -= push
    right[r] -= push * d
    right[b] += push
    gradient[a] += barrier.push
    gradient[r] += barrier.push * d
    gradient[b] -= barrier.push
  }

  /// Slopes and curvatures of everything that is not a wall.
  private mutating func addCosts() {
    let constants = problem.constants
    let late = 1 / squared(constants.lateTolerance)
    let early = 1 / squared(constants.earlyTolerance)
    let past = 2 / squared(constants.pastTolerance)
    for place in problem.places {
      let (s, r, d) = (place.start, place.slowness, place.natural)
      let onset = values[s] - place.cue
      let onsetCurvature = 2 * (onset > 0 ? late : early)
      gradient[s] += onsetCurvature * onset
      matrix.add(onsetCurvature, s, s)
      let over = values[s] + d * values[r] - place.end
      guard over > 0 else { continue }
      gradient[s] += past * over
      gradient[r] += past * over * d
      matrix.add(past, s, s)
      matrix.add(past * d, s, r)
      matrix.add(past * d * d, r, r)
    }
    let tolerance = Double(constants.rateTolerance) / 100
    for group in problem.groups {
      let curvature = 2 * group.weight / (tolerance * tolerance)
      let hurry = Double(constants.hurry) / 100 * group.weight
      gradient[group.slowness] += curvature * (values[group.slowness] - problem.slowest) - hurry
      matrix.add(curvature, group.slowness, group.slowness)
    }
    for pair in problem.pairs {
      let slope = 2 * pair.weight * (values[pair.a] - values[pair.b])
      gradient[pair.a] += slope
      gradient[pair.b] -= slope
      matrix.add(2 * pair.weight, pair.a, pair.a)
      matrix.add(2 * pair.weight, pair.b, pair.b)
      matrix.add(-2 * pair.weight, pair.a, pair.b)
    }
    // The end of the picture stays where it is.
    matrix.add(1e12, problem.pictureEnd.unknown, problem.pictureEnd.unknown)
  }

  /// Moves as far as the walls allow; returns the share of the step that was taken.
  private mutating func step(target: Double) -> Double {
    var worst = 0.0
    for i in bounds.indices {
      let bound = problem.bounds[i]
      worst = max(worst, bounds[i].plan(bound.sign * right[bound.unknown], target))
    }
    for i in gaps.indices {
      let gap = problem.gaps[i]
      let change = right[gap.second] - right[gap.first] - gap.natural * right[gap.slowness]
      worst = max(worst, gaps[i].plan(change, target))
    }
    let share = min(1, 0.995 / max(worst, 1e-12))
    for i in values.indices { values[i] += share * right[i] }
    for i in bounds.indices { bounds[i].take(share) }
    for i in gaps.indices { gaps[i].take(share) }
    return share
  }

  private func squared(_ milliseconds: Int) -> Double {
    let seconds = Double(milliseconds) / 1000
    return seconds * seconds
  }
}
