/// Solves a fit exactly: a primal-dual interior-point method, one narrow linear system a step, two
/// dozen steps whatever the film's length.
///
/// Steps are centred as far as the one before fell short (time-fit study, 6.2); walls that yield
/// are eliminated where they stand.
struct InteriorPoint {
  private let problem: FitProblem
  private(set) var values: [Double]
  private var places: [(early: FitWall, late: YieldingWall)]
  private var groups: [(slow: FitWall, fast: FitWall)]
  private var hasty: [YieldingWall]
  private var gaps: [FitWall]
  private var endings: [YieldingWall]
  private var matrix: Skyline
  private var gradient: [Double]
  private var right: [Double]

  /// Where the method stops: products of room and force, and forces out of balance.
  private static let precision = (product: 3e-8, balance: 1e-4)
  private static let mostSteps = 80

  init(_ problem: FitProblem) {
    self.problem = problem
    let values = Self.start(problem)
    self.values = values
    places = problem.places.map {
      (
        FitWall(room: values[$0.start] - $0.soonest),
        YieldingWall(room: $0.latest - values[$0.start], slope: $0.lateWall)
      )
    }
    groups = problem.groups.map {
      let value = values[$0.slowness]
      return (FitWall(room: problem.slowest - value), FitWall(room: value - $0.least))
    }
    hasty = problem.hasty.map {
      YieldingWall(room: values[$0.slowness] - $0.comfortable, slope: $0.wall)
    }
    gaps = problem.gaps.map { FitWall(room: $0.room(values)) }
    endings = problem.endings.map {
      YieldingWall(room: $0.room(values), slope: FitProblem.firm)
    }
    matrix = Skyline(first: problem.profile)
    gradient = Array(repeating: 0, count: problem.unknowns)
    right = gradient
  }

  /// A plan inside all walls that do not yield: each group half as fast as it may be, each piece as
  /// soon as those before it allow.
  private static func start(_ problem: FitProblem) -> [Double] {
    var values = [Double](repeating: 0, count: problem.unknowns)
    values[problem.pictureEnd.unknown] = problem.pictureEnd.at
    for group in problem.groups { values[group.slowness] = (group.least + problem.slowest) / 2 }
    for place in problem.places { values[place.start] = max(place.soonest, place.cue) + 0.02 }
    for gap in problem.gaps {
      values[gap.second] = max(values[gap.second], values[gap.second] - gap.room(values) + 0.02)
    }
    return values
  }

  /// Steps until nothing can be gained.
  mutating func solve() {
    guard !problem.places.isEmpty else { return }
    var share = 0.0
    // A first look costs one pass and takes no step.
    var product = look(target: 0).product(after: 0)
    for step in 0..<Self.mostSteps {
      let centring = step == 0 ? 0.5 : min(0.9, max(0.05, (1 - share) * (1 - share)))
      let balance = assemble(share, target: centring * product)
      if product < Self.precision.product, balance < Self.precision.balance { return }
      matrix.factor()
      matrix.solve(&right)
      let outlook = look(target: centring * product)
      share = outlook.share
      product = outlook.product(after: share)
      for i in values.indices { values[i] += share * right[i] }
    }
  }

  /// Takes the rest of the last step and fills the linear system of the next; returns the greatest
  /// force out of balance.
  private mutating func assemble(_ share: Double, target: Double) -> Double {
    matrix.clear()
    for i in gradient.indices {
      gradient[i] = 0
      right[i] = 0
    }
    var balance = addPlaces(share, target)
    balance = max(balance, addGroups(share, target))
    for i in gaps.indices {
      gaps[i].take(share)
      add(problem.gaps[i], gaps[i].pull(target), force: gaps[i].force)
    }
    for i in endings.indices {
      endings[i].take(share)
      add(problem.endings[i], endings[i].pull(target), force: endings[i].force)
      balance = max(balance, endings[i].imbalance)
    }
    // The end of the picture stays where it is.
    matrix.add(1e12, problem.pictureEnd.unknown)
    gradient[problem.pictureEnd.unknown] = 0
    return gradient.reduce(balance) { max($0, abs($1)) }
  }

  /// What being early, late and past the end of the cue costs.
  private mutating func addPlaces(_ share: Double, _ target: Double) -> Double {
    let constants = problem.constants
    let late = 2 / squared(constants.lateTolerance)
    let early = 2 / squared(constants.earlyTolerance)
    let past = 2 / squared(constants.pastTolerance)
    var imbalance = 0.0
    for i in places.indices {
      let place = problem.places[i]
      let (s, r, d) = (place.start, place.slowness, place.natural)
      places[i].early.take(share)
      places[i].late.take(share)
      let onset = values[s] - place.cue
      let curvature = onset > 0 ? late : early
      let soon = places[i].early.pull(target)
      let last = places[i].late.pull(target)
      imbalance = max(imbalance, places[i].late.imbalance)
      let over = max(0, values[s] + d * values[r] - place.end)
      let overCurvature = over > 0 ? past : 0
      let slope = curvature * onset + overCurvature * over
      gradient[s] += slope - places[i].early.force + places[i].late.force
      right[s] += soon.push - last.push - slope
      matrix.add(curvature + overCurvature + soon.curvature + last.curvature, s)
      gradient[r] += overCurvature * over * d
      right[r] -= overCurvature * over * d
      matrix.add(overCurvature * d * d, r)
      matrix.add(overCurvature * d, s, r)
    }
    return imbalance
  }

