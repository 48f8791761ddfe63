/// A limit of a fit, `room >= 0`, as the interior-point method sees it: it pushes back, the more
/// the less room is left.
struct FitWall {
  private(set) var force: Double
  private var room: Double
  /// Kept: divisions are most of what a step costs.
  private var perRoom: Double
  private var roomStep = 0.0
  private var forceStep = 0.0

  init(room: Double) {
    self.init(room: room, force: 1 / max(room, 0.01))
  }

  fileprivate init(room: Double, force: Double) {
    self.room = room
    self.force = force
    perRoom = 1 / room
  }

  /// Takes a share of the planned step.
  mutating func take(_ share: Double) {
    room += share * roomStep
    force += share * forceStep
    perRoom = 1 / room
  }

  /// Curvature and push on the unknowns, for a product of room and force of `target`.
  func pull(_ target: Double) -> (curvature: Double, push: Double) {
    (force * perRoom, target * perRoom)
  }

  /// Finds the step that belongs to a change of the room.
  mutating func plan(_ change: Double, _ target: Double, _ outlook: inout Outlook) {
    roomStep = change
    forceStep = (target - force * change) * perRoom - force
    outlook.limit(room, roomStep)
    outlook.limit(force, forceStep)
    outlook.count(room, roomStep, force, forceStep)
  }
}

/// A limit that gives way at a cost per unit. How far it gives way is an unknown, `yield >= 0` with
/// `room + yield >= 0`, that is eliminated where it stands.
struct YieldingWall {
  private let slope: Double
  private var wall: FitWall
  private var yield: FitWall

  init(room: Double, slope: Double) {
    self.slope = slope
    let yield = max(0, -room) + 0.1
    let force = min(1 / max(room + yield, 0.01), slope / 2)
    wall = FitWall(room: room + yield, force: force)
    self.yield = FitWall(room: yield, force: slope - force)
  }

  var force: Double { wall.force }
  /// How far the forces on the yield are from balance.
  var imbalance: Double { abs(slope - wall.force - yield.force) }

  mutating func take(_ share: Double) {
    wall.take(share)
    yield.take(share)
  }

  func pull(_ target: Double) -> (curvature: Double, push: Double) {
    let (stiffness, push) = wall.pull(target)
    let (yieldStiffness, yieldPush) = yield.pull(target)
    let share = stiffness / (stiffness + yieldStiffness)
    return (share * yieldStiffness, push - share * (push + yieldPush - slope))
  }

  mutating func plan(_ change: Double, _ target: Double, _ outlook: inout Outlook) {
    let (stiffness, push) = wall.pull(target)
    let (yieldStiffness, yieldPush) = yield.pull(target)
    let moved = (push + yieldPush - slope - stiffness * change) / (stiffness + yieldStiffness)
    wall.plan(change + moved, target, &outlook)
    yield.plan(moved, target, &outlook)
  }
}

/// What lies ahead of a step: how far it can go before a wall, and what the products of room and
/// force add up to there.
struct Outlook {
  /// Inverse of the share of the step that leads to the nearest boundary.
  private var worst = 1e-12
  private var products = 0.0
  private var slope = 0.0
  private var curvature = 0.0
  private var walls = 0.0

  @inline(__always)
  fileprivate mutating func limit(_ value: Double, _ step: Double) {
    if -step > worst * value { worst = -step / value }
  }

  @inline(__always)
  fileprivate mutating func count(
    _ room: Double, _ roomStep: Double, _ force: Double, _ forceStep: Double
  ) {
    products += room * force
    slope += room * forceStep + force * roomStep
    curvature += roomStep * forceStep
    walls += 1
  }

  /// The share of the step that may be taken.
  var share: Double { min(1, 0.995 / worst) }

  /// The mean product of room and force after a share of the step.
  func product(after share: Double) -> Double {
    (products + share * (slope + share * curvature)) / max(1, walls)
  }
}
