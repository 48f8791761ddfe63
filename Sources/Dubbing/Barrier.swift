/// One wall of a fit, `room >= 0`, as the interior-point method sees it: hard, or yielding at a cost per unit.
///
/// A wall that yields has a yield `u >= 0` with `room + u >= 0`, which costs `slope * u` and is eliminated where it stands.
struct Barrier {
  /// Cost of a unit beyond the wall; infinite for a hard one.
  let slope: Double
  /// What is left to the wall, the yield included, and the force with which the wall pushes back.
  private var distance: Double
  private var force: Double
  private var yield = 0.0
  private var yieldForce = 0.0
  private var distanceStep = 0.0
  private var forceStep = 0.0
  private var yieldStep = 0.0
  private var yieldForceStep = 0.0

  init(room: Double, slope: Double = .infinity) {
    self.slope = slope
    distance = room
    force = 1 / max(room, 0.01)
    guard slope.isFinite else { return }
    yield = max(0, -room) + 0.1
    distance = room + yield
    force = min(1 / max(distance, 0.01), slope / 2)
    yieldForce = slope - force
  }

  /// Sum and number of the products that all tend to zero together.
  var complementarity: Double { distance * force + yield * yieldForce }
  var products: Int { slope.isFinite ? 2 : 1 }
  /// The push on the variables.
  var push: Double { force }

  /// Curvature and push of the wall, for products of `target`.
  func pull(_ target: Double) -> (curvature: Double, push: Double) {
    let stiffness = force / distance
    let push = target / distance
    guard slope.isFinite else { return (stiffness, push) }
    let yieldStiffness = yieldForce / yield
    let rest = push + target / yield - slope
    let both = stiffness + yieldStiffness
    return (stiffness * yieldStiffness / both, push - stiffness * rest / both)
  }

  /// Finds the step that belongs to a change of the room; returns how much of it, inverted, leads to the boundary.
  mutating func plan(_ change: Double, _ target: Double) -> Double {
    let stiffness = force / distance
    var moved = change
    var worst = 0.0
    if slope.isFinite {
      let yieldStiffness = yieldForce / yield
      let rest = (target / distance + target / yield) - slope
      yieldStep = (rest - stiffness * change) / (stiffness + yieldStiffness)
      yieldForceStep = target / yield - yieldStiffness * yieldStep - yieldForce
      moved += yieldStep
      worst = max(-yieldStep / yield, -yieldForceStep / yieldForce)
    }
    distanceStep = moved
    forceStep = target / distance - stiffness * moved - force
    return max(worst, -distanceStep / distance, -forceStep / force)
  }

  mutating func take(_ share: Double) {
    distance += share * distanceStep
    force += share * forceStep
    yield += share * yieldStep
    yieldForce += share * yieldForceStep
  }

  /// How far the forces on the yield are from balance.
  var imbalance: Double { slope.isFinite ? abs(slope - force - yieldForce) : 0 }
}
