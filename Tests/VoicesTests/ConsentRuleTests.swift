import Foundation
import Testing

@testable import Voices

/// What a consent covers and what it does not.
@Suite struct ConsentRuleTests {
  private func consent(_ languages: String..., expires: String? = nil) -> Consent {
    Consent(
      id: "c1", speaker: "Ana", document: "signed.pdf", documentSha256: "", uses: ["dubbing"],
      languages: languages, expires: expires, added: Date(timeIntervalSince1970: 0))
  }

  private func moment(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test func theDayOfExpiryIsTheLastValidDay() throws {
    let consent = consent("*", expires: "2027-06-30")
    let objection = { consent.objection(to: "dubbing", in: "es", at: $0) }
    #expect(objection(try moment("2027-06-29T12:00:00Z")) == nil)
    #expect(objection(try moment("2027-06-30T23:59:59Z")) == nil)
    #expect(
      objection(try moment("2027-07-01T00:00:00Z")) == "expired: its last day was 2027-06-30 (UTC)")
    // Where it is July already, it is June in UTC.
    #expect(objection(try moment("2027-07-01T09:00:00+10:00")) == nil)
  }

  @Test(arguments: [
    ("es", "es"), ("es", "es-MX"), ("es", "es-419"), ("es-MX", "es-MX"), ("es-mx", "es-MX"),
    ("spa", "es-MX"), ("pt-BR", "pt-BR"), ("zh", "zh-Hant-TW"), ("*", "ja"),
  ])
  func aLanguageCoversItsRegions(agreed: String, spoken: String) {
    #expect(consent(agreed).objection(to: "dubbing", in: spoken, at: Date()) == nil)
  }

  @Test(arguments: [
    ("es-MX", "es"), ("es-MX", "es-ES"), ("es-MX", "es-419"), ("fr", "es"), ("e", "es"),
    ("es-M", "es-MX"),
  ])
  func aRegionCoversItselfAlone(agreed: String, spoken: String) {
    #expect(
      consent(agreed).objection(to: "dubbing", in: spoken, at: Date())
        == "covers \(agreed), not \(spoken)")
  }

  @Test func oneOfSeveralLanguagesIsEnough() {
    #expect(consent("fr", "es").objection(to: "dubbing", in: "es", at: Date()) == nil)
  }

  @Test func anotherUseIsNotCovered() {
    #expect(
      consent("*").objection(to: "advertising", in: "es", at: Date())
        == "covers dubbing, not advertising")
  }

  @Test func enrolmentAsksForNoLanguage() {
    #expect(consent("fr").objection(to: "dubbing", in: nil, at: Date()) == nil)
  }

  @Test func aRevocationCountsBeforeEverythingElse() throws {
    var consent = consent("fr", expires: "2020-01-01")
    consent.revoked = try moment("2026-03-04T05:06:07Z")
    consent.reason = "moved"
    #expect(
      consent.objection(to: "dubbing", in: "es", at: Date()) == "was revoked on 2026-03-04 (moved)")
  }
}
