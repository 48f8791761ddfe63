public import Dubbing
import Engine
import Foundation
public import Voices

/// A voice that is to speak a language, and the consent the pipeline file names for it.
public struct VoiceUse: Hashable, Sendable {
  public var provider: String
  /// The kind of the provider, as `type:` names it.
  public var type: String
  public var voice: String
  public var origin: VoiceOrigin?
  public var language: String
  /// nil to find it by the voice.
  public var consent: String?

  public init(
    provider: String, type: String, voice: String, origin: VoiceOrigin?, language: String,
    consent: String?
  ) {
    self.provider = provider
    self.type = type
    self.voice = voice
    self.origin = origin
    self.language = language
    self.consent = consent
  }
}

/// Lets a cloned voice speak only while its speaker's consent covers it: asked when a run starts and before every call.
public final class ConsentGate: CallWatcher {
  private let trail: ConsentTrail?
  private let pipeline: String
  private let uses: [VoiceUse]
  private let known = Locked(Known())

  /// What was read of the trail.
  private struct Known {
    var entries: [ConsentEntry] = []
    var last: (number: Int64, hash: String) = (0, ConsentTrail.beginning)
    /// Voices and languages whose first call is in the trail.
    var begun: Set<[String]> = []
  }

  /// - Parameters:
  ///   - trail: nil where there is no ledger: then no cloned voice may speak.
  ///   - pipeline: the file that asks, for the trail.
  ///   - uses: the voices it names.
  public init(_ trail: ConsentTrail?, pipeline: String, uses: [VoiceUse]) {
    self.trail = trail
    self.pipeline = pipeline
    self.uses = uses
  }

  /// Refuses the first voice that may not speak; every refusal is in the trail.
  ///
  /// - Returns: the consents the others speak with.
  @discardableResult
  public func check() throws(SpeechError) -> [(use: VoiceUse, consent: Consent)] {
    var permitted: [(use: VoiceUse, consent: Consent)] = []
    var first: SpeechError?
    for use in uses {
      do throws(SpeechError) {
        if let consent = try permission(use) { permitted.append((use, consent)) }
      } catch { first = first ?? error }
    }
    if let first { throw first }
    return permitted
  }

  public func began(_ call: Call) throws -> CallTicket {
    let use = VoiceUse(
      provider: call.provider, type: call.type, voice: call.voice, origin: call.origin,
      language: call.language, consent: named(call.voice, call.language)?.consent)
    guard let consent = try permission(use) else { return CallTicket { _ in } }
    let isFirst = known.withLock { $0.begun.insert([call.voice, call.language]).inserted }
    if isFirst { try write(.speaking, consent.id, use) }
    return CallTicket { _ in }
  }

  private func named(_ voice: String, _ language: String) -> VoiceUse? {
    uses.first { $0.voice == voice && $0.language == language }
  }

  /// The consent under which a line is given out; nil where its voice needs none.
  public func permission(for line: Line) throws(SpeechError) -> (use: VoiceUse, consent: Consent)? {
    let named = named(line.voice.name, line.language)
    let use = VoiceUse(
      provider: named?.provider ?? line.voice.provider, type: line.voice.provider,
      voice: line.voice.name, origin: line.voice.origin, language: line.language,
      consent: named?.consent)
    guard let consent = try permission(use) else { return nil }
    return (use, consent)
  }

  /// Writes in which files a voice speaks; nothing where they are as they were the last time.
  ///
  /// - Parameter outputs: SHA-256 by path.
  public func recordUse(_ use: VoiceUse, under consent: String, outputs: [String: String])
    throws(ConsentError)
  {
    let isKnown = known.withLock { known in
      known.entries.last { entry in
        entry.action == .used && entry.consent == consent && entry.details.voice == use.voice
          && entry.details.languages == [use.language] && entry.details.pipeline == pipeline
      }?.details.outputs == outputs
    }
    guard !isKnown else { return }
    var details = details(of: use)
    details.outputs = outputs
    try trail?.write(.used, consent, details)
  }