  /// What haste costs, and differences between neighbours.
  private mutating func addGroups(_ share: Double, _ target: Double) -> Double {
    let tolerance = Double(problem.constants.rateTolerance) / 100
    let hurry = Double(problem.constants.hurry) / 100
    for i in groups.indices {
      let group = problem.groups[i]
      groups[i].slow.take(share)
      groups[i].fast.take(share)
      let curvature = 2 * group.weight / (tolerance * tolerance)
      let slope =
        curvature * (values[group.slowness] - problem.slowest) - hurry * group.weight
      let slow = groups[i].slow.pull(target)
      let fast = groups[i].fast.pull(target)
      gradient[group.slowness] += slope + groups[i].slow.force - groups[i].fast.force
      right[group.slowness] += fast.push - slow.push - slope
      matrix.add(curvature + slow.curvature + fast.curvature, group.slowness)
    }
    for pair in problem.pairs {
      let slope = 2 * pair.weight * (values[pair.a] - values[pair.b])
      gradient[pair.a] += slope
      gradient[pair.b] -= slope
      right[pair.a] -= slope
      right[pair.b] += slope
      matrix.add(2 * pair.weight, pair.a)
      matrix.add(2 * pair.weight, pair.b)
      matrix.add(-2 * pair.weight, pair.a, pair.b)
    }
    var imbalance = 0.0
    for i in hasty.indices {
      let slowness = problem.hasty[i].slowness
      hasty[i].take(share)
      let (curvature, push) = hasty[i].pull(target)
      gradient[slowness] -= hasty[i].force
      right[slowness] += push
      matrix.add(curvature, slowness)
      imbalance = max(imbalance, hasty[i].imbalance)
    }
    return imbalance
  }

  private mutating func add(
    _ gap: FitProblem.Gap, _ pull: (curvature: Double, push: Double), force: Double
  ) {
    let (a, r, b, d) = (gap.first, gap.slowness, gap.second, gap.natural)
    matrix.add(pull.curvature, a)
    matrix.add(pull.curvature, b)
    matrix.add(pull.curvature * d * d, r)
    matrix.add(-pull.curvature, a, b)
    matrix.add(pull.curvature * d, a, r)
    matrix.add(-pull.curvature * d, r, b)
    right[a] -= pull.push
    right[r] -= pull.push * d
    right[b] += pull.push
    gradient[a] += force
    gradient[r] += force * d
    gradient[b] -= force
  }

  /// Plans the step of every wall that belongs to the solved step of the unknowns.
  private mutating func look(target: Double) -> Outlook {
    var outlook = Outlook()
    for i in places.indices {
      let step = right[problem.places[i].start]
      places[i].early.plan(step, target, &outlook)
      places[i].late.plan(-step, target, &outlook)
    }
    for i in groups.indices {
      let step = right[problem.groups[i].slowness]
      groups[i].slow.plan(-step, target, &outlook)
      groups[i].fast.plan(step, target, &outlook)
    }
    for i in hasty.indices {
      hasty[i].plan(right[problem.hasty[i].slowness], target, &outlook)
    }
    for i in gaps.indices { gaps[i].plan(problem.gaps[i].change(right), target, &outlook) }
    for i in endings.indices {
      endings[i].plan(problem.endings[i].change(right), target, &outlook)
    }
    return outlook
  }

  private func squared(_ milliseconds: Int) -> Double {
    let seconds = Double(milliseconds) / 1000
    return seconds * seconds
  }
}

extension FitProblem {
  /// Of every unknown, the first that is coupled with it.
  fileprivate var profile: [Int] {
    var first = Array(0..<unknowns)
    func couple(_ a: Int, _ b: Int) { first[max(a, b)] = min(first[max(a, b)], min(a, b)) }
    for place in places { couple(place.start, place.slowness) }
    for pair in pairs { couple(pair.a, pair.b) }
    for gap in gaps + endings {
      couple(gap.first, gap.slowness)
      couple(gap.first, gap.second)
      couple(gap.slowness, gap.second)
    }
    return first
  }
}

extension FitProblem.Gap {
  fileprivate func change(_ steps: [Double]) -> Double {
    steps[second] - steps[first] - natural * steps[slowness]
  }

  fileprivate func room(_ values: [Double]) -> Double { change(values) - pause }
}
