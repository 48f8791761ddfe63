extension Graph {
  /// For every label, the labels of the steps its input comes from directly, views in between left out.
  ///
  /// Where a stage runs for each element, the label is that of all of them: `es/speak`.
  public var upstream: [String: [String]] {
    var nearest: [[String]] = []
    var all: [String: [String]] = [:]
    for vertex in vertices {
      var labels: [String] = []
      for need in vertex.needs {
        labels += vertices[need].label.map { [$0] } ?? nearest[need]
      }
      labels = Set(labels).sorted()
      nearest.append(labels)
      if let label = vertex.label { all[label] = labels }
    }
    return all
  }
}
