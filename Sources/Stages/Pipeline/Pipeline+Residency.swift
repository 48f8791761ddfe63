import Dubbing
import Voices
import Yams

extension Pipeline {
  /// `residency: singapore`, or a list of regions and hosts: where texts may be sent, this machine included.
  ///
  /// Refuses a provider that would send them elsewhere, used or not. A request with a text follows no
  /// redirect, so where it is sent is where it stays.
  static func checkResidency(_ root: Section, of providers: [String: Account])
    throws(PipelineError)
  {
    guard let node = root.value("residency"), !node.isNull else { return }
    let places =
      node.sequence.map { $0.map { $0.scalar?.string ?? "" } } ?? [node.scalar?.string ?? ""]
    let regions = DashScopeAccount.Region.named.map(\.name)
    for place in places where !regions.contains(place) && !place.contains(".") {
      throw root.fault(
        "`residency` cannot be `\(shown(place))`\(suggestion(for: place, among: regions)); "
          + "it is \(regions.joined(separator: ", ")), a host such as speech.example.org, or a list of them.",
        at: node)
    }
    guard let section = try root.section("providers") else { return }
    for name in section.keys {
      guard let place = providers[name]?.place(outside: Set(places)) else { continue }
      throw section.fault(
        "`\(name)` would send texts to \(place), and `residency` allows \(places.joined(separator: ", ")) only; "
          + "change the provider, or list \(place) there.", at: section.value(name))
    }
  }
}

extension Pipeline.Account {
  /// Where it would send texts, if that is none of `places`; a new kind of provider has to say so here.
  fileprivate func place(outside places: Set<String>) -> String? {
    switch self {
    case .espeak: nil
    case .dashScope(let account): account.region.place(outside: places)
    case .openAISpeech(let server): server.place(outside: places)
    }
  }
}
