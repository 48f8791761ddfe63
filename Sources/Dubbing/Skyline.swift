/// A symmetric positive definite matrix in which every row begins at its first coupled column,
/// factored as LDLᵀ.
///
/// Rows of a chain are two or three long, so a whole film is factored in time proportional to its
/// length.
struct Skyline {
  private let first: [Int]
  /// Where column 0 of each row would lie in `entries`.
  private let base: [Int]
  private var entries: [Double]
  private var inverse: [Double]

  /// - Parameter first: of each row, the first column that is not zero.
  init(first: [Int]) {
    self.first = first
    var base: [Int] = []
    var size = 0
    for row in first.indices {
      base.append(size - first[row])
      size += row - first[row] + 1
    }
    self.base = base
    entries = Array(repeating: 0, count: size)
    inverse = Array(repeating: 0, count: first.count)
  }

  mutating func clear() {
    for i in entries.indices { entries[i] = 0 }
  }

  /// Adds to the diagonal.
  @inline(__always)
  mutating func add(_ value: Double, _ row: Int) { entries[base[row] + row] += value }

  /// Adds to an entry and to the one opposite.
  @inline(__always)
  mutating func add(_ value: Double, _ a: Int, _ b: Int) {
    entries[base[max(a, b)] + min(a, b)] += value
  }

  /// Replaces the entries by those of L, and keeps the reciprocals of D.
  mutating func factor() {
    entries.withUnsafeMutableBufferPointer { entries in
      first.withUnsafeBufferPointer { first in
        base.withUnsafeBufferPointer { base in
          inverse.withUnsafeMutableBufferPointer { inverse in
            for row in first.indices {
              inverse[row] = Self.pivot(of: row, entries, first, base, inverse)
            }
          }
        }
      }
    }
  }

  /// Eliminates one row by those above it; returns the reciprocal of what is left on the diagonal.
  @inline(__always)
  private static func pivot(
    of row: Int, _ entries: UnsafeMutableBufferPointer<Double>, _ first: UnsafeBufferPointer<Int>,
    _ base: UnsafeBufferPointer<Int>, _ inverse: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let (own, start) = (base[row], first[row])
    var pivot = entries[own + row]
    for column in start..<row {
      var value = entries[own + column]
      let other = base[column]
      var k = max(start, first[column])
      while k < column {
        value -= entries[other + k] * entries[own + k]
        k += 1
      }
      entries[own + column] = value
    }
    for column in start..<row {
      let value = entries[own + column]
      entries[own + column] = value * inverse[column]
      pivot -= value * value * inverse[column]
    }
    // A pivot that rounding has eaten up stands for a direction that is not to be moved in.
    return pivot > 1e-12 ? 1 / pivot : 0
  }

  /// Replaces the right-hand side by the solution.
  func solve(_ x: inout [Double]) {
    x.withUnsafeMutableBufferPointer { x in
      entries.withUnsafeBufferPointer { entries in
        for row in first.indices {
          var value = x[row]
          let own = base[row]
          for column in first[row]..<row { value -= entries[own + column] * x[column] }
          x[row] = value
        }
        for row in first.indices { x[row] *= inverse[row] }
        for row in first.indices.reversed() {
          let (value, own) = (x[row], base[row])
          for column in first[row]..<row { x[column] -= entries[own + column] * value }
        }
      }
    }
  }
}
