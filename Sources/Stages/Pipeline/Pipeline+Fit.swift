public import Dubbing

extension Pipeline {
  /// A preset, and whatever is said beside it.
  ///
  /// - Parameter usual: the preset where none is named.
  static func fit(_ root: Section, usual: FitConstants) throws(PipelineError) -> FitConstants {
    guard let section = try root.section("fit") else { return usual }
    try section.allow(fitKeys)
    var constants = try section.preset() ?? usual
    for key in FitConstants.keys {
      guard try !section.isAuto(key.name), let value = try section.integer(key.name, in: key.range)
      else { continue }
      constants[keyPath: key.path] = value
    }
    try section.order(
      constants.comfortableRate, "comfortable_rate", "highest_rate", constants.highestRate)
    try section.order(
      constants.shortestPause, "shortest_pause", "longest_pause", constants.longestPause)
    try section.order(constants.lightest, "lightest", "heaviest", constants.heaviest)
    try section.order(constants.tempo, "tempo", "comfortable_rate", constants.comfortableRate)
    return constants
  }
}

extension Section {
  /// Whether the one key that may be left to polydub is.
  func isAuto(_ key: String) throws(PipelineError) -> Bool {
    guard key == "tempo" else { return false }
    return try text(key) == "auto"
  }

  fileprivate func preset() throws(PipelineError) -> FitConstants? {
    guard let preset = try text("preset") else { return nil }
    if let chosen = FitConstants.presets.first(where: { $0.name == preset }) {
      return chosen.constants
    }
    let names = FitConstants.presets.map(\.name)
    let hint = suggestion(for: preset, among: names)
    throw fault(
      "`preset` cannot be `\(preset)`\(hint); it is one of \(names.joined(separator: ", ")).",
      at: value("preset"))
  }

  /// Refuses a lower bound above its upper one.
  fileprivate func order(_ low: Int, _ lowName: String, _ highName: String, _ high: Int)
    throws(PipelineError)
  {
    guard low > high else { return }
    throw fault(
      "`\(lowName)` (\(low)) is above `\(highName)` (\(high)); raise that or lower this.",
      at: value(lowName) ?? value(highName))
  }
}