  /// The consent a voice speaks with; nil for one that needs none.
  private func permission(_ use: VoiceUse) throws(SpeechError) -> Consent? {
    let consents: [Consent]
    do throws(ConsentError) {
      consents = try readConsents()
    } catch {
      // Who is linked to a voice cannot be known: only a voice that is surely nobody's may speak.
      if use.origin == .designed { return nil }
      if use.origin == nil, Providers.comesWithEngine(use.voice, type: use.type) { return nil }
      throw SpeechError(
        .unconsented, "\(use.language): “\(shown(use.voice))” may be a person's voice. \(error)")
    }
    let linked = consents.linked(to: use.voice)
    guard use.origin == .cloned || !linked.isEmpty else { return nil }
    var objection = ""
    for consent in try candidates(use, consents, linked: linked).reversed() {
      guard let reason = consent.objection(to: Consent.dubbing, in: use.language, at: now)
      else { return consent }
      guard objection.isEmpty else { continue }
      objection = "is the cloned voice of \(consent.speaker), and consent \(consent.id) \(reason)"
    }
    throw refusal(use, linked.last?.id ?? use.consent ?? "", objection)
  }

  /// The consents that could cover a voice: the one that is named, or those it was linked to.
  private func candidates(_ use: VoiceUse, _ all: [Consent], linked: [Consent])
    throws(SpeechError) -> [Consent]
  {
    guard let named = use.consent else {
      guard linked.isEmpty else { return linked }
      throw refusal(use, "", "is a cloned voice, and no consent of its speaker is recorded for it")
    }
    guard let consent = all.first(where: { $0.id == named }) else {
      throw refusal(
        use, named, "is a cloned voice, and consent \(named) is not in this store's ledger")
    }
    guard linked.isEmpty || linked.contains(where: { $0.id == named }) else {
      throw refusal(
        use, named,
        "is a voice of consent \(linked.map(\.id).joined(separator: ", ")), not of \(named)")
    }
    return [consent]
  }

  private func refusal(_ use: VoiceUse, _ consent: String, _ reason: String) -> SpeechError {
    // A refusal stands whether or not it can be written down.
    try? write(.refused, consent, use, reason: reason)
    return SpeechError(
      .unconsented,
      "\(use.language): “\(shown(use.voice))” \(reason). Nothing is asked of it. Record a consent that covers it "
        + "(`polydub consent add --voice …`), or choose another voice.")
  }

  private var now: Date { trail?.now() ?? Date() }

  private func write(
    _ action: ConsentEntry.Action, _ consent: String, _ use: VoiceUse, reason: String? = nil
  ) throws(SpeechError) {
    var details = details(of: use)
    details.reason = reason
    do throws(ConsentError) {
      try trail?.write(action, consent, details)
    } catch {
      throw SpeechError(
        .unconsented, "A cloned voice speaks only where that can be written down. \(error)")
    }
  }

  private func details(of use: VoiceUse) -> ConsentEntry.Details {
    var details = ConsentEntry.Details()
    details.provider = use.provider
    details.voice = use.voice
    details.languages = [use.language]
    details.pipeline = pipeline
    return details
  }

  /// The consents as they are now: only what is new is read.
  private func readConsents() throws(ConsentError) -> [Consent] {
    guard let trail else {
      throw ConsentError(
        "The ledger with the consents cannot be opened, so no cloned voice may speak. "
          + "Check the store's disk and permissions.")
    }
    let last = known.withLock { $0.last }
    let new = try trail.entries(after: last)
    return known.withLock { known in
      let fresh = new.filter { $0.number > known.last.number }
      known.entries += fresh.map(\.entry)
      if let end = fresh.last { known.last = (end.number, end.hash) }
      return Consent.all(known.entries)
    }
  }
}
