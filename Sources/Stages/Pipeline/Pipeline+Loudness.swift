import Dubbing
import Yams

extension Pipeline {
  /// `mix.loudness`: the name of a preset, or numbers of one's own.
  static func loudness(_ root: Section) throws(PipelineError) -> LoudnessTarget {
    guard let mix = try root.section("mix"), let node = mix.value("loudness"), !node.isNull else {
      return .match
    }
    guard node.mapping != nil else { return try preset(mix) }
    let own = try Section(node, name: "loudness", file: mix.file)
    try own.allow(loudnessKeys)
    guard let integrated = try own.hundredths("integrated", in: -5000 ... -500) else {
      throw own.fault("`loudness` needs `integrated`, in LUFS, such as -18.")
    }
    let truePeak = try own.hundredths("true_peak", in: -2000...0)
    return LoudnessTarget(
      .integrated(integrated), truePeak: truePeak ?? LoudnessTarget.stream.truePeak)
  }

  private static func preset(_ mix: Section) throws(PipelineError) -> LoudnessTarget {
    let name = try mix.requiredText("loudness")
    let names = LoudnessTarget.presets.map(\.name)
    guard let preset = LoudnessTarget.presets.first(where: { $0.name == name }) else {
      let hint = nearest(to: name, among: names).first.map { " Did you mean `\($0)`?" } ?? ""
      throw mix.fault(
        "`loudness` cannot be `\(name)`; it is one of \(names.joined(separator: ", ")), "
          + "or numbers: { integrated: -18, true_peak: -1.5 }.\(hint)",
        at: mix.value("loudness"))
    }
    return preset.target
  }
}
