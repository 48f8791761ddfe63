import Engine
import Foundation
import GRDB
import Testing

@testable import Bookkeeping
@testable import Voices

/// Who may speak, asked of a trail of its own.
@Suite struct ConsentGateTests {
  private let desk: Desk
  private let ledger: Ledger

  init() throws {
    desk = try Desk()
    ledger = try desk.open()
  }

  private func add(
    _ voices: String..., languages: [String] = ["*"], by speaker: String = "Ana"
  ) throws -> Consent {
    try ConsentTrail(ledger).add(
      speaker: speaker, document: "signed.pdf", sha256: Digest(of: Array(speaker.utf8)),
      uses: ["dubbing"], languages: languages, expires: nil, voices: voices)
  }

  /// Why a voice of a server of one's own, of which nobody said that it is cloned, may not speak.
  private func refusal(
    of voice: String, origin: VoiceOrigin? = nil, type: String = OpenAISpeech.type,
    trail: ConsentTrail?
  ) -> SpeechError? {
    let use = VoiceUse(
      provider: "studio", type: type, voice: voice, origin: origin, language: "es", consent: nil)
    do {
      try ConsentGate(trail, pipeline: "film.yaml", uses: [use]).check()
      return nil
    } catch { return error }
  }

  @Test(arguments: ["anna1", "Anna1", "ANNA1", "aNNa1", " Anna1", "Ａnna１"])
  func noSpellingEscapesARevocation(_ spelling: String) throws {
    let trail = ConsentTrail(ledger)
    try trail.revoke(add("anna1"), reason: nil)
    #expect(refusal(of: spelling, trail: trail)?.kind == .unconsented)
    #expect(refusal(of: "vivian", trail: trail) == nil)
  }

  @Test func theSpellingThatIsLinkedCountsFirst() throws {
    // A server may have both, and they are two people.
    let trail = ConsentTrail(ledger)
    try trail.revoke(add("anna1"), reason: nil)
    _ = try add("Anna1", by: "Anna")
    #expect(refusal(of: "Anna1", trail: trail) == nil)
    #expect(refusal(of: "anna1", trail: trail) != nil)
  }

  @Test func aVoiceThatMayBeLinkedIsRefusedWhereTheTrailCannotBeRead() throws {
    _ = try add("anna1")
    try ledger.database.write { database in
      try database.execute(sql: "DROP TRIGGER consent_trail_is_not_edited")
      try database.execute(sql: "UPDATE consent_trail SET who = 'x'")
    }
    for trail in [ConsentTrail(ledger), nil] {
      #expect(refusal(of: "anna1", trail: trail)?.kind == .unconsented)
      #expect(refusal(of: "Anna1", type: DashScope.type, trail: trail)?.kind == .unconsented)
      #expect(refusal(of: "anna1", origin: .cloned, trail: trail)?.kind == .unconsented)
    }
  }

  @Test(arguments: [
    ("Cherry", DashScope.type), ("Vivian", OpenAISpeech.type), ("es", Espeak.type),
  ])
  func aVoiceOfTheEngineSpeaksWithoutATrail(voice: String, type: String) {
    #expect(refusal(of: voice, type: type, trail: nil) == nil)
  }
}
