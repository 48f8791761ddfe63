public import Engine
public import Voices

extension ConsentTrail {
  /// Records a consent; one that is there already is only linked to the voices it was not linked to.
  ///
  /// - Parameters:
  ///   - consent: its `id` is found here.
  ///   - voices: what the service calls voices of the speaker that were cloned elsewhere or before.
  /// - Throws: where the same consent was revoked.
  public func add(
    speaker: String, document: String, sha256: Digest, uses: [String], languages: [String],
    expires: String?, voices: [String]
  ) throws(ConsentError) -> Consent {
    let scope = [speaker, sha256.rawValue, uses.sorted().joined(separator: ",")]
    let parts = scope + [languages.sorted().joined(separator: ","), expires ?? ""]
    let name = "c" + Digest(of: Array(parts.joined(separator: "\n").utf8)).rawValue.prefix(8)
    let known = try consents().first { $0.id == name }
    if let revoked = known?.revoked {
      throw ConsentError(
        "Consent \(name) was revoked on \(Consent.day(of: revoked)) and stays so. "
          + "If the speaker agrees again, have a new document signed.")
    }
    if known == nil {
      let consent = Consent(
        id: name, speaker: speaker, document: document, documentSha256: sha256.rawValue,
        uses: uses, languages: languages, expires: expires, added: now())
      try write(.added, name, .init(consent))
    }
    for voice in voices where known?.voices.contains(voice) != true {
      var details = ConsentEntry.Details()
      details.voice = voice
      try write(.linked, name, details)
    }
    return try consent(name)
  }

  /// Ends a consent: no call is made under it from now on, also by runs that are under way.
  public func revoke(_ consent: Consent, reason: String?) throws(ConsentError) {
    guard consent.revoked == nil else { return }
    var details = ConsentEntry.Details()
    details.reason = reason
    details.speaker = consent.speaker
    try write(.revoked, consent.id, details)
  }

  /// The files its voices speak in, by path, with what they were when they were last written.
  public func outputs(of consent: Consent) throws(ConsentError) -> [String: String] {
    try entries().filter { $0.consent == consent.id && $0.action == .used }
      .compactMap(\.details.outputs)
      .reduce(into: [:]) { all, outputs in all.merge(outputs) { $1 } }
  }
}
