/// `: did you mean “es” or “es-419”?`, or nothing where no known name is near.
public func suggestion(for name: String, among known: [String]) -> String {
  let near = nearest(to: name, among: known)
  guard !near.isEmpty else { return "" }
  return " (did you mean " + near.map { "“\($0)”" }.joined(separator: ", ") + "?)"
}

/// Up to three known names a person may have meant, nearest first; of those equally near, the
/// ones with the same first letter, then in order of the alphabet.
///
/// Near is at most half the letters changed, or one being the start of the other.
public func nearest(to name: String, among known: [String]) -> [String] {
  let wanted = Array(name.lowercased().prefix(40))
  let ranked = known.compactMap { candidate -> (distance: Int, first: Int, name: String)? in
    let letters = Array(candidate.lowercased())
    let distance = editDistance(wanted, letters)
    let starts = letters.starts(with: wanted) || wanted.starts(with: letters)
    guard starts || distance <= max(1, wanted.count / 2) else { return nil }
    return (distance, wanted.first == letters.first ? 0 : 1, candidate)
  }
  return ranked.sorted { $0 < $1 }.prefix(3).map(\.name)
}

/// Letters to insert, remove or change to make one name the other (Levenshtein).
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in b.enumerated() {
      let change = diagonal + (letter == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}

/// A name from outside, short and printable enough for an error sentence.
public func shown(_ name: String) -> String {
  let printable = name.unicodeScalars.prefix(60).map { scalar in
    scalar.properties.generalCategory == .control ? " " : Character(scalar)
  }
  return String(printable)
}
